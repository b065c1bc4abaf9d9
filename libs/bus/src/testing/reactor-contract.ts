import { type EventStore, memoryEventStore, type Recorded } from '@motcua/es';
import { expect, it } from 'vitest';
import type { PublicBus, Reaction, RunningReactor } from '../bus.ts';
import { done, type Outcome, park, retry } from '../outcome.ts';
import { memoryCheckpoints } from './memory-checkpoints.ts';
import { eventually, readAllOf, tell, told } from './story.ts';

const keyOf = ({ stream }: Recorded): string => stream.slice(stream.indexOf('-') + 1);
const nOf = (event: Recorded): unknown => (event.data as { n: unknown }).n;

export const reactorContract = (bus: (service: 'workflow' | 'notify') => Promise<PublicBus>): void => {
  const source = async (): Promise<EventStore> => {
    const store = memoryEventStore();
    await (await bus('workflow')).relay('workflow', store);
    return store;
  };
  const own = memoryEventStore;
  const reactorOf = async (
    handle: Reaction['handle'],
    kept = { checkpoints: memoryCheckpoints(), parked: own() },
    more: Partial<Reaction> = {},
  ) => {
    const notify = await bus('notify');
    const reaction: Reaction = { name: 'notify-workflow-v1', source: 'workflow', types: ['Told.v1'], keyOf, handle, ...more };
    const reactor: RunningReactor = await notify.react(reaction, kept);
    return { notify, reactor, kept };
  };

  it('hands over the types asked for, per key in order, different keys at once', async () => {
    const store = await source();
    const seen: string[] = [];
    let busy = 0;
    let most = 0;
    const { reactor } = await reactorOf(async (event) => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setTimeout(resolve, 20));
      busy -= 1;
      seen.push(`${event.stream}:${event.revision}`);
      return done;
    });
    for (const stream of ['dossier-a', 'dossier-b', 'dossier-c']) {
      await tell(store, stream, told(`${stream}1`), told(`${stream}2`, 'Other.v1'), told(`${stream}3`), told(`${stream}4`));
    }
    expect(await reactor.waitFor(12, 15_000)).toBe(true);
    for (const stream of ['dossier-a', 'dossier-b', 'dossier-c']) {
      expect(seen.filter((at) => at.startsWith(stream))).toEqual([0, 2, 3].map((revision) => `${stream}:${revision}`));
    }
    expect(most).toBeGreaterThan(1);
    await reactor.stop();
  });

  it('keeps the order of a key that retries and holds up nobody else', async () => {
    const store = await source();
    const seen: unknown[] = [];
    let refusals = 3;
    const handle = async (event: Recorded): Promise<Outcome> => {
      if (keyOf(event) === 'a' && refusals > 0 && seen.includes('b')) refusals -= 1;
      if (keyOf(event) === 'a' && refusals > 0) return retry(10, 'not yet');
      seen.push(nOf(event));
      return done;
    };
    const { reactor } = await reactorOf(handle, undefined, { concurrency: 1 });
    await tell(store, 'dossier-a', told('a1'), told('a2'));
    const last = await tell(store, 'dossier-b', told('b'));
    expect(await reactor.waitFor(last, 15_000)).toBe(true);
    expect(seen).toEqual(['b', 'a1', 'a2']);
    expect(refusals).toBe(0);
    await reactor.stop();
  });

  it('parks a key alone, keeps what follows behind it, replays in order', async () => {
    const store = await source();
    const seen: unknown[] = [];
    let poisonous = true;
    const { notify, reactor, kept } = await reactorOf(async (event) => {
      if (nOf(event) === 'a1' && poisonous) throw new TypeError('cannot');
      if (nOf(event) === 'c1') return park('never');
      seen.push(nOf(event));
      return done;
    });
    await tell(store, 'dossier-a', told('a1'), told('a2'));
    await tell(store, 'dossier-c', told('c1'), told('c2'));
    const last = await tell(store, 'dossier-b', told('b1'));
    expect(await reactor.waitFor(last, 15_000)).toBe(true);
    expect(seen).toEqual(['b1']);
    expect(reactor.isParked('a')).toBe(true);
    expect(reactor.isParked('b')).toBe(false);
    const parked = notify.parked();
    expect(parked.count()).toBe(4);
    const all = await parked.list({ limit: 10 });
    const ofA = all.filter(({ key }) => key === 'a');
    expect(ofA.map(({ event }) => event.revision)).toEqual([0, 1]);
    expect(ofA[0]?.reason).toBe('TypeError: cannot');
    expect((await readAllOf(kept.parked)).every(({ stream }) => stream.startsWith('parked-notify-workflow-v1_'))).toBe(true);
    const [first, second] = ofA;
    if (!first || !second) throw new Error('two are parked');
    expect(await parked.replay(second.id, 'officer-1')).toMatchObject({ kind: 'park' });
    expect((await parked.replay(first.id, 'officer-1')).kind).toBe('park');
    poisonous = false;
    expect(await parked.lane(second.id)).toEqual([first.id, second.id]);
    expect(await parked.closed(first.id)).toBeUndefined();
    // Both at once, and once more: handled once.
    expect(await Promise.all([first, first].map(({ id }) => parked.replay(id, 'officer-1')))).toEqual([done, done]);
    expect(await parked.replay(first.id, 'officer-1')).toEqual(done);
    expect(seen).toEqual(['b1', 'a1', 'a2']);
    expect(await parked.closed(first.id)).toMatchObject({ how: 'replayed', position: expect.any(Number) });
    expect(await parked.lane(second.id)).toEqual([]);
    expect(reactor.isParked('a')).toBe(false);
    const c1 = all.find(({ key }) => key === 'c');
    if (!c1) throw new Error('c is parked');
    await Promise.all([parked.discard(c1.id, 'officer-1'), parked.replay(c1.id, 'officer-1')]);
    expect(seen).toEqual(['b1', 'a1', 'a2', 'c2']);
    expect((await parked.closed(c1.id))?.how).toBe('discarded');
    expect(await parked.replay(c1.id, 'officer-1')).toMatchObject({ kind: 'park' });
    expect(parked.count()).toBe(0);
    await tell(store, 'dossier-a', told('a3'));
    await eventually('a goes on', () => seen.includes('a3'));
    await reactor.stop();
  });

  it('goes on after a restart where it stood, parked keys stay parked', async () => {
    const store = await source();
    const seen: unknown[] = [];
    const handle = async (event: Recorded): Promise<Outcome> => {
      if (nOf(event) === 'a1') return park('poison');
      seen.push(nOf(event));
      return done;
    };
    const { reactor, kept } = await reactorOf(handle);
    await tell(store, 'dossier-a', told('a1'));
    const middle = await tell(store, 'dossier-b', told('b1'));
    expect(await reactor.waitFor(middle, 15_000)).toBe(true);
    await reactor.stop();
    await tell(store, 'dossier-a', told('a2'));
    const last = await tell(store, 'dossier-b', told('b2'));
    const again = await reactorOf(handle, kept);
    expect(await again.reactor.waitFor(last, 15_000)).toBe(true);
    expect(seen).toEqual(['b1', 'b2']);
    expect(again.reactor.isParked('a')).toBe(true);
    expect((await again.notify.parked().list({ limit: 10 })).map(({ event }) => event.revision)).toEqual([0, 1]);
    await again.reactor.stop();
  });
};
