import { LRUCache } from 'lru-cache';

/** Data keys of dossiers, for those who may open sealed blocks. Erased and unknown dossiers are missing from the answer. */
export interface SubjectKeys {
  keysOf(dossierIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** A key is kept at most this long outside intake (architecture, personal data). */
const longestAgeMs = 60_000;
/** `SubjectKeysRequest` takes so many ids at once. */
const batchSize = 500;

export interface RequestedSubjectKeys extends SubjectKeys {
  /** Keys that were handed out before anybody asked: dossier id and base64url. */
  take(handout: readonly (readonly [dossierId: string, key: string])[]): void;
  /** Drops keys at once, when `PersonalDataErased` is heard. */
  forget(dossierIds: readonly string[]): void;
}

interface RequestedOptions {
  /** Keys kept; default 5,000. */
  readonly max?: number;
  /** At most, and by default, one minute. */
  readonly maxAgeMs?: number;
  /** Milliseconds of a clock that never goes back; default `performance.now`. */
  readonly now?: () => number;
}

type Waiting = {
  readonly promise: Promise<Uint8Array | undefined>;
  resolve: (key: Uint8Array | undefined) => void;
  reject: (error: unknown) => void;
};

/** In memory of its own: a small Buffer is a piece of 8 KiB, which would stay as long as the key. */
const keyFrom = (encoded: string): Uint8Array => Uint8Array.from(Buffer.from(encoded, 'base64url'));

/**
 * Asks intake over the bus. Ids asked for within one turn of the event loop travel together, each id once.
 * A failed request fails those who wait for it, with the bus's own error; the next question asks again.
 */
export const requestedSubjectKeys = (
  request: (subject: string, payload: unknown) => Promise<unknown>,
  options: RequestedOptions = {},
): RequestedSubjectKeys => {
  const subject = 'motcua.intake.rpc.subject-keys';
  const kept = new LRUCache<string, Uint8Array>({
    max: options.max ?? 5_000,
    ttl: Math.min(options.maxAgeMs ?? longestAgeMs, longestAgeMs),
    perf: { now: options.now ?? (() => performance.now()) },
    ttlResolution: 0,
  });
  const asked = new Map<string, Waiting>();
  let next: (readonly [string, Waiting])[] = [];

  const ask = async (waiting: readonly (readonly [string, Waiting])[]): Promise<void> => {
    try {
      const { keys } = (await request(subject, { dossiers: waiting.map(([id]) => id) })) as { keys: Record<string, string | null> };
      for (const [id, waits] of waiting) {
        const key = typeof keys[id] === 'string' ? keyFrom(keys[id]) : undefined;
        // Forgotten while the answer travelled: it may be older than the erasure.
        if (key && asked.get(id) === waits) kept.set(id, key);
        waits.resolve(key);
      }
    } catch (error) {
      for (const [, waits] of waiting) waits.reject(error);
    } finally {
      for (const [id, waits] of waiting) if (asked.get(id) === waits) asked.delete(id);
    }
  };
  const flush = (): void => {
    const waiting = next;
    next = [];
    for (let start = 0; start < waiting.length; start += batchSize) void ask(waiting.slice(start, start + batchSize));
  };
  const enqueue = (id: string): Waiting => {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
    // Whoever asked gets the rejection through keysOf; this one keeps a lost race from ending the process.
    promise.catch(() => undefined);
    const waiting = { promise, resolve, reject };
    asked.set(id, waiting);
    if (next.length === 0) setImmediate(flush);
    next.push([id, waiting]);
    return waiting;
  };

  return {
    async keysOf(dossierIds) {
      const found = new Map<string, Uint8Array>();
      const waiting: Promise<void>[] = [];
      for (const id of new Set(dossierIds)) {
        const known = kept.get(id);
        if (known) found.set(id, known);
        else waiting.push((asked.get(id) ?? enqueue(id)).promise.then((key) => void (key && found.set(id, key))));
      }
      await Promise.all(waiting);
      return found;
    },
    take(handout) {
      for (const [id, key] of handout) kept.set(id, keyFrom(key));
    },
    forget(dossierIds) {
      for (const id of dossierIds) {
        kept.delete(id);
        asked.delete(id);
      }
    },
  };
};

/** The same port over a function, for tests and for intake itself. */
export const memorySubjectKeys = (keys: ReadonlyMap<string, Uint8Array>): SubjectKeys => ({
  keysOf: async (ids) =>
    new Map(
      ids.flatMap((id) => {
        const key = keys.get(id);
        return key ? [[id, key] as const] : [];
      }),
    ),
});
