import { setTimeout as pause } from 'node:timers/promises';
import { pingedWithinMs } from './connection.ts';

/** A call that was sent and not answered. */
export interface OpenAppend {
  /** What it was made on: appends of the same client may share a connection, and its window; those of others never. */
  readonly client: object;
  /** Of its messages together. */
  readonly bytes: number;
  /** A small question over the same connection; rejects when it is not answered. */
  ask(): Promise<unknown>;
  cancel(): void;
}

export interface OpenAppends {
  /** Answers what to call when the append has ended. */
  watch(append: OpenAppend): () => void;
  /** Lets those be answered that are just being carried out, then ends the others. */
  close(): Promise<void>;
}

/** So many looks in a row at one that is still silent and must have been sent, each followed by an answer to somebody else. By looks, not by one long wait: while this process or the server stands still nothing is sent or read. */
const looks = 4;
const betweenLooksMs = pingedWithinMs / looks;
const closeMs = 1_000;
/** What HTTP/2 lets a client send over one connection before the other side reads (RFC 9113, 6.9.2), framing left out. */
const sentUnreadBytes = 60_000;

const isAnswered = (ask: () => Promise<unknown>): Promise<boolean> =>
  ask().then(
    () => true,
    () => false,
  );

/**
 * Appends under way. None has a deadline: of one that is cut off while the server reads it the first events may be written. So a silent one is cancelled only
 * where the server has all of it, and has had time to read it. Sent it was where all that are open on its client are together small enough to be sent whether they are read or not;
 * received, where a later ping was answered (else the connection has ended) or, at the end, a later question over the same connection. `isAwake` rejects where the server answers nobody.
 * Otherwise it stays as it is: a server that answers no pings loses the connection, and of one that is cut off so nothing was ever half written.
 */
export const openAppends = (isAwake: () => Promise<unknown>, lookEveryMs = betweenLooksMs): OpenAppends => {
  const open = new Set<OpenAppend>();
  let idle: (() => void) | undefined;

  const isSent = ({ client }: OpenAppend): boolean => {
    const beside = [...open].filter((other) => other.client === client);
    return beside.reduce((sum, { bytes }) => sum + bytes, 0) <= sentUnreadBytes;
  };
  const isThere = async (append: OpenAppend, ask: () => Promise<unknown>): Promise<boolean> => (await isAnswered(ask)) && isSent(append);
  const giveUp = (append: OpenAppend): void => {
    if (open.has(append)) append.cancel();
  };
  return {
    watch: (append) => {
      let answers = 0;
      const look = async (): Promise<void> => {
        answers = (await isThere(append, isAwake)) ? answers + 1 : 0;
        if (answers >= looks) giveUp(append);
      };
      const timer = setInterval(() => void look(), lookEveryMs).unref();
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
      const asked = await Promise.all([...open].map(async (append) => ({ append, there: await isThere(append, append.ask) })));
      await Promise.race([allEnded, pause(closeMs)]);
      for (const { append, there } of asked) if (there) giveUp(append);
    },
  };
};
