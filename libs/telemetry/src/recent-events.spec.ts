import type { FeedBatch } from '@motcua/bus';
import { expect, test } from 'vitest';
import { recentEvents } from './recent-events.ts';

interface Told {
  readonly position: number;
  readonly flags?: string;
  readonly at?: Date;
}

const batchOf = (source: 'intake' | 'workflow', told: readonly Told[]): FeedBatch =>
  ({
    source,
    epoch: 'e-1',
    position: told.at(-1)?.position ?? 0,
    events: told.map(({ position, flags = '01', at = new Date() }) => ({
      id: `${source}-${position}`,
      type: 'SubmissionFiled.v1',
      stream: 'submission-a',
      revision: position,
      position,
      data: {},
      metadata: { at: at.toISOString(), traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}` },
    })),
  }) as unknown as FeedBatch;
const at = (source: string, position: number) => ({ [source]: { epoch: 'e-1', position } });
const found = (recent: ReturnType<typeof recentEvents>, source: string, from: number, upTo: number) =>
  recent.between(at(source, from), at(source, upTo)).map(({ id }) => id);

test('what a read model has taken in is found by position, each once, and only what somebody looks at', () => {
  const recent = recentEvents();
  const told = [{ position: 1 }, { position: 2, flags: '00' }, { position: 3, flags: '03' }, { position: 4 }, { position: 6 }];
  recent.note(batchOf('intake', told));
  // A second projection hears of the same events.
  recent.note(batchOf('intake', told));
  recent.note(batchOf('workflow', [{ position: 3 }]));

  expect(found(recent, 'intake', 1, 3)).toEqual(['intake-3']);
  expect(found(recent, 'intake', 3, 6)).toEqual(['intake-4', 'intake-6']);
  // More positions than are remembered: found the other way.
  expect(found(recent, 'intake', 0, 1_000)).toEqual(['intake-1', 'intake-3', 'intake-4', 'intake-6']);
  expect(found(recent, 'workflow', 0, 3)).toEqual(['workflow-3']);
  expect(found(recent, 'notify', 0, 3)).toEqual([]);
});

test('events of a rebuild are too old, and what was heard of first is forgotten first', () => {
  const recent = recentEvents();
  recent.note(batchOf('intake', [{ position: 1, at: new Date(Date.now() - 11 * 60_000) }]));
  expect(found(recent, 'intake', 0, 1)).toEqual([]);

  recent.note(
    batchOf(
      'intake',
      Array.from({ length: 1_001 }, (_, index) => ({ position: index + 2 })),
    ),
  );
  expect(found(recent, 'intake', 0, 2)).toEqual([]);
  expect(found(recent, 'intake', 2, 4)).toEqual(['intake-3', 'intake-4']);
  expect(found(recent, 'intake', 0, 2_000)).toHaveLength(1_000);
});
