import type { NatsConnection } from '@nats-io/transport-node';
import { isNotFound, jetStreamApi } from './jetstream-api.ts';
import type { Link } from './link.ts';
import { codeOf } from './message.ts';
import { idleHeartbeat, type OpenSource, type TailSource, watchSilence } from './tail-source.ts';

const second = 1_000_000_000;
const batch = 256;
const highWater = 1_024;
const workingEveryMs = 10_000;
/** Acknowledgements are in no hurry: those of some milliseconds travel together, which spares both ends a write and a read for each. */
const gatherMs = 5;

/** Declared for every reactor's durable: one consumer on the whole tail, explicit acknowledgement, bounded. */
export const durableConfig = (durable: string, startSeq: number): Readonly<Record<string, unknown>> => ({
  durable_name: durable,
  deliver_policy: 'by_start_sequence',
  opt_start_seq: Math.max(1, startSeq),
  ack_policy: 'explicit',
  ack_wait: 30 * second,
  max_ack_pending: 8_192,
  max_deliver: -1,
  replay_policy: 'instant',
});

const ensure = async (link: Link, connection: NatsConnection, stream: string, durable: string, seq: number): Promise<void> => {
  const api = jetStreamApi(connection, link);
  try {
    await api.durableInfo(stream, durable);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await api.createDurable(stream, durable, durableConfig(durable, seq));
  }
};

/** Deliveries not acknowledged yet, by position. Kept over reconnects: only the newest delivery of a message counts. */
export const deliveries = (link: Link) => {
  const waiting = new Map<number, string>();
  const say = (subject: string, word: string): void => link.now()?.publish(subject, word);
  const timer = setInterval(() => {
    for (const subject of waiting.values()) say(subject, '+WPI');
  }, workingEveryMs);
  let handled: string[] = [];
  let gathering: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(gathering);
    gathering = undefined;
    for (const subject of handled) say(subject, '+ACK');
    handled = [];
  };
  const acknowledge = (subject: string): void => {
    handled.push(subject);
    gathering ??= setTimeout(flush, gatherMs);
  };
  return {
    hold: (position: number, subject: string): void => {
      waiting.set(position, subject);
    },
    settled(position: number): void {
      const subject = waiting.get(position);
      if (subject === undefined) return;
      waiting.delete(position);
      acknowledge(subject);
    },
    acknowledge,
    /** What was not handled comes again soon, never at once. */
    stop(): void {
      clearInterval(timer);
      flush();
      for (const subject of waiting.values()) say(subject, `-NAK {"delay":${second}}`);
      waiting.clear();
    },
  };
};
export type Deliveries = ReturnType<typeof deliveries>;

interface DurableOptions {
  readonly link: Link;
  readonly connection: NatsConnection;
  readonly stream: string;
  readonly durable: string;
  readonly deliveries: Deliveries;
  readonly isSettled: (position: number) => boolean;
}

/** A durable pull consumer. What it delivers is only a hint of what is new: positions decide what is handled. */
export const durableSource =
  ({ link, connection, stream, durable, deliveries: kept, isSettled }: DurableOptions): OpenSource =>
  async ({ seq, arrivals }): Promise<TailSource> => {
    await ensure(link, connection, stream, durable, seq);
    const inbox = link.inbox();
    let outstanding = 0;
    const pull = (): void => {
      if (outstanding > batch / 4 || arrivals.size > highWater || connection.isClosed()) return;
      const request = { batch, expires: 30 * second, idle_heartbeat: idleHeartbeat };
      outstanding += batch;
      connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(request), { reply: inbox });
    };
    const watch = watchSilence(
      link,
      () => outstanding > 0,
      () => arrivals.lose(),
    );
    const ended = (code: number): void => {
      // 404, 408: nothing came in time. Anything else: the consumer or its stream is gone.
      if (code === 404 || code === 408) {
        outstanding = 0;
        pull();
      } else arrivals.lose();
    };
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error) return arrivals.lose();
        watch.heard();
        const code = codeOf(message);
        if (code === 100) return;
        if (code > 0) return ended(code);
        outstanding -= 1;
        arrivals.push(message);
        pull();
      },
    });
    pull();
    return {
      taken: pull,
      repeated(message, position) {
        if (isSettled(position)) kept.acknowledge(message.reply ?? '');
        else kept.hold(position, message.reply ?? '');
      },
      accepted: (message, position) => kept.hold(position, message.reply ?? ''),
      close() {
        watch.stop();
        if (!connection.isClosed()) subscription.unsubscribe();
      },
    };
  };
