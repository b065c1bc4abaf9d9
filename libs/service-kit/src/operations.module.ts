import type { ClosedMessage, Outcome, ParkedMessage, ParkedMessages } from '@motcua/bus';
import { Controller, type DynamicModule } from '@nestjs/common';
import { z } from 'zod';
import { officerOf, requireKey } from './handler-checks.ts';
import { type OperableProjection, ProjectionList, ProjectionView, viewOf } from './operable-projection.ts';
import { Problem } from './problem.ts';
import { registerProblems } from './problem-titles.ts';
import { projectionRebuilds } from './projection-rebuilds.ts';
import { Incoming, Route } from './route.decorator.ts';
import type { Answer, Call } from './route.ts';

export interface OperationsOptions {
  readonly service: string;
  readonly parked: ParkedMessages;
  readonly projections?: readonly OperableProjection[];
}

registerProblems({
  'settled-otherwise': { status: 409, title: 'Đã được giải quyết theo cách khác', titleEn: 'It was settled in the other way' },
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
const ParkedView = Parked.extend({
  lane: z.array(z.string()).describe('Parked on the same key, in order: what is not the first waits for those before it'),
});

const operator = { auth: 'officer', roles: ['operator'] } as const;

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

const assertDone = (outcome: Outcome): void => {
  if (outcome.kind === 'done') return;
  throw new Problem('replay-not-done', 409, { code: 'replay-not-done', outcome: outcome.kind, detail: outcome.reason });
};

/** What a settled message is told, first and later: settling is its own key, so that a repeated request finds it done, and the opposite one is refused. */
const settledAs = (how: ClosedMessage['how'], service: string, closed: ClosedMessage | undefined, replayed: boolean): Answer => {
  if (closed && closed.how !== how) throw new Problem('settled-otherwise', 409, { code: 'settled-otherwise', state: closed.how });
  const headers = {
    ...(closed ? { 'motcua-position': `${service}:${closed.position}` } : {}),
    ...(replayed ? { 'idempotency-replayed': 'true' } : {}),
  };
  return { status: 200, body: { outcome: how === 'replayed' ? 'done' : 'discarded' }, headers };
};

/** Settles a message, or says how it was settled before. */
const settle = async (
  { service, parked }: OperationsOptions,
  call: Call,
  how: ClosedMessage['how'],
  act: (id: string, by: string) => Promise<void>,
): Promise<Answer> => {
  const { id } = call.params as z.infer<typeof Id>;
  const before = await parked.closed(id);
  if (!before) await known(parked, id);
  requireKey(call);
  if (!before) await act(id, officerOf(call).id);
  return settledAs(how, service, before ?? (await parked.closed(id)), before !== undefined);
};

const projectionOf = ({ projections = [] }: OperationsOptions, name: string): OperableProjection => {
  const found = projections.find((projection) => projection.name === name);
  if (!found) throw new Problem('not-found');
  return found;
};

/** What an operator may do with a service: list, replay and discard parked messages, see and rebuild projections. Each service mounts its own. */
export const operationsModule = (options: OperationsOptions): DynamicModule => {
  const { parked, projections = [] } = options;
  const rebuilds = projectionRebuilds();
  const seen = (projection: OperableProjection): Promise<ProjectionView> => viewOf(projection, rebuilds.of(projection.name));

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
      method: 'GET',
      path: '/parked/:id',
      summary: 'One of them, and what waits on the same key',
      params: Id,
      answers: { 200: { description: 'As it is now', schema: ParkedView } },
    })
    async inspect(@Incoming() call: Call): Promise<Answer> {
      const { id } = call.params as z.infer<typeof Id>;
      return { status: 200, body: { ...(await known(parked, id)), lane: await parked.lane(id) } };
    }

    @Route({
      ...operator,
      method: 'POST',
      path: '/parked/:id/replay',
      summary: 'Handles a parked message again, then all that waited behind it; one that was replayed before is done',
      params: Id,
      needs: ['idempotency-key'],
      answers: { 200: { description: 'Handled', schema: z.object({ outcome: z.literal('done') }) } },
      problems: ['replay-not-done', 'settled-otherwise'],
    })
    replay(@Incoming() call: Call): Promise<Answer> {
      return settle(options, call, 'replayed', async (id, by) => assertDone(await parked.replay(id, by)));
    }

    @Route({
      ...operator,
      method: 'POST',
      path: '/parked/:id/discard',
      summary: 'Gives a parked message up; what waited behind it goes on',
      params: Id,
      needs: ['idempotency-key'],
      answers: { 200: { description: 'Discarded', schema: z.object({ outcome: z.literal('discarded') }) } },
      problems: ['settled-otherwise'],
    })
    discard(@Incoming() call: Call): Promise<Answer> {
      return settle(options, call, 'discarded', parked.discard);
    }

    @Route({
      ...operator,
      method: 'GET',
      path: '/projections',
      summary: 'Read models and how far they have come',
      answers: { 200: { description: 'All of this service', schema: ProjectionList } },
    })
    async listProjections(): Promise<Answer> {
      return { status: 200, body: { items: await Promise.all(projections.map(seen)) } };
    }

    @Route({
      ...operator,
      method: 'GET',
      path: '/projections/:name',
      summary: 'One read model, and how far its rebuild is',
      params: Name,
      answers: { 200: { description: 'As it is now', schema: ProjectionView } },
    })
    async projection(@Incoming() call: Call): Promise<Answer> {
      return { status: 200, body: await seen(projectionOf(options, (call.params as z.infer<typeof Name>).name)) };
    }

    @Route({
      ...operator,
      method: 'POST',
      path: '/projections/:name/rebuild',
      summary: 'Begins to fill the read model anew beside the present one; look-ups are switched to it when it has caught up',
      params: Name,
      needs: ['idempotency-key'],
      answers: {
        202: {
          description:
            'Under way: `Location` says how far it is. None is begun where one is under way in this instance, or where this key has asked for its last one',
          schema: ProjectionView,
        },
      },
    })
    async rebuild(@Incoming() call: Call): Promise<Answer> {
      const projection = projectionOf(options, (call.params as z.infer<typeof Name>).name);
      rebuilds.begin(projection, requireKey(call));
      const location = `/api/${options.service}/v1/projections/${encodeURIComponent(projection.name)}`;
      return { status: 202, body: await seen(projection), headers: { location } };
    }
  }

  class OperationsModule {}
  return { module: OperationsModule, controllers: [OperationsController] };
};
