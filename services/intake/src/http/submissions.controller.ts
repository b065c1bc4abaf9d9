import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { Recorded } from '../application/supplement-submission.ts';
import { SubmissionBody, SupplementBody, WithdrawalBody } from '../domain/submission/submission.body.ts';
import { Filed, RecordedAnswer, ReplacedAnswer, SubmissionAnswer } from './answers.ts';
import { actorOf, askerOf, assertWithin, keyed, personal, written } from './caller.ts';
import { asOfHeader, awaitSeen } from './reading.ts';
import { IntakeRim } from './use-cases.ts';

const Id = z.object({ id: z.uuid() });

const recorded = ({ id, at, position, replayed }: Recorded): Answer => ({
  status: 201,
  body: { id, receivedAt: at, position: `intake:${position}` },
  headers: written(position, replayed),
});

/** What citizens hand in, and what they ask for afterwards. */
@Controller('/api/intake/v1/submissions')
export class SubmissionsController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({
    method: 'POST',
    path: '/',
    summary: 'Files a submission; over the counter, by help or by post with an officer’s token',
    auth: 'open',
    body: SubmissionBody,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'Received; `id` is also the dossier’s', schema: Filed } },
    problems: ['upload-taken', 'upload-refused', 'gone', 'idempotency-key-reused'],
  })
  async file(@Incoming() call: Call): Promise<Answer> {
    const { useCases, limits } = this.#rim;
    const body = call.body as SubmissionBody;
    const actor = actorOf(call);
    useCases.assertMayFile(actor, body.channel);
    assertWithin(limits.submissions, call);
    const filed = await useCases.fileSubmission({ ...keyed(call), actor, body, language: call.language });
    const { id, requestCode, tracking, receivedAt, position, replayed } = filed;
    return {
      status: 201,
      body: { id, requestCode, tracking, receivedAt, position: `intake:${position}` },
      headers: written(position, replayed),
    };
  }

  @Route({
    method: 'GET',
    path: '/:id',
    summary: 'What was handed in; officers also see who and the form, and their look is recorded',
    auth: 'trackingOrOfficer',
    params: Id,
    answers: { 200: { description: 'The submission; `code` as of `Motcua-As-Of`', schema: SubmissionAnswer } },
    problems: ['gone', 'other-agency'],
  })
  async one(@Incoming() call: Call): Promise<Answer> {
    const { useCases, standings } = this.#rim;
    await awaitSeen(call, standings);
    const asOf = asOfHeader(standings);
    const body = await useCases.readSubmission(call.params.id ?? '', askerOf(call));
    return { status: 200, body, headers: { ...personal, ...asOf } };
  }

  @Route({
    method: 'POST',
    path: '/:id/supplements',
    summary: 'Papers that came later; the dossier goes on by itself when every asked one is there',
    auth: 'trackingOrOfficer',
    params: Id,
    body: SupplementBody,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'Recorded', schema: RecordedAnswer } },
    problems: [
      'upload-taken',
      'upload-refused',
      'dossier-ended',
      'withdrawal-requested',
      'too-many-supplements',
      'gone',
      'idempotency-key-reused',
    ],
  })
  async supplement(@Incoming() call: Call): Promise<Answer> {
    const body = call.body as SupplementBody;
    const dossierId = call.params.id ?? '';
    return recorded(await this.#rim.useCases.supplementSubmission({ ...keyed(call), dossierId, asker: askerOf(call), body }));
  }

  @Route({
    method: 'POST',
    path: '/:id/withdrawal',
    summary: 'Asks to withdraw; the status then shows `withdrawn`, or why not',
    auth: 'trackingOrOfficer',
    params: Id,
    body: WithdrawalBody,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'Requested', schema: RecordedAnswer } },
    problems: ['dossier-ended', 'withdrawal-requested', 'gone', 'idempotency-key-reused'],
  })
  async withdraw(@Incoming() call: Call): Promise<Answer> {
    const body = call.body as WithdrawalBody;
    const dossierId = call.params.id ?? '';
    return recorded(await this.#rim.useCases.requestWithdrawal({ ...keyed(call), dossierId, asker: askerOf(call), body }));
  }

  @Route({
    method: 'POST',
    path: '/:id/tracking-link',
    summary: 'Revokes the present tracking link and answers a new one',
    auth: 'trackingOrOfficer',
    params: Id,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'The new link', schema: ReplacedAnswer } },
    problems: ['gone'],
  })
  async replaceLink(@Incoming() call: Call): Promise<Answer> {
    const dossierId = call.params.id ?? '';
    const { tracking, position, replayed } = await this.#rim.useCases.replaceTrackingLink({
      ...keyed(call),
      dossierId,
      asker: askerOf(call),
    });
    return { status: 201, body: { tracking, position: `intake:${position}` }, headers: written(position, replayed) };
  }
}
