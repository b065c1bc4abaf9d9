import { type Answer, type Call, Incoming, officerOf, Problem, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { answering, dossierAnswer } from './answers.ts';
import { DossierAnswer, DossierParams, PaperParams, QueueAnswer, QueueQuery } from './dossier.schema.ts';
import { readerRoles } from './reader-roles.ts';
import { USE_CASES, type WorkflowUseCases } from './workflow.tokens.ts';

/** The same question, from the next line on. */
const nextLink = ({ limit, ...query }: QueueQuery, cursor: string): string => {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...(limit === undefined ? {} : { limit: String(limit) }), cursor }))
    if (value !== undefined) parameters.set(name, value);
  return `</api/workflow/v1/dossiers?${parameters}>; rel="next"`;
};

@Controller('/api/workflow/v1')
export class DossiersController {
  readonly #useCases: WorkflowUseCases;
  constructor(@Inject(USE_CASES) useCases: WorkflowUseCases) {
    this.#useCases = useCases;
  }

  @Route({
    method: 'GET',
    path: '/dossiers',
    summary: 'The work queue of the caller’s agency, by due time; found by name, by name',
    auth: 'officer',
    roles: readerRoles,
    query: QueueQuery,
    answers: { 200: { description: 'One page', schema: QueueAnswer } },
  })
  list(@Incoming() call: Call): Promise<Answer> {
    return answering(async () => {
      const query = call.query as QueueQuery;
      const officer = officerOf(call);
      await this.#useCases.awaitQueue(call);
      const { items, next, asOf } = await this.#useCases.findDossiers({
        agency: officer.agency,
        state: query.state,
        unit: query.unit,
        assignee: query.assignee && officer.id,
        due: query.due,
        q: query.q,
        limit: query.limit ?? 20,
        cursor: query.cursor,
      });
      return {
        status: 200,
        json: `{"items":[${items.join(',')}]}`,
        headers: {
          'cache-control': 'no-store',
          ...(asOf ? { 'motcua-as-of': asOf } : {}),
          ...(next === undefined ? {} : { link: nextLink(query, next) }),
        },
      };
    });
  }

  @Route({
    method: 'GET',
    path: '/dossiers/:id',
    summary: 'One dossier, read from its own stream',
    auth: 'officer',
    roles: readerRoles,
    params: DossierParams,
    answers: { 200: { description: 'The dossier', schema: DossierAnswer } },
  })
  read(@Incoming() call: Call): Promise<Answer> {
    return answering(async () => {
      await this.#useCases.awaitIntake(call);
      const { id } = call.params as { id: string };
      return dossierAnswer(await this.#useCases.readDossier({ dossierId: id, officer: officerOf(call), language: call.language }));
    });
  }

  @Route({
    method: 'GET',
    path: '/dossiers/:id/papers/:paper',
    summary: 'A form of the dossier as PDF: 01.pdf is the receipt with its appointment',
    auth: 'officer',
    roles: readerRoles,
    params: PaperParams,
    answers: { 200: { description: 'The form', mediaType: 'application/pdf' } },
  })
  paper(@Incoming() call: Call): Promise<Answer> {
    return answering(async () => {
      const { id, paper } = call.params as { id: string; paper: string };
      if (paper !== '01.pdf') throw new Problem('not-found');
      const content = await this.#useCases.printReceipt({ dossierId: id, officer: officerOf(call) });
      const headers = { 'cache-control': 'no-store', 'content-disposition': `inline; filename="${paper}"` };
      return { status: 200, raw: { mediaType: 'application/pdf', content }, headers };
    });
  }
}
