import type { Outcome, ParkedMessage, ParkedMessages } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import type { LookedUpProjection } from '@motcua/read-models';
import { Controller, type DynamicModule } from '@nestjs/common';
import { z } from 'zod';
import { officerOf, requireKey } from './handler-checks.ts';
import { Problem } from './problem.ts';
import { registerProblems } from './problem-titles.ts';
import { Incoming, Route } from './route.decorator.ts';
import type { Answer, Call } from './route.ts';

/** A projection as an operator sees it. */
export interface OperableProjection {
  readonly name: string;
  rebuild(): Promise<void> | void;
  caughtUp(): boolean;
  asOf(): Date | undefined;
  /** Where it stands in the log of its service. */
  position?(): number | undefined;
  /** Documents that are parked. */
  parked?(): readonly string[];
}

/** A running projection in the operator's hands; `source`: the log by which its place is shown. */
export const operable = (
  projection: Pick<LookedUpProjection, 'name' | 'caughtUp' | 'asOf' | 'position' | 'parked'> & { rebuild(): Promise<unknown> },
  source: ServiceName,
): OperableProjection => ({
  name: projection.name,
  rebuild: async () => void (await projection.rebuild()),
  caughtUp: () => projection.caughtUp(),
  asOf: () => projection.asOf(),
  position: () => projection.position(source),
  parked: () => projection.parked(),
});

export interface OperationsOptions {
  readonly service: string;
  readonly parked: ParkedMessages;
  readonly projections?: readonly OperableProjection[];
}

registerProblems({
  'replay-not-done': { status: 409, title: 'Vẫn chưa xử lý được', titleEn: 'It still could not be handled' },
});

const Id = z.object({ id: z.string().min(1).max(300) });
const Name = z.object({ name: z.string().min(1).max(100) });
const ListQuery = z.object({
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, '1 to 100')
    .optional(),
  cursor: z.string().min(1).max(500).optional(),
});
type ListQuery = z.infer<typeof ListQuery>;

const Parked = z.object({
  id: z.string(),
  reactor: z.string(),
  key: z.string(),
  at: z.string(),
  reason: z.string(),
  event: z.object({
    service: z.string(),
    stream: z.string(),
    revision: z.number(),
    position: z.number(),
    id: z.string(),
    type: z.string(),
  }),
});
const ParkedList = z.object({ items: z.array(Parked) });
const ProjectionView = z.object({
  name: z.string(),
  caughtUp: z.boolean(),
  asOf: z.string().optional(),
  position: z.number().optional(),
  parked: z.array(z.string()),
});

const operator = { auth: 'officer', roles: ['operator'] } as const;
const viewOf = (projection: OperableProjection): z.infer<typeof ProjectionView> => {
  const asOf = projection.asOf()?.toISOString();
  const position = projection.position?.();
  return {
    name: projection.name,
    caughtUp: projection.caughtUp(),
    ...(asOf === undefined ? {} : { asOf }),
    ...(position === undefined ? {} : { position }),
    parked: [...(projection.parked?.() ?? [])],
  };
};

const known = async (parked: ParkedMessages, id: string): Promise<ParkedMessage> => {
  const message = await parked.find(id);
  if (!message) throw new Problem('not-found');
  return message;
};

const list = async ({ service, parked }: OperationsOptions, { limit = 20, cursor }: ListQuery): Promise<Answer> => {
  const items = await parked.list({ limit: limit + 1, ...(cursor === undefined ? {} : { after: cursor }) });
  const page = items.slice(0, limit);
  const last = page.at(-1);
  const next =
    items.length > limit && last
      ? `</api/${service}/v1/parked?limit=${limit}&cursor=${encodeURIComponent(last.id)}>; rel="next"`
      : undefined;
  return { status: 200, body: { items: page }, ...(next === undefined ? {} : { headers: { link: next } }) };
};

const answerOutcome = (outcome: Outcome): Answer => {
  if (outcome.kind === 'done') return { status: 200, body: { outcome: 'done' } };
  throw new Problem('replay-not-done', 409, { code: 'replay-not-done', outcome: outcome.kind, detail: outcome.reason });
};

const projectionOf = ({ projections = [] }: OperationsOptions, name: string): OperableProjection => {
  const found = projections.find((projection) => projection.name === name);
  if (!found) throw new Problem('not-found');
  return found;
};

/** What an operator may do with a service: list, replay and discard parked messages, see and rebuild projections. Each service mounts its own. */
export const operationsModule = (options: OperationsOptions): DynamicModule => {
  const { parked } = options;

  @Controller(`/api/${options.service}/v1`)
  class OperationsController {
    @Route({
      ...operator,
      method: 'GET',
      path: '/parked',
      summary: 'Messages that could not be handled and wait for an operator',
      query: ListQuery,
      answers: { 200: { description: 'Oldest first', schema: ParkedList } },
    })
    listParked(@Incoming() call: Call): Promise<Answer> {
      return list(options, call.query as ListQuery);
    }

    @Route({
      ...operator,
      method: 'POST',
      path: '/parked/:id/replay',
      summary: 'Handles a parked message again, then all that waited behind it',
      params: Id,
      needs: ['idempotency-key'],
      answers: { 200: { description: 'Handled', schema: z.object({ outcome: z.literal('done') }) } },
      problems: ['replay-not-done'],
    })
    async replay(@Incoming() call: Call): Promise<Answer> {
      const { id } = call.params as z.infer<typeof Id>;
      await known(parked, id);
      requireKey(call);
      return answerOutcome(await parked.replay(id, officerOf(call).id));
    }

    @Route({
      ...operator,
      method: 'POST',
      path: '/parked/:id/discard',
      summary: 'Gives a parked message up; what waited behind it goes on',
      params: Id,
      needs: ['idempotency-key'],
      answers: { 200: { description: 'Discarded', schema: z.object({ outcome: z.literal('discarded') }) } },
    })
    async discard(@Incoming() call: Call): Promise<Answer> {
      const { id } = call.params as z.infer<typeof Id>;
      await known(parked, id);
      requireKey(call);
      await parked.discard(id, officerOf(call).id);
      return { status: 200, body: { outcome: 'discarded' } };
    }

    @Route({
      ...operator,
      method: 'GET',
      path: '/projections',
      summary: 'Read models and how far they have come',
      answers: { 200: { description: 'All of this service', schema: z.object({ items: z.array(ProjectionView) }) } },
    })
    listProjections(): Answer {
      return { status: 200, body: { items: (options.projections ?? []).map(viewOf) } };
    }

    @Route({
      ...operator,
      method: 'POST',
      path: '/projections/:name/rebuild',
      summary: 'Fills the read model anew beside the present one, then switches',
      params: Name,
      needs: ['idempotency-key'],
      answers: { 200: { description: 'Rebuilt and switched', schema: ProjectionView } },
    })
    async rebuild(@Incoming() call: Call): Promise<Answer> {
      const projection = projectionOf(options, (call.params as z.infer<typeof Name>).name);
      requireKey(call);
      await projection.rebuild();
      return { status: 200, body: viewOf(projection) };
    }
  }

  class OperationsModule {}
  return { module: OperationsModule, controllers: [OperationsController] };
};
