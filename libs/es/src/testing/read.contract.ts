import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeLog } from '../chained.ts';
import type { Recorded } from '../event.ts';
import type { EventStore } from '../event-store.ts';
import { verifyChain } from '../hash-chain.ts';
import { collect, someEvent } from './event-store.fixtures.ts';

/** Reads: one stream, the whole log, and that what went in comes out. */
export const readContract = (open: () => Promise<EventStore>): void => {
  test('a stream reads forwards and backwards, from a revision, up to a limit; a missing one is empty', async () => {
    const store = await open();
    await store.append(
      'note-1',
      Array.from({ length: 300 }, (_, n) => someEvent(`a-${n}`)),
      'absent',
    );
    const revisions = async (options: Parameters<EventStore['read']>[1]) =>
      (await collect(store.read('note-1', options))).map(({ revision }) => revision);
    expect(await revisions({})).toStrictEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(await revisions({ from: 297 })).toStrictEqual([297, 298, 299]);
    expect(await revisions({ from: 300 })).toStrictEqual([]);
    expect(await revisions({ limit: 2 })).toStrictEqual([0, 1]);
    expect(await revisions({ limit: 0 })).toStrictEqual([]);
    expect(await revisions({ direction: 'backwards', limit: 2 })).toStrictEqual([299, 298]);
    expect(await revisions({ direction: 'backwards', from: 1 })).toStrictEqual([1, 0]);
    expect(await revisions({ direction: 'backwards' })).toHaveLength(300);
    expect(await collect(store.read('note-2'))).toStrictEqual([]);
  });

  test('an event comes back as it went in, with its place in the chain', async () => {
    const store = await open();
    const [a, b] = [someEvent('a'), someEvent('b')];
    await store.append('note-1', [a, b], 'absent');
    const [first, second] = await collect(store.read('note-1'));
    expect(first).toStrictEqual({ ...a, stream: 'note-1', revision: 0, position: 1, hash: first?.hash, previous: '' });
    expect(second).toStrictEqual({ ...b, stream: 'note-1', revision: 1, position: 2, hash: second?.hash, previous: first?.hash });
    expect(first?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await store.readAll({ after: 0, limit: 10 })).toStrictEqual([first, second]);
    const asTexts = ({ data, metadata, ...rest }: Recorded) => ({
      ...rest,
      data: JSON.stringify(data),
      metadata: JSON.stringify(metadata),
    });
    expect(await store.readAllTexts({ after: 1, limit: 10 })).toStrictEqual([second].map((event) => asTexts(event as Recorded)));
  });

  test('any text and any key round-trip: every script, NUL, prototype keys, large ones', async () => {
    const store = await open();
    const dangerous = fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      '10',
      '9',
      '',
      'Trần Thị Thử An',
      '\u0000',
      '\u202eabc',
      '\u{1F3DB}\ufe0f',
      "'; --",
    );
    const value = fc.dictionary(fc.oneof(dangerous, fc.string({ unit: 'binary' })), fc.oneof(dangerous, fc.jsonValue()), { maxKeys: 8 });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(value, async (note) => {
        const stream = `note-${count++}`;
        const data = JSON.parse(JSON.stringify({ note, large: count === 5 ? 'Ngõ nhỏ '.repeat(30_000) : '' }));
        await store.append(stream, [{ ...someEvent('a'), data }], 'absent');
        const [event] = await collect(store.read(stream));
        expect(JSON.stringify(event?.data, sortedKeys)).toBe(JSON.stringify(data, sortedKeys));
      }),
      { numRuns: 60 },
    );
    expect(await verifyChain(wholeLog(store))).toStrictEqual({ events: 60, streams: 60, faults: [] });
    expect(Object.keys(Object.prototype)).toStrictEqual([]);
  });

  test('the log is read in pages, after a position, by prefixes of stream names', async () => {
    const store = await open();
    for (let n = 0; n < 30; n++) await store.append(`${['note', 'notes', 'other'][n % 3]}-${n}`, [someEvent(`a-${n}`)], 'absent');
    const positions = async (after: number, limit: number, streams?: string[]) =>
      (await store.readAll({ after, limit, ...(streams === undefined ? {} : { streams }) })).map(({ position }) => position);
    expect(await positions(0, 4)).toStrictEqual([1, 2, 3, 4]);
    expect(await positions(28, 4)).toStrictEqual([29, 30]);
    expect(await positions(30, 4)).toStrictEqual([]);
    expect(await positions(0, 3, ['note-'])).toStrictEqual([1, 4, 7]);
    expect(await positions(25, 9, ['note-', 'other-'])).toStrictEqual([27, 28, 30]);
    expect(await positions(0, 9, ['nobody-'])).toStrictEqual([]);
    expect(await positions(0, 9, ['note-1', 'notes-1'])).toStrictEqual([2, 11, 13, 14, 16, 17, 19, 20]);
  });

  test('a prefix is a text, not a pattern', async () => {
    const store = await open();
    for (const [n, stream] of ['a_b-1', 'aXb-1', 'a%b-1', 'A_b-1', 'ảb-1'].entries())
      await store.append(stream, [someEvent(`e-${n}`)], 'absent');
    const streams = async (prefix: string) => (await store.readAll({ after: 0, limit: 9, streams: [prefix] })).map(({ stream }) => stream);
    expect(await streams('a_b')).toStrictEqual(['a_b-1']);
    expect(await streams('a%')).toStrictEqual(['a%b-1']);
    expect(await streams('ả')).toStrictEqual(['ảb-1']);
  });

  test('a reader never passes an event that commits later', async () => {
    const store = await open();
    let writing = true;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 60; n++)
        await store.append(
          `note-${writer}`,
          [someEvent(`${writer}-${n}-a`), someEvent(`${writer}-${n}-b`)].slice(n % 2),
          n === 0 ? 'absent' : revisionAfter(n),
        );
    });
    const done = Promise.all(writers).finally(() => (writing = false));
    const seen: number[] = [];
    let reads = 0;
    while (writing || seen.length < (await store.head())) {
      const page = await store.readAll({ after: seen.at(-1) ?? 0, limit: 50 });
      seen.push(...page.map(({ position }) => position));
      reads += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    expect(reads).toBeGreaterThan(2);
    expect(seen).toStrictEqual((await store.readAll({ after: 0, limit: 10_000 })).map(({ position }) => position));
    expect(seen).toHaveLength(8 * 90);
  });
};

/** Appends alternate between two events and one: where the stream stands before the n-th of them. */
const revisionAfter = (appends: number): number => Math.ceil(appends / 2) * 2 + Math.floor(appends / 2) - 1;

const sortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;
