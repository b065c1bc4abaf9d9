import { Hash } from '@motcua/contracts';
import { type Answer, type Call, Incoming, officerOf, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { ErasedAnswer } from './answers.ts';
import { actorOf, keyed, written } from './caller.ts';
import { IntakeRim } from './use-cases.ts';

const Subject = z.object({ subjectId: Hash });
const ErasureBody = z.strictObject({ legalBasis: z.string().min(1).max(300), reason: z.string().min(1).max(1_000) });

/** The right to be forgotten. */
@Controller('/api/intake/v1/subjects')
export class SubjectsController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({
    method: 'POST',
    path: '/:subjectId/erasure',
    summary: 'Destroys the keys of a person’s data and answers a signed certificate',
    auth: 'officer',
    roles: ['auditor'],
    params: Subject,
    body: ErasureBody,
    needs: ['idempotency-key'],
    answers: { 200: { description: 'Erased', schema: ErasedAnswer } },
    problems: ['dossier-open', 'idempotency-key-reused'],
  })
  async erase(@Incoming() call: Call): Promise<Answer> {
    const { legalBasis, reason } = call.body as z.infer<typeof ErasureBody>;
    const erased = await this.#rim.useCases.eraseSubject({
      ...keyed(call),
      actor: actorOf(call),
      officer: officerOf(call).id,
      subjectId: call.params.subjectId ?? '',
      legalBasis,
      reason,
    });
    const { subjectId, erasedAt, dossiers, certificate, position, replayed } = erased;
    return { status: 200, body: { subjectId, erasedAt, dossiers, certificate }, headers: written(position, replayed) };
  }
}
