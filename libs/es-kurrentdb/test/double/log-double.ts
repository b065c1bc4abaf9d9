import { randomUUID } from 'node:crypto';

/** An event as the double keeps it. */
export interface Kept {
  readonly stream: string;
  readonly revision: number;
  /** In bytes of a log, as the server counts: rising, never by one. */
  readonly commit: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}
export type Proposed = Pick<Kept, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type Written =
  | { readonly kind: 'written' | 'already-there'; readonly revision: number; readonly commit: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'too-large' };

/** The server's own default; administrators set less. */
const defaultMaxAppendBytes = 1_048_576;
const recordBytes = 97;

/** The log of the double: exact expected revisions, idempotency by event id alone, revisions that go on after a soft delete, positions with gaps. */
export const logDouble = (maxAppendBytes = defaultMaxAppendBytes) => {
  const all: Kept[] = [];
  const streams = new Map<string, Kept[]>();
  const softlyDeleted = new Set<string>();
  const listeners = new Set<(event: Kept) => void>();
  let bytes = 0;

  const write = (stream: string, { ...proposed }: Proposed): Kept => {
    const present = streams.get(stream) ?? [];
    const event = { ...proposed, stream, revision: present.length, commit: bytes };
    bytes += recordBytes + proposed.data.length + proposed.metadata.length;
    streams.set(stream, [...present, event]);
    all.push(event);
    for (const listener of listeners) listener(event);
    return event;
  };
  const system = (stream: string): Kept =>
    write(stream, {
      id: randomUUID(),
      type: '$system',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: Buffer.from(''),
    });

  // A server's own records come first and in between, whoever else is there.
  for (const stream of ['$users', '$streams', '$stats-1']) system(stream);

  return {
    all,
    maxAppendBytes,
    ofStream: (stream: string): readonly Kept[] | undefined => (softlyDeleted.has(stream) ? undefined : streams.get(stream)),
    /** `expected` -1: no stream. */
    append: (stream: string, expected: number, events: readonly Proposed[]): Written => {
      const size = events.reduce((sum, { type, data, metadata }) => sum + data.length + metadata.length + type.length * 2, 0);
      if (size > maxAppendBytes) return { kind: 'too-large' };
      if (events.length === 0) return { kind: 'nothing' };
      const present = streams.get(stream) ?? [];
      const current = present.length - 1;
      const fresh = expected === current || (expected === -1 && softlyDeleted.has(stream));
      if (!fresh) {
        const there = present.slice(expected + 1, expected + 1 + events.length);
        const same = expected < current && there.length === events.length && there.every(({ id }, at) => id === events[at]?.id);
        const last = there[there.length - 1];
        return same && last !== undefined
          ? { kind: 'already-there', revision: last.revision, commit: last.commit }
          : { kind: 'wrong-revision', current: softlyDeleted.has(stream) ? -1 : current };
      }
      softlyDeleted.delete(stream);
      const last = events.map((event) => write(stream, event)).at(-1) as Kept;
      return { kind: 'written', revision: last.revision, commit: last.commit };
    },
    softDelete: (stream: string): void => void softlyDeleted.add(stream),
    system,
    listen: (listener: (event: Kept) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
export type LogDouble = ReturnType<typeof logDouble>;
