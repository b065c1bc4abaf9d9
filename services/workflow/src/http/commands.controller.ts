import { type Answer, type Call, Incoming, officerOf, Route, type RouteSpec } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import type { OfficerCommand } from '../domain/dossier/dossier.transitions.ts';
import { answering, dossierAnswer } from './answers.ts';
import { bodies, DossierAnswer, DossierParams } from './dossier.schema.ts';
import { USE_CASES, type WorkflowUseCases } from './workflow.tokens.ts';

/** Roles are the handler's: what the body names must be known (400) before it is asked who may (403). */
const command = (name: OfficerCommand, summary: string): RouteSpec => ({
  method: 'POST',
  path: `/dossiers/:id/${name}`,
  summary,
  auth: 'officer',
  params: DossierParams,
  body: bodies[name],
  needs: ['idempotency-key', 'if-match'],
  answers: { 200: { description: 'The dossier after the command', schema: DossierAnswer } },
  problems: ['command-not-allowed', 'calendar-not-covered'],
});

@Controller('/api/workflow/v1')
export class CommandsController {
  readonly #useCases: WorkflowUseCases;
  constructor(@Inject(USE_CASES) useCases: WorkflowUseCases) {
    this.#useCases = useCases;
  }

  #run(name: OfficerCommand, call: Call): Promise<Answer> {
    return answering(async () => {
      await this.#useCases.awaitIntake(call);
      const { id } = call.params as { id: string };
      const shown = await this.#useCases.commands[name]({
        dossierId: id,
        officer: officerOf(call),
        body: call.body ?? {},
        idempotencyKey: call.idempotencyKey,
        ifMatch: call.ifMatch,
        language: call.language,
        traceparent: call.traceparent,
      });
      return dossierAnswer(shown);
    });
  }

  @Route(command('accept', 'Takes the dossier in: it gets its code and its appointment'))
  accept(@Incoming() call: Call): Promise<Answer> {
    return this.#run('accept', call);
  }

  @Route(command('refuse', 'Does not take the dossier in, with the reason'))
  refuse(@Incoming() call: Call): Promise<Answer> {
    return this.#run('refuse', call);
  }

  @Route(command('forward', 'Hands the dossier to a unit'))
  forward(@Incoming() call: Call): Promise<Answer> {
    return this.#run('forward', call);
  }

  @Route(command('assign', 'Gives the dossier to an officer'))
  assign(@Incoming() call: Call): Promise<Answer> {
    return this.#run('assign', call);
  }

  @Route(command('complete-step', 'Completes the present step'))
  completeStep(@Incoming() call: Call): Promise<Answer> {
    return this.#run('complete-step', call);
  }

  @Route({
    ...command('request-supplement', 'Asks the citizen for papers; the clock stops'),
    problems: ['command-not-allowed', 'supplement-rounds-exhausted'],
  })
  requestSupplement(@Incoming() call: Call): Promise<Answer> {
    return this.#run('request-supplement', call);
  }

  @Route(command('issue-result', 'Signs, numbers and issues the result'))
  issueResult(@Incoming() call: Call): Promise<Answer> {
    return this.#run('issue-result', call);
  }

  @Route({
    ...command('return-result', 'Hands the result out, originals compared'),
    problems: ['command-not-allowed', 'originals-mismatch', 'signed-file-missing'],
  })
  returnResult(@Incoming() call: Call): Promise<Answer> {
    return this.#run('return-result', call);
  }
}
