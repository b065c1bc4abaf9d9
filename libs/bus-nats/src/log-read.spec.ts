import { RequestFailed } from '@motcua/bus';
import { tell, told } from '@motcua/bus/testing';
import { type EventStore, memoryEventStore, type Recorded } from '@motcua/es';
import { expect, test, vi } from 'vitest';
import { serveLogRead } from './log-read.ts';
import type { JsonHandler, Requests } from './requests.ts';

const pageOf = (json: string | Uint8Array) =>
  JSON.parse(Buffer.from(json).toString()) as { epoch: string; head: number; events: readonly Recorded[] };

/** What a service answers that serves this log. */
const served = async (store: EventStore) => {
  const handlers: JsonHandler[] = [];
  const requests = { serve: async (_subject: string, _queue: string, handler: JsonHandler) => void handlers.push(handler) };
  await serveLogRead(requests as unknown as Requests, 'workflow', store);
  const [handler] = handlers;
  if (!handler) throw new RequestFailed('log-read', 'not served');
  return async (request: unknown) => handler(request);
};
const filled = async (events: number, note: (nth: number) => string) => {
  const store = memoryEventStore();
  for (let nth = 0; nth < events; nth += 1) await tell(store, `dossier-${nth % 7}`, told(note(nth)));
  return store;
};

test('pages one after another give the log as it is, whatever texts are in it', async () => {
  const store = await filled(300, (nth) => `"Trần" ${nth}\u2028\u0000`);
  const ask = await served(store);
  const got: Recorded[] = [];
  for (let after = 0; after < 300; after = got.at(-1)?.position ?? 0) {
    const { head, epoch, events } = pageOf(await ask({ after, limit: 130 }));
    expect([head, epoch, events.length]).toEqual([300, store.epoch, Math.min(130, 300 - after)]);
    got.push(...events);
  }
  expect(got).toStrictEqual(await store.readAll({ after: 0, limit: 1_000 }));
  expect(pageOf(await ask({ after: 300, limit: 10 })).events).toEqual([]);
});

test.each([
  ['of the log', {}],
  ['of a stream', { stream: 'dossier-0', fromRevision: 0 }],
])('a page %s holds whole events up to 512 KiB, at least one', async (_of, more) => {
  const [small, large] = ['Ngõ '.repeat(20_000), 'x'.repeat(523_950)];
  const store = memoryEventStore();
  for (const [nth, note] of [small, small, large, small].entries()) await tell(store, 'dossier-0', told(nth, 'Told.v1', { note }));
  const ask = await served(store);
  const page = await ask({ after: 0, limit: 1_000, ...more });
  expect(Buffer.byteLength(page)).toBeLessThan(512 * 1024);
  expect(pageOf(page).events.map(({ position }) => position)).toEqual([1, 2]);
  const next = 'stream' in more ? { ...more, fromRevision: 2 } : more;
  expect(pageOf(await ask({ after: 2, limit: 1_000, ...next })).events.map(({ position }) => position)).toEqual([3]);
});

test('others get their turn while a page is read', async () => {
  const store = await filled(300, String);
  const ask = await served(store);
  const reads = vi.spyOn(store, 'readAllTexts');
  const page = ask({ after: 0, limit: 300 });
  let turns = 0;
  const count = (): void => {
    turns += 1;
    if (turns < 100) setImmediate(count);
  };
  setImmediate(count);
  await page;
  expect(reads.mock.calls.length).toBeGreaterThan(3);
  expect(turns).toBeGreaterThan(3);
});

test('a page of a stream reads no further than it is full', async () => {
  const store = memoryEventStore();
  for (let nth = 0; nth < 10; nth += 1) await tell(store, 'dossier-0', told(nth, 'Told.v1', { note: 'x'.repeat(300_000) }));
  let read = 0;
  async function* counted(...asked: Parameters<EventStore['read']>): ReturnType<EventStore['read']> {
    for await (const event of store.read(...asked)) {
      read += 1;
      yield event;
    }
  }
  const ask = await served({ ...store, read: counted } as EventStore);
  expect(pageOf(await ask({ after: 0, limit: 1_000, stream: 'dossier-0', fromRevision: 0 })).events).toHaveLength(1);
  // The one that did not fit any more.
  expect(read).toBe(2);
});

test('a page ends in time with what it has, at least one', async () => {
  const store = await filled(300, String);
  const ask = await served(store);
  let now = 0;
  // Each look at the clock is minutes after the one before.
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 100_000;
    return now;
  });
  const { head, events } = pageOf(await ask({ after: 0, limit: 300 }));
  vi.restoreAllMocks();
  expect([head, events.length]).toEqual([300, 64]);
});
