import type { Msg, NatsConnection } from '@nats-io/transport-node';

/** How long an answer is waited for. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Asks on one connection, and hears what one service answers. */
export interface ReplyInbox {
  /** The answer, or undefined where none came in time or before the signal. Rejects where the inbox may not be read. */
  ask(subject: string, payload: string, patience: Patience): Promise<Msg | undefined>;
}

/**
 * One subscription for all answers of one service. The library either subscribes anew for each question (three more messages, and the server's
 * routes are looked up afresh), or has one inbox for all, to which no permission could say who may answer.
 */
export const openReplyInbox = (connection: NatsConnection, inbox: string): ReplyInbox => {
  let last = 0;
  let refused: Error | undefined;
  const waiting = new Map<string, PromiseWithResolvers<Msg | undefined>>();
  connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (!error) return waiting.get(message.subject.slice(inbox.length + 1))?.resolve(message);
      refused = error;
      for (const { reject } of waiting.values()) reject(error);
    },
  });
  void connection.closed().then(() => {
    for (const { resolve } of waiting.values()) resolve(undefined);
  });
  return {
    async ask(subject, payload, { timeoutMs, signal }) {
      if (refused) throw refused;
      last += 1;
      const id = String(last);
      const answer = Promise.withResolvers<Msg | undefined>();
      const giveUp = (): void => answer.resolve(undefined);
      const timer = setTimeout(giveUp, timeoutMs);
      signal?.addEventListener('abort', giveUp);
      waiting.set(id, answer);
      try {
        connection.publish(subject, payload, { reply: `${inbox}.${id}` });
        return await answer.promise;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        waiting.delete(id);
      }
    },
  };
};
