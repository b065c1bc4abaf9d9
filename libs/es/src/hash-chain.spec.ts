import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import type { Recorded } from './event.ts';
import { verifyChain } from './hash-chain.ts';
import { memoryEventStore } from './memory-event-store.ts';
import { someEvent } from './testing/event-store.fixtures.ts';

const someLog = async (): Promise<Recorded[]> => {
  const store = memoryEventStore();
  await store.append('note-1', [someEvent('a', 'Hồ sơ "số 1"'), someEvent('b')], 'absent');
  await store.append('note-2', [someEvent('c')], 'absent');
  await store.append('note-1', [someEvent('d')], 1);
  return [...(await store.readAll({ after: 0, limit: 10 }))];
};

test('a hash is SHA-256 over the canonical JSON of the event with its place and predecessor', async () => {
  for (const { stream, revision, id, type, data, metadata, previous, hash } of await someLog()) {
    const text = canonicalize({ stream, revision, id, type, data, metadata, previous }) ?? '';
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
  }
});

test('whole chains verify, alternating streams included', async () => {
  expect(await verifyChain(await someLog())).toStrictEqual({ events: 4, streams: 2, faults: [] });
});

test.each<[string, (log: Recorded[]) => Recorded[], { revision: number; fault: string }[]]>([
  ['other data', ([a, ...rest]) => [{ ...(a as Recorded), data: { note: 'x' } }, ...rest], [{ revision: 0, fault: 'altered' }]],
  [
    'another actor',
    ([a, ...rest]) => [{ ...(a as Recorded), metadata: { ...(a as Recorded).metadata, actor: 'citizen' } }, ...rest],
    [{ revision: 0, fault: 'altered' }],
  ],
  [
    'another hash',
    ([a, ...rest]) => [{ ...(a as Recorded), hash: 'f' }, ...rest],
    [
      { revision: 0, fault: 'altered' },
      { revision: 1, fault: 'broken-link' },
    ],
  ],
  ['an event missing', ([a, _, ...rest]) => [a as Recorded, ...rest], [{ revision: 2, fault: 'gap' }]],
  ['an event twice', ([a, ...rest]) => [a as Recorded, a as Recorded, ...rest], [{ revision: 0, fault: 'gap' }]],
])('%s is found', async (_, tamper, faults) => {
  expect((await verifyChain(tamper(await someLog()))).faults).toStrictEqual(faults.map((fault) => ({ stream: 'note-1', ...fault })));
});
