import type { FeedBatch } from '@motcua/bus';
import type { Recorded } from '@motcua/es';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunOptions } from './running-projection.ts';
import { metadata, type Tally, tally } from './testing/tally.ts';
import { contents, tallyRuns } from './testing/tally-runs.ts';

const run = tallyRuns();

/** Hands out a log in any cuts, with repeats, and with holes that only the owner can fill. */
const scripted = (
  log: Readonly<Record<'intake' | 'workflow', readonly Recorded[]>>,
  cuts: readonly number[],
  holes: ReadonlySet<string>,
) => {
  async function* follow({
    source,
    after,
    signal,
  }: {
    source: string;
    after?: { position: number };
    signal: AbortSignal;
  }): AsyncGenerator<FeedBatch, void> {
    const all = log[source as 'intake'];
    let start = all.findIndex(({ position }) => position > (after?.position ?? 0));
    if (start < 0) start = all.length;
    for (let cut = 0; start < all.length; cut += 1) {
      const end = Math.min(all.length, start + (cuts[cut % cuts.length] ?? 1));
      const again = Math.max(0, start - 2);
      const events = all
        .slice(again, end)
        .filter(({ id, position }, index, list) => !holes.has(id) || index === list.length - 1 || position === all.length);
      yield { source: source as 'intake', epoch: 'e', events, position: all[end - 1]?.position ?? 0 };
      start = end;
      if (cut % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    yield { source: source as 'intake', epoch: 'e', events: [], position: all.length, headAt: Date.now() };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
  return {
    follow: follow as RunOptions<Tally, undefined>['bus']['follow'],
    readStream: async (source: string, stream: string, from: number) =>
      log[source as 'intake'].filter((event) => event.stream === stream && event.revision >= from),
  };
};

test('any cuts, repeats, holes and interleavings end in the same documents as one fold', async () => {
  const event = fc.record({
    stream: fc.constantFrom('one-a', 'one-b', 'two-c', 'noise-x'),
    value: fc.integer({ min: 0, max: 9 }),
  });
  const recordedOf = (list: readonly { stream: string; value: number }[], prefix: string): Recorded[] => {
    const revisions = new Map<string, number>();
    return list.map(({ stream, value }, index) => {
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      return {
        id: `${prefix}${index}`,
        type: 'Said.v1',
        data: { value },
        metadata,
        stream,
        revision,
        position: index + 1,
        hash: '',
        previous: '',
      };
    });
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 30 }),
      fc.array(event, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 5 }),
      async (one, two, cuts, missing) => {
        // A stream has one owner, and only the order within a stream is promised.
        const ofWorkflow = two.map(({ stream, value }) => ({ stream: stream.replace('-', 's-'), value }));
        const log = { intake: recordedOf(one, 'i'), workflow: recordedOf(ofWorkflow, 'w') };
        const expected: Record<string, Tally & { stale: boolean }> = {};
        for (const source of ['intake', 'workflow'] as const)
          for (const { stream, data } of log[source]) {
            const [id] = tally.documentsOf(source, { stream } as Recorded);
            if (id === undefined) continue;
            const before = expected[id] ?? { intake: [], workflow: [], stale: false };
            expected[id] = { ...before, [source]: [...before[source], (data as { value: number }).value] };
          }
        const holes = new Set(missing.flatMap((index) => [`i${index}`]).filter((id) => laterOnStream(log.intake, id)));
        const projection = await run({ bus: scripted(log, cuts, holes), cacheSize: 2 });
        expect(await projection.waitFor('intake', one.length, 5_000)).toBe('passed');
        expect(await projection.waitFor('workflow', two.length, 5_000)).toBe('passed');
        expect(await contents(projection)).toEqual(expected);
        await projection.stop();
      },
    ),
    { numRuns: 60 },
  );
});

/** A hole shows only by a later event of its stream. */
const laterOnStream = (log: readonly Recorded[], id: string): boolean => {
  const hole = log.find((event) => event.id === id);
  return hole !== undefined && log.some(({ stream, revision }) => stream === hole.stream && revision > hole.revision);
};
