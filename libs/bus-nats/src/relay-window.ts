import type { Confirmed } from '@motcua/bus';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Link } from './link.ts';
import { writtenHeaders } from './message.ts';

export interface Outgoing {
  readonly subject: string;
  readonly fields: string;
  readonly body: string;
}

/** Another writer stands on the stream, or a message of ours never got there: what follows was refused too. */
export class FenceLost extends Error {
  constructor(description: string) {
    super(description);
    this.name = 'FenceLost';
  }
}

const wrongLastSequence = 10071;
const errorOf = (text: string, hasStatus: boolean): Error | undefined => {
  if (hasStatus || text === '') return new Error('no stream takes the messages');
  if (!text.includes('"error"')) return undefined;
  const { error } = JSON.parse(text) as { error?: { err_code?: number; description?: string } };
  if (error?.err_code === wrongLastSequence) return new FenceLost(error.description ?? 'wrong last sequence');
  return new Error(error?.description ?? 'refused');
};

export interface RelayWindow {
  /** Aborted as soon as anything went wrong; `failure()` says what. */
  readonly signal: AbortSignal;
  failure(): Error | undefined;
  fail(error: Error): void;
  publish(message: Outgoing, position: number, confirm: boolean): void;
  inFlight(): number;
  /** Resolves when there is room for more, or after a failure. */
  room(): Promise<void>;
  /** Everything up to and including this position was given to `publish`, or is not for the stream. */
  passed(position: number): void;
  /** Everything up to and including this position is on the stream, or not for it. */
  confirmed(): number;
  close(): void;
}

/**
 * Publishes in a pipeline. Each message names the sequence it expects to follow, so each confirmation also confirms
 * every message before it; only some ask for one. A confirmation that does not come in time is a failure (a full disk leaves publishes stuck).
 */
export const openWindow = (
  link: Link,
  connection: NatsConnection,
  start: { readonly seq: number; readonly position: number },
  limits: { readonly size: number; readonly timeoutMs: number },
  onConfirmed: Confirmed = () => undefined,
): RelayWindow => {
  const inbox = link.inbox();
  const generation = link.generation();
  const ended = new AbortController();
  let failure: Error | undefined;
  let sent = start.seq;
  let acked = start.seq;
  let position = start.position;
  let passed = start.position;
  const asked: { seq: number; position: number; at: number }[] = [];
  let next = 0;
  let wake: (() => void) | undefined;

  const fail = (error: Error): void => {
    failure ??= error;
    ended.abort();
    wake?.();
  };
  const confirm = (seq: number): void => {
    if (seq <= acked) return;
    acked = seq;
    for (let first = asked[next]; first && first.seq <= seq; first = asked[++next]) position = first.position;
    // Cleared in one go: a queue that is shifted one by one costs its length each time.
    if (next === asked.length || next > 1024) {
      asked.splice(0, next);
      next = 0;
    }
    onConfirmed(position);
    wake?.();
  };
  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => {
      if (error) return fail(error);
      const problem = errorOf(message.string(), (message.headers?.code ?? 0) > 0);
      if (problem) fail(problem);
      else confirm(Number(message.subject.slice(inbox.length + 1)));
    },
  });
  const watchdog = setInterval(() => {
    // What was on its way when the connection broke may be lost.
    if (link.generation() !== generation) return fail(new Error('the connection was made again'));
    const oldest = asked[next];
    if (oldest && Date.now() - oldest.at > limits.timeoutMs) fail(new Error('publishes are stuck'));
  }, 100);

  return {
    signal: ended.signal,
    failure: () => failure,
    fail,
    publish(message, at, confirmed) {
      if (failure) return;
      const headers = writtenHeaders(`${message.fields}Nats-Expected-Last-Sequence: ${sent}\r\n`);
      sent += 1;
      if (confirmed) asked.push({ seq: sent, position: at, at: Date.now() });
      // From Node's pool of bytes: the library would make a block of memory of its own for each text.
      connection.publish(message.subject, Buffer.from(message.body), confirmed ? { headers, reply: `${inbox}.${sent}` } : { headers });
    },
    inFlight: () => sent - acked,
    room: () =>
      new Promise((resolve) => {
        const settle = (): void => {
          if (!failure && sent - acked > limits.size / 2) return;
          wake = undefined;
          resolve();
        };
        wake = settle;
        settle();
      }),
    passed(at) {
      passed = at;
    },
    confirmed: () => (sent === acked ? Math.max(position, passed) : position),
    close() {
      clearInterval(watchdog);
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
};
