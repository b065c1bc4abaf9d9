import { Answers } from '@motcua/bus-nats/nest';
import { rpc, SubjectKeysRequest, TrackingLinkRequest } from '@motcua/contracts';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { IntakeRim } from '../http/use-cases.ts';

/** What the other services ask intake for. Who may ask is the bus's to say: each service has its own credential and subjects. */
@Controller()
export class RequestsSubscriber {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Answers(rpc.subjectKeys)
  subjectKeys(@Payload() payload: unknown): Promise<unknown> {
    return this.#rim.useCases.answerSubjectKeys(SubjectKeysRequest.parse(payload).dossiers);
  }

  @Answers(rpc.trackingLink)
  async trackingLink(@Payload() payload: unknown): Promise<unknown> {
    const link = await this.#rim.useCases.findTrackingLink(TrackingLinkRequest.parse(payload).dossierId);
    return { url: link?.url ?? null };
  }
}
