import { CalendarDefinition, DirectoryDefinition, ProcedureCode, ProcedureDefinition } from '@motcua/contracts';
import { type Answer, type Call, Incoming, officerOf, officerRoles, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { PublishedVersion } from '../application/publish.ts';
import { Refused } from '../application/refused.ts';
import { answering } from './answers.ts';
import { limitOf } from './dossier.schema.ts';
import { USE_CASES, type WorkflowUseCases } from './workflow.tokens.ts';

const CodeParams = z.object({ code: ProcedureCode });
const YearParams = z.object({ year: z.string().regex(/^\d{4}$/) });
const ListQuery = z.object({ limit: limitOf, cursor: z.string().min(1).max(100).optional() });
const VersionAnswer = z.object({ version: z.int(), publishedAt: z.string() });
const Version = z.looseObject({ version: z.int(), publishedAt: z.string() });

const publishing = {
  method: 'POST',
  auth: 'officer',
  roles: ['publisher'],
  needs: ['idempotency-key'],
  answers: {
    200: { description: 'Already the newest version', schema: VersionAnswer },
    201: { description: 'Published as a new version', schema: VersionAnswer },
  },
} as const;
const reading = { method: 'GET', auth: 'officer', roles: officerRoles } as const;

/** The same key answers the same status again. */
const versionAnswer = ({ version, publishedAt, position, isNew, replayed }: PublishedVersion): Answer => ({
  status: isNew ? 201 : 200,
  body: { version, publishedAt },
  headers: { 'motcua-position': `workflow:${position}`, ...(replayed ? { 'idempotency-replayed': 'true' } : {}) },
});

const sameAs = (pointer: string, inPath: string, inBody: string): void => {
  if (inPath !== inBody) throw new Refused('malformed', [{ pointer, code: 'mismatch', message: `is ${inPath} in the address` }]);
};

@Controller('/api/workflow/v1')
export class PublishedController {
  readonly #useCases: WorkflowUseCases;
  constructor(@Inject(USE_CASES) useCases: WorkflowUseCases) {
    this.#useCases = useCases;
  }

  @Route({
    ...reading,
    path: '/procedures',
    summary: 'Procedures in their newest version',
    query: ListQuery,
    answers: { 200: { description: 'By code', schema: z.object({ items: z.array(Version) }) } },
  })
  procedures(@Incoming() call: Call): Answer {
    const { limit = 20, cursor = '' } = call.query as z.infer<typeof ListQuery>;
    const after = this.#useCases.published.procedures().filter(({ definition }) => definition.code > cursor);
    const page = after.slice(0, limit);
    const last = page.at(-1)?.definition.code;
    const items = page.map(({ version, at, definition }) => ({ ...definition, version, publishedAt: at }));
    const next = after.length > limit && last !== undefined;
    const link = `</api/workflow/v1/procedures?limit=${limit}&cursor=${last}>; rel="next"`;
    return { status: 200, body: { items }, ...(next ? { headers: { link } } : {}) };
  }

  @Route({
    ...publishing,
    path: '/procedures/:code/versions',
    summary: 'Publishes a procedure',
    params: CodeParams,
    body: ProcedureDefinition,
  })
  procedure(@Incoming() call: Call): Promise<Answer> {
    return answering(async () => {
      const { code } = call.params as z.infer<typeof CodeParams>;
      const definition = call.body as ProcedureDefinition;
      sameAs('/code', code, definition.code);
      const { id: by } = officerOf(call);
      return versionAnswer(await this.#useCases.publishProcedure({ definition, by, idempotencyKey: call.idempotencyKey }));
    });
  }

  @Route({
    ...reading,
    path: '/calendars',
    summary: 'Working calendars in their newest version',
    answers: { 200: { description: 'By year', schema: z.object({ items: z.array(Version) }) } },
  })
  calendars(@Incoming() _call: Call): Answer {
    const items = this.#useCases.published.calendars().map(({ version, at, definition }) => ({ ...definition, version, publishedAt: at }));
    return { status: 200, body: { items } };
  }

  @Route({
    ...publishing,
    path: '/calendars/:year/versions',
    summary: 'Publishes a working calendar',
    params: YearParams,
    body: CalendarDefinition,
  })
  calendar(@Incoming() call: Call): Promise<Answer> {
    return answering(async () => {
      const { year } = call.params as z.infer<typeof YearParams>;
      const definition = call.body as CalendarDefinition;
      sameAs('/year', year, String(definition.year));
      const { id: by } = officerOf(call);
      const { idempotencyKey } = call;
      return versionAnswer(await this.#useCases.publish({ kind: 'CalendarPublished.v1', id: year, definition, by, idempotencyKey }));
    });
  }

  @Route({
    ...reading,
    path: '/directory',
    summary: 'Agencies, units and officers in their newest version',
    answers: { 200: { description: 'The directory', schema: Version } },
  })
  directory(@Incoming() _call: Call): Promise<Answer> {
    return answering(async () => {
      const directory = this.#useCases.published.directory();
      if (!directory) throw new Refused('not-found');
      return { status: 200, body: { ...directory.definition, version: directory.version, publishedAt: directory.publishedAt } };
    });
  }

  @Route({
    ...publishing,
    path: '/directory/versions',
    summary: 'Publishes the directory of the province',
    body: DirectoryDefinition,
  })
  publishDirectory(@Incoming() call: Call): Promise<Answer> {
    return answering(async () => {
      const definition = call.body as DirectoryDefinition;
      const { id: by } = officerOf(call);
      const { idempotencyKey } = call;
      const id = definition.province;
      return versionAnswer(await this.#useCases.publish({ kind: 'DirectoryPublished.v1', id, definition, by, idempotencyKey }));
    });
  }
}
