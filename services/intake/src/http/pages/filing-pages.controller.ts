import { randomUUID } from 'node:crypto';
import { isRejection } from '@motcua/es';
import { type Answer, type Call, Incoming, problem, Route } from '@motcua/service-kit';
import { given, type Mistake, mistakesByField } from '@motcua/web';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { FiledSubmission } from '../../application/file-submission.ts';
import type { ProcedureDetails } from '../../application/find-procedures.ts';
import type { SubmissionBody } from '../../domain/submission/submission.body.ts';
import { assertWithin } from '../caller.ts';
import { IntakeRim } from '../use-cases.ts';
import { filedPage } from './filed.page.ts';
import { filingPage } from './filing.page.ts';
import { namedFields } from './filing-fields.ts';
import { formOf, submissionOf } from './posted-submission.ts';
import { readParts } from './read-parts.ts';

/** Whatever is typed there: what is no code is no procedure either. */
const Code = z.object({ code: z.string().max(100) });
const Key = z.uuid();
const page = { description: 'Page', mediaType: 'text/html' } as const;
const citizen = { actor: { kind: 'citizen' } } as const;

/** Filing from a phone, with or without script. */
@Controller('/nop-ho-so')
export class FilingPagesController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({
    method: 'GET',
    path: '/:code',
    summary: 'The form of a procedure',
    auth: 'open',
    page: true,
    params: Code,
    answers: { 200: page },
  })
  show(@Incoming() call: Call): Answer {
    const procedure = this.#find(call);
    return filingPage({
      procedure,
      fields: procedure.form.fields,
      posted: {},
      mistakes: new Map(),
      key: randomUUID(),
      language: call.language,
    });
  }

  @Route({
    method: 'POST',
    path: '/:code',
    summary: 'The form, filled in',
    auth: 'open',
    page: true,
    multipart: true,
    params: Code,
    answers: { 201: page, 400: page },
  })
  async file(@Incoming() call: Call): Promise<Answer> {
    const procedure = this.#find(call);
    const { useCases, limits } = this.#rim;
    assertWithin(limits.submissions, call);
    const codes = new Set(procedure.documents.map(({ code }) => code));
    const { posted, mistakes } = await readParts(call, useCases, this.#command(call), codes);
    const known = Key.safeParse(given(posted, 'key'));
    const key = known.success ? known.data : randomUUID();
    const read = submissionOf(procedure, posted, call.language);
    const wrong = [...mistakes, ...('mistakes' in read ? read.mistakes : [])];
    // All that is wrong is told in one round, the procedure's own refusals with ours.
    const refused = (): Mistake[] => [...wrong, ...useCases.checkForm(procedure.code, formOf(procedure, posted), call.language)];
    const filed = 'body' in read && wrong.length === 0 ? await this.#tryToFile(call, key, read.body) : refused();
    if (!Array.isArray(filed)) return this.#filed(filed as FiledSubmission, procedure, given(posted, 'agency'), call);
    const names = namedFields(procedure, procedure.form.fields, call.language).map(({ name }) => name);
    return filingPage({
      procedure,
      fields: procedure.form.fields,
      posted,
      mistakes: mistakesByField(filed, names),
      key,
      language: call.language,
    });
  }

  #find(call: Call): ProcedureDetails {
    const found = this.#rim.useCases.findProcedure(call.params.code ?? '');
    if (!found) throw problem('not-found');
    return found;
  }

  #filed(filed: FiledSubmission, procedure: ProcedureDetails, agency: string, { language }: Call): Answer {
    return filedPage(filed, procedure, { agency, time: this.#rim.useCases.answerTime(procedure.code, filed.receivedAt) }, language);
  }

  #command(call: Call) {
    return { ...citizen, ...(call.traceparent !== undefined && { traceparent: call.traceparent }) };
  }

  /** What was filed, or what has to be changed first. */
  async #tryToFile(call: Call, idempotencyKey: string, body: SubmissionBody): Promise<FiledSubmission | Mistake[]> {
    try {
      return await this.#rim.useCases.fileSubmission({ ...this.#command(call), idempotencyKey, body, language: call.language });
    } catch (error) {
      if (!isRejection(error) || error.code !== 'malformed' || !Array.isArray(error.details.errors)) throw error;
      return error.details.errors as Mistake[];
    }
  }
}
