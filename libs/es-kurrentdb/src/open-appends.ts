import { setTimeout as pause } from 'node:timers/promises';

/** A call that was sent and not answered. */
export interface OpenAppend {
  /** Of its messages together. */
  readonly bytes: number;
  cancel(): void;
  /** The client that it was made on is not to be used any more. */
  giveUpOn(): void;
}

export interface OpenAppends {
  /** Answers what to call when the append has ended. */
  watch(append: OpenAppend): () => void;
  /** Lets those be answered that are just being carried out, then ends the others. */
  close(): Promise<void>;
}

/** Much longer than any honest append, and than its caller waits: he has asked the stream what became of it. */
const silentMs = 10_000;
const closeMs = 1_000;
/** What HTTP/2 lets a client send before the other side reads, framing left out. */
const sentUnreadBytes = 60_000;

/**
 * Appends under way. None has a deadline: of one that is cut off while the server reads it the first events may be written. So a silent one is cancelled only
 * where the server has all of it: it answers what was asked later (`ask`), and the append is small enough to be there whether it is read or not. Its client is replaced, too.
 * Otherwise it stays as it is: a server that answers nothing loses the connection by the pings, and of one that is cut off so nothing was ever half written.
 */
export const openAppends = (ask: () => Promise<unknown>, patienceMs = silentMs): OpenAppends => {
  const open = new Set<OpenAppend>();
  let idle: (() => void) | undefined;

  const doubted = async (appends: readonly OpenAppend[]): Promise<void> => {
    const isAwake = await ask().then(
      () => true,
      () => false,
    );
    if (!isAwake) return;
    for (const append of appends) {
      if (!open.has(append) || append.bytes > sentUnreadBytes) continue;
      append.giveUpOn();
      append.cancel();
    }
  };
  return {
    watch: (append) => {
      const timer = setInterval(() => void doubted([append]), patienceMs).unref();
      open.add(append);
      return () => {
        clearInterval(timer);
        open.delete(append);
        if (open.size === 0) idle?.();
      };
    },
    close: async () => {
      if (open.size === 0) return;
      const allEnded = new Promise<void>((resolve) => {
        idle = resolve;
      });
      await Promise.race([allEnded, pause(closeMs)]);
      if (open.size > 0) await doubted([...open]);
    },
  };
};
