import { done, type Outcome, retry } from '@motcua/bus';
import { Reacts } from '@motcua/bus-nats/nest';
import {
  intakeCodec,
  type PersonalDataErased,
  type SubmissionFiled,
  type SubmissionSupplemented,
  type WithdrawalRequested,
} from '@motcua/contracts';
import { codec, type Recorded } from '@motcua/es';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Heard } from '../application/from-intake.ts';
import { USE_CASES, type WorkflowUseCases } from '../http/workflow.tokens.ts';

const submissions = codec<SubmissionFiled | SubmissionSupplemented | WithdrawalRequested | PersonalDataErased>(intakeCodec);
const again = 1_000;

const outcome = (heard: Heard): Outcome => (heard.kind === 'done' ? done : retry(again, heard.reason));

/** What citizens ask of intake becomes dossiers, supplements and withdrawals here; one after the other per dossier. */
@Controller()
export class IntakeSubscriber {
  readonly #useCases: WorkflowUseCases;
  constructor(@Inject(USE_CASES) useCases: WorkflowUseCases) {
    this.#useCases = useCases;
  }

  @Reacts('intake.SubmissionFiled.v1')
  async filed(@Payload() event: Recorded): Promise<Outcome> {
    return outcome(await this.#useCases.openDossier(submissions.decode(event) as Recorded<SubmissionFiled>));
  }

  @Reacts('intake.SubmissionSupplemented.v1')
  async supplemented(@Payload() event: Recorded): Promise<Outcome> {
    return outcome(await this.#useCases.noteSupplement(submissions.decode(event) as Recorded<SubmissionSupplemented>));
  }

  @Reacts('intake.WithdrawalRequested.v1')
  async withdrawalRequested(@Payload() event: Recorded): Promise<Outcome> {
    return outcome(await this.#useCases.withdrawDossier(submissions.decode(event) as Recorded<WithdrawalRequested>));
  }

  @Reacts('intake.PersonalDataErased.v1')
  async erased(@Payload() event: Recorded): Promise<Outcome> {
    const { data } = submissions.decode(event) as Recorded<PersonalDataErased>;
    this.#useCases.forgetKeys(data.dossiers);
    return done;
  }
}
