import { EpochChanged, type FeedBatch, type FollowOptions } from '@motcua/bus';
import type { EventStore, Recorded } from '@motcua/es';

/** What the store has handed out and nobody has taken yet, at most a batch and a page. */
const heardFrom = (store: EventStore, after: number, maxBatch: number, signal: AbortSignal) => {
  let events: Recorded[] = [];
  let caughtUpAt: number | undefined;
  let failed: unknown;
  let ended = false;
  let rung = false;
  let wake: (() => void) | undefined;
  let makeRoom: (() => void) | undefined;
  const wakeUp = (): void => {
    rung = true;
    wake?.();
  };

  const hear = async (): Promise<void> => {
    for await (const one of store.subscribe({ after, signal })) {
      if ('caughtUp' in one) {
        caughtUpAt = one.position;
        wakeUp();
        continue;
      }
      caughtUpAt = undefined;
      events.push(one);
      if (events.length < maxBatch) continue;
      wakeUp();
      await new Promise<void>((resolve) => {
        makeRoom = resolve;
      });
    }
  };
  void hear()
    .catch((error: unknown) => {
      failed = error;
    })
    .finally(() => {
      ended = true;
      wakeUp();
    });
  return {
    wakeUp,
    release: () => makeRoom?.(),
    /** Resolves once something has come since the last `take`, or somebody wakes it: what comes in between is remembered. */
    something: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
        if (rung) resolve();
      }),
    take() {
      rung = false;
      if (failed !== undefined) throw failed;
      const taken = { events, caughtUpAt, ended };
      events = [];
      makeRoom?.();
      return taken;
    },
  };
};

/**
 * A service's own log from its own store, in order and without a gap: nothing of it has to cross the bus to come back, and what a service folds of itself
 * goes on where the bus is away. While nothing comes, says every `beatMs` that nothing lies beyond. Throws `EpochChanged`.
 */
export async function* ownLog(
  store: EventStore,
  { source, after, signal, maxBatch = 500 }: FollowOptions,
  beatMs: number,
): AsyncGenerator<FeedBatch, void> {
  const { epoch } = store;
  if (after !== undefined && after.epoch !== epoch) throw new EpochChanged(epoch);
  let position = after?.position ?? 0;
  /** Where the log ended at a moment, until that is reached: under steady load the end of now never is. */
  let end: { readonly position: number; readonly at: number } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  const closing = new AbortController();
  const heard = heardFrom(store, position, maxBatch, closing.signal);
  const close = (): void => {
    closing.abort();
    heard.wakeUp();
    heard.release();
  };
  /** Nothing that is at hand waits for the answer. */
  const askForEnd = (at: number): void => {
    if (performance.now() - askedAt < beatMs / 2) return;
    askedAt = performance.now();
    store.head().then(
      (head) => {
        end ??= { position: head, at };
        heard.wakeUp();
      },
      () => undefined,
    );
  };
  signal.addEventListener('abort', close);
  const beat = setInterval(heard.wakeUp, beatMs);
  try {
    while (!signal.aborted) {
      const now = Date.now();
      const { events, caughtUpAt, ended } = heard.take();
      position = Math.max(events.at(-1)?.position ?? position, caughtUpAt ?? 0);
      if (caughtUpAt !== undefined && events.length > 0) end = { position, at: now };
      else if (end === undefined) askForEnd(now);
      const headAt = end && end.position <= position ? end.at : undefined;
      if (headAt !== undefined) end = undefined;
      if (events.length > 0 || headAt !== undefined) yield { source, epoch, events, position, ...(headAt === undefined ? {} : { headAt }) };
      if (ended) return;
      await heard.something();
    }
  } finally {
    clearInterval(beat);
    signal.removeEventListener('abort', close);
    close();
  }
}
