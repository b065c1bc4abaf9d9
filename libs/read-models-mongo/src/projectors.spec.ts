import { type EventStore, eventIdOf, memoryEventStore } from '@motcua/es';
import { type Interception, mongoForTests, mongoProxy } from '@motcua/mongo/testing';
import { type Projection, runProjection } from '@motcua/read-models';
import { storeFeeds } from '@motcua/read-models/testing';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { mongoReadModels } from './index.ts';

const server = await mongoForTests();
afterAll(() => server.stop());

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const metadata = { at: '2026-11-23T09:00:00+07:00', actor: 'system:test', correlationId: 'c', causationId: 'c' };

/** Order matters, and nothing may be folded twice. */
const heard: Projection<readonly number[]> = {
  name: 'test-heard',
  version: 1,
  sources: ['intake'],
  indexes: { count: { keys: ['count'] } },
  documentsOf: (_source, { stream }) => [stream],
  evolve: (state = [], event) => [...state, (event.data as { value: number }).value],
  render: (state) => ({ rendered: JSON.stringify(state), keys: { count: state.length } }),
};
const say = async (store: EventStore, stream: string, revision: number): Promise<number> => {
  const event = { id: eventIdOf(`${stream} ${revision}`, 0), type: 'Said.v1', data: { value: revision }, metadata };
  return (await store.append(stream, [event], revision === 0 ? 'absent' : revision - 1)).position;
};

describe.skipIf(server.url === undefined).each([
  ['with transactions', undefined],
  ['without transactions', false as const],
])('two projectors of one collection, %s', (_name, transactions) => {
  test('fold every event once while connections are cut at their writes', async () => {
    const url = server.fresh();
    let commands = 0;
    let cuts = 0;
    const unreliable = ({ name }: { readonly name: string }): Interception | undefined => {
      if (!['findAndModify', 'update', 'commitTransaction'].includes(name)) return undefined;
      commands += 1;
      if (commands % 7 !== 0) return undefined;
      cuts += 1;
      return { cut: cuts % 2 === 0 ? 'before' : 'after' };
    };
    const proxy = await mongoProxy(url, unreliable);
    onTestFinished(() => proxy.close());
    const store = memoryEventStore();
    const start = async (address: string) => {
      const models = await mongoReadModels({ url: address, service: 'tracking', ...(transactions === false && { transactions }) });
      const projection = await runProjection({ projection: heard, models, bus: storeFeeds({ intake: store }), codecs: {}, logger: silent });
      onTestFinished(async () => {
        await projection.stop();
        await models.close();
      });
      return projection;
    };
    const projectors = await Promise.all([start(proxy.url), start(proxy.url)]);
    const streams = Array.from({ length: 5 }, (_, n) => `dossier-${n}`);
    let position = 0;
    for (let revision = 0; revision < 40; revision += 1) for (const stream of streams) position = await say(store, stream, revision);
    await vi.waitFor(async () => expect((await projectors[0].collection().checkpoints()).intake?.position).toBe(position), {
      timeout: 30_000,
      interval: 100,
    });
    const expected = Array.from({ length: 40 }, (_, revision) => revision);
    for (const stream of streams) expect(JSON.parse((await projectors[1].collection().get(stream))?.rendered ?? '')).toEqual(expected);
    expect(cuts).toBeGreaterThan(0);
  }, 60_000);

  test('one rebuilds, and the other follows: neither is without documents, and both go on', async () => {
    const url = server.fresh();
    const store = memoryEventStore();
    const start = async () => {
      const models = await mongoReadModels({ url, service: 'tracking', ...(transactions === false && { transactions }) });
      const bus = storeFeeds({ intake: store });
      const projection = await runProjection({ projection: heard, models, bus, codecs: {}, logger: silent });
      onTestFinished(async () => {
        await projection.stop();
        await models.close();
      });
      return projection;
    };
    const position = await say(store, 'dossier-1', 0);
    const [one, other] = [await start(), await start()];
    for (const each of [one, other]) expect(await each.waitFor('intake', position, 10_000)).toBe('passed');
    const before = other.collection();
    await one.rebuild();
    expect((await before.get('dossier-1'))?.rendered).toBe('[0]');
    await vi.waitFor(() => expect(other.collection().declaration.version).toBe(one.collection().declaration.version), 10_000);
    expect(other.collection()).not.toBe(before);
    const last = await say(store, 'dossier-1', 1);
    for (const each of [one, other]) {
      expect(await each.waitFor('intake', last, 10_000)).toBe('passed');
      expect((await each.collection().get('dossier-1'))?.rendered).toBe('[0,1]');
    }
  }, 60_000);
});
