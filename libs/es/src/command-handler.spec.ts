import { expect, test } from 'vitest';
import { z } from 'zod';
import { codec } from './codec.ts';
import { commandHandler } from './command-handler.ts';
import type { Decider } from './decider.ts';
import { Rejection } from './errors.ts';
import type { EventMetadata } from './event.ts';
import { eventIdOf } from './event-id.ts';
import type { EventStore } from './event-store.ts';
import { memoryEventStore } from './memory-event-store.ts';

type Counted = { type: 'Counted.v1'; data: { by: number } } | { type: 'Closed.v1'; data: { note: string } };
type Command = { by: number } | 'close';
interface Count {
  readonly sum: number;
  readonly closed: boolean;
}

const counter: Decider<Count, Command, Counted> = {
  initialState: { sum: 0, closed: false },
  evolve: (state, event) => (event.type === 'Counted.v1' ? { ...state, sum: state.sum + event.data.by } : { ...state, closed: true }),
  decide: (command, { closed }) => {
    if (closed) throw new Rejection('closed');
    if (command === 'close') return [{ type: 'Closed.v1', data: { note: 'done' } }];
    if (command.by === 0) return [];
    return command.by === 2
      ? [1, 1].map((by) => ({ type: 'Counted.v1' as const, data: { by } }))
      : [{ type: 'Counted.v1', data: { by: command.by } }];
  },
};
const shapes = { 'Counted.v1': z.strictObject({ by: z.number() }), 'Closed.v1': z.strictObject({ note: z.string() }) };
const metadata: EventMetadata = { at: '2026-11-23T08:00:00+07:00', actor: 'officer:o-1', correlationId: 'd-1', causationId: 'c-1' };
const handlerOn = (store: EventStore) => commandHandler({ store, codec: codec<Counted>(shapes), decider: counter });
const context = (commandId: string, more: { expected?: 'absent' | number; idempotent?: boolean; fingerprint?: string } = {}) => ({
  commandId,
  metadata: more.fingerprint === undefined ? metadata : { ...metadata, fingerprint: more.fingerprint },
  idempotent: more.idempotent ?? false,
  ...(more.expected === undefined ? {} : { expected: more.expected }),
});

test('it decides, appends and remembers; its answer is what the store has', async () => {
  const store = memoryEventStore();
  const handler = handlerOn(store);
  const first = await handler.handle('count-1', { by: 2 }, context('c-1', { expected: 'absent' }));
  expect(first).toMatchObject({ state: { sum: 2, closed: false }, revision: 1, position: 2, repeated: false });
  expect(first.events).toStrictEqual(await all(store.read('count-1')));
  expect(first.events.map(({ id }) => id)).toStrictEqual([eventIdOf('c-1', 0), eventIdOf('c-1', 1)]);
  const loaded = await handler.load('count-1');
  expect(loaded).toMatchObject({ state: { sum: 2 }, revision: 1, position: 2 });
  expect(await loaded.events()).toStrictEqual(first.events);
  expect(await handler.load('count-2')).toMatchObject({ revision: -1, state: { sum: 0 } });
});

test('a command that decides nothing appends nothing', async () => {
  const handler = handlerOn(memoryEventStore());
  expect(await handler.handle('count-1', { by: 0 }, context('c-1'))).toMatchObject({ revision: -1, events: [], repeated: false });
});

test('a repeated command answers its own events and the state of then, before the expected revision is looked at', async () => {
  const store = memoryEventStore();
  const handler = handlerOn(store);
  const first = await handler.handle('count-1', { by: 2 }, context('c-1', { expected: 'absent', fingerprint: 'f' }));
  await handler.handle('count-1', { by: 5 }, context('c-2', { expected: 1 }));
  await handler.handle('count-1', 'close', context('c-3', { expected: 2 }));
  for (const again of [handler, handlerOn(store)]) {
    expect(await again.handle('count-1', { by: 2 }, context('c-1', { expected: 'absent', fingerprint: 'f' }))).toStrictEqual({
      ...first,
      repeated: true,
    });
    expect(await again.findCommand('count-1', 'c-1')).toStrictEqual({ first: 0, revision: 1, fingerprint: 'f' });
    expect(await again.findCommand('count-1', 'c-9')).toBeUndefined();
    expect((await again.loadAsOf('count-1', 2)).state).toStrictEqual({ sum: 7, closed: false });
    await expect(again.handle('count-1', { by: 3 }, context('c-1', { fingerprint: 'other' }))).rejects.toMatchObject({
      name: 'EventIdReused',
    });
  }
});

test('a stale expectation is a conflict, and names where the stream stands', async () => {
  const handler = handlerOn(memoryEventStore());
  await handler.handle('count-1', { by: 1 }, context('c-1'));
  await expect(handler.handle('count-1', { by: 1 }, context('c-2', { expected: 'absent', idempotent: true }))).rejects.toMatchObject({
    name: 'VersionConflict',
    actual: 0,
  });
  await expect(handler.handle('count-1', { by: 1 }, context('c-3', { expected: 7 }))).rejects.toMatchObject({
    name: 'VersionConflict',
    actual: 0,
  });
});

test('of fifty racing commands that saw the same revision exactly one wins, also across two instances', async () => {
  const store = memoryEventStore();
  const [one, two] = [handlerOn(store), handlerOn(store)];
  await one.handle('count-1', { by: 1 }, context('c-0'));
  const races = Array.from({ length: 50 }, (_, n) =>
    (n % 2 === 0 ? one : two).handle('count-1', { by: 1 }, context(`c-${n + 1}`, { expected: 0 })),
  );
  const settled = await Promise.allSettled(races);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.name] : []))).toStrictEqual(
    Array(49).fill('VersionConflict'),
  );
});

test('idempotent commands of two instances are decided again until all are in; others are not', async () => {
  const store = memoryEventStore();
  const [one, two] = [handlerOn(store), handlerOn(store)];
  const commands = Array.from({ length: 40 }, (_, n) =>
    (n % 2 === 0 ? one : two).handle('count-1', { by: 3 }, context(`c-${n}`, { idempotent: true })),
  );
  await Promise.all(commands);
  expect((await one.load('count-1')).state.sum).toBe(120);
  await two.handle('count-1', { by: 3 }, context('c-40'));
  await expect(one.handle('count-1', { by: 3 }, context('c-41'))).rejects.toMatchObject({ name: 'VersionConflict' });
});

test('a no is said by the store, not by a cache that is behind', async () => {
  const store = memoryEventStore();
  const [one, two] = [handlerOn(store), handlerOn(store)];
  await one.handle('count-1', { by: 1 }, context('c-1'));
  await two.handle('count-1', { by: 1 }, context('c-2'));
  await expect(one.handle('count-1', { by: 1 }, context('c-3', { expected: 1 }))).resolves.toMatchObject({ revision: 2 });
  await two.handle('count-1', 'close', context('c-4', { idempotent: true }));
  await expect(one.handle('count-1', { by: 1 }, context('c-5', { idempotent: true }))).rejects.toMatchObject({
    name: 'Rejection',
    code: 'closed',
  });
});

test('a command that another instance has carried out already answers what it did there', async () => {
  const store = memoryEventStore();
  let note = 0;
  const noting: typeof counter = { ...counter, decide: () => [{ type: 'Closed.v1', data: { note: `${note++}` } }] };
  const [one, two] = [noting, noting].map((decider) => commandHandler({ store, codec: codec<Counted>(shapes), decider }));
  await two?.load('count-1');
  await one?.handle('count-1', 'close', context('c-0'));
  await two?.load('count-1');
  const first = await one?.handle('count-1', 'close', context('c-1', { fingerprint: 'f' }));
  expect(await two?.handle('count-1', 'close', context('c-1', { fingerprint: 'f' }))).toStrictEqual({ ...first, repeated: true });
  await one?.handle('count-1', 'close', context('c-2', { fingerprint: 'f' }));
  await expect(two?.handle('count-1', 'close', context('c-2', { fingerprint: 'other' }))).rejects.toMatchObject({ name: 'EventIdReused' });
});

test('an event that is not of its shape is not stored', async () => {
  const store = memoryEventStore();
  const broken = { ...counter, decide: () => [{ type: 'Counted.v1' as const, data: { by: 'x' as unknown as number } }] };
  const handler = commandHandler({ store, codec: codec<Counted>(shapes), decider: broken });
  await expect(handler.handle('count-1', { by: 1 }, context('c-1'))).rejects.toThrow();
  expect(await store.head()).toBe(0);
});

test('ids of a command are UUIDv8, its own and stable', () => {
  expect(eventIdOf('c-1', 0)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(eventIdOf('c-1', 0)).toBe(eventIdOf('c-1', 0));
  expect(new Set([eventIdOf('c-1', 0), eventIdOf('c-1', 1), eventIdOf('c-2', 0)]).size).toBe(3);
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
