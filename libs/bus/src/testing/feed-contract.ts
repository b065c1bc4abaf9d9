import { memoryEventStore } from '@motcua/es';
import { expect, it } from 'vitest';
import type { PublicBus } from '../bus.ts';
import { EpochChanged } from '../errors.ts';
import { gather, readAllOf, tell, told } from './story.ts';

export const feedContract = (bus: (service: 'workflow' | 'tracking') => Promise<PublicBus>): void => {
  const feedOf = async (after?: { epoch: string; position: number }) => {
    const ended = new AbortController();
    const follower = await bus('tracking');
    return { ended, feed: follower.follow({ source: 'workflow', signal: ended.signal, maxBatch: 3, ...(after ? { after } : {}) }) };
  };

  it('hands out whole stored events, what was there and what comes', async () => {
    const store = memoryEventStore();
    const workflow = await bus('workflow');
    await tell(store, 'dossier-a', ...Array.from({ length: 10 }, (_, n) => told(n)));
    await workflow.relay('workflow', store);
    const { ended, feed } = await feedOf();
    const iterator = feed[Symbol.asyncIterator]();
    const rest: AsyncIterable<never> = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() as Promise<never> }) };
    const before = await gather(rest, 10);
    const last = await tell(store, 'dossier-b', told('Đơn, bổ sung', 'Told.v2', { text: 'ảnh bị mờ' }));
    const after = await gather(rest, last);
    ended.abort();
    expect([...before.events, ...after.events]).toEqual(await readAllOf(store));
  });

  it('goes on after a position', async () => {
    const store = memoryEventStore();
    const workflow = await bus('workflow');
    await tell(store, 'dossier-a', ...Array.from({ length: 10 }, (_, n) => told(n)));
    await workflow.relay('workflow', store);
    const { ended, feed } = await feedOf({ epoch: store.epoch, position: 7 });
    const { events } = await gather(feed, 10);
    ended.abort();
    expect(events.map(({ position }) => position)).toEqual([8, 9, 10]);
  });

  it('says when nothing lies beyond', async () => {
    const store = memoryEventStore();
    const workflow = await bus('workflow');
    const position = await tell(store, 'dossier-a', told(1));
    await workflow.relay('workflow', store);
    const { ended, feed } = await feedOf();
    for await (const batch of feed) {
      if (batch.headAt === undefined || batch.position < position) continue;
      expect(Math.abs(batch.headAt - Date.now())).toBeLessThan(10_000);
      break;
    }
    ended.abort();
  });

  it('refuses to go on in another epoch', async () => {
    const store = memoryEventStore();
    const workflow = await bus('workflow');
    await tell(store, 'dossier-a', told(1));
    await workflow.relay('workflow', store);
    const { ended, feed } = await feedOf({ epoch: 'another', position: 0 });
    await expect(gather(feed, 1)).rejects.toSatisfy((error) => error instanceof EpochChanged && error.epoch === store.epoch);
    ended.abort();
  });

  it('heals from a stream of the log', async () => {
    const store = memoryEventStore();
    const workflow = await bus('workflow');
    await tell(store, 'dossier-a', told(1), told(2), told(3));
    await workflow.relay('workflow', store);
    const tracking = await bus('tracking');
    expect((await tracking.readStream('workflow', 'dossier-a', 1)).map(({ revision }) => revision)).toEqual([1, 2]);
    expect(await tracking.readStream('workflow', 'dossier-none', 0)).toEqual([]);
  });
};
