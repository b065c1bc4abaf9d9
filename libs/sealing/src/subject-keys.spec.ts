import { beforeEach, describe, expect, test } from 'vitest';
import { memorySubjectKeys, requestedSubjectKeys } from './subject-keys.ts';

const keyOf = (id: string): string => Buffer.alloc(32, id).toString('base64url');
const asked: string[][] = [];
const erased = new Set<string>();
const answer = async (_subject: string, payload: unknown): Promise<unknown> => {
  const { dossiers } = payload as { dossiers: string[] };
  asked.push(dossiers);
  return { keys: Object.fromEntries(dossiers.map((id) => [id, erased.has(id) ? null : keyOf(id)])) };
};
beforeEach(() => {
  asked.length = 0;
  erased.clear();
});

describe('keys asked for over the bus', () => {
  test('questions of one turn travel together, each id once; a second question is answered from memory', async () => {
    const keys = requestedSubjectKeys(answer);
    const [first, second] = await Promise.all([keys.keysOf(['a', 'b', 'a']), keys.keysOf(['b', 'c'])]);
    expect([...first.keys()].sort()).toEqual(['a', 'b']);
    expect(Buffer.from(second.get('c') ?? []).toString('base64url')).toBe(keyOf('c'));
    expect(asked).toEqual([['a', 'b', 'c']]);
    await keys.keysOf(['a', 'c']);
    expect(asked).toHaveLength(1);
  });

  test('erased and unknown ones are missing, and asked for again', async () => {
    erased.add('a');
    const keys = requestedSubjectKeys(answer);
    expect((await keys.keysOf(['a'])).size).toBe(0);
    await keys.keysOf(['a']);
    expect(asked).toHaveLength(2);
  });

  test('no more than 500 a request', async () => {
    await requestedSubjectKeys(answer).keysOf(Array.from({ length: 1_001 }, (_, index) => `id-${index}`));
    expect(asked.map((ids) => ids.length)).toEqual([500, 500, 1]);
  });

  test('a key is kept for a minute at most', async () => {
    let now = 1;
    const keys = requestedSubjectKeys(answer, { maxAgeMs: 3_600_000, now: () => now });
    await keys.keysOf(['a']);
    now += 59_000;
    await keys.keysOf(['a']);
    expect(asked).toHaveLength(1);
    now += 1_001;
    await keys.keysOf(['a']);
    expect(asked).toHaveLength(2);
  });

  test('what was handed out is not asked for, for a minute; an erasure forgets it', async () => {
    let now = 1;
    const keys = requestedSubjectKeys(answer, { now: () => now });
    keys.take([
      ['a', keyOf('a')],
      ['b', keyOf('b')],
    ]);
    expect(Buffer.from((await keys.keysOf(['a'])).get('a') ?? []).toString('base64url')).toBe(keyOf('a'));
    keys.forget(['b']);
    erased.add('b');
    expect((await keys.keysOf(['b'])).size).toBe(0);
    expect(asked).toEqual([['b']]);
    now += 60_001;
    await keys.keysOf(['a']);
    expect(asked).toEqual([['b'], ['a']]);
  });

  test('a failed request fails those who wait; the next question asks again', async () => {
    let away = true;
    const keys = requestedSubjectKeys(async (subject, payload) => {
      if (away) throw new Error('away');
      return answer(subject, payload);
    });
    await expect(Promise.all([keys.keysOf(['a']), keys.keysOf(['a', 'b'])])).rejects.toThrow('away');
    away = false;
    expect((await keys.keysOf(['a'])).size).toBe(1);
  });

  test('a forgotten key is gone, also when its answer is still on the way', async () => {
    const gate = Promise.withResolvers<void>();
    const keys = requestedSubjectKeys(async (subject, payload) => {
      await gate.promise;
      return answer(subject, payload);
    });
    const waiting = keys.keysOf(['a']);
    keys.forget(['a']);
    gate.resolve();
    expect((await waiting).size).toBe(1);
    erased.add('a');
    expect((await keys.keysOf(['a'])).size).toBe(0);
  });
});

test('keys in memory answer what is there', async () => {
  const keys = memorySubjectKeys(new Map([['a', new Uint8Array(32)]]));
  expect([...(await keys.keysOf(['a', 'b'])).keys()]).toEqual(['a']);
});
