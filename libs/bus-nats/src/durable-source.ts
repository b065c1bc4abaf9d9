import type { NatsConnection } from '@nats-io/transport-node';
import type { Deliveries } from './deliveries.ts';
import { isNotFound, jetStreamApi } from './jetstream-api.ts';
import type { Link } from './link.ts';
import { codeOf } from './message.ts';
import { idleHeartbeat, type OpenSource, type TailSource, watchSilence } from './tail-source.ts';

const second = 1_000_000_000;
const batch = 256;
const highWater = 1_024;

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

interface DurableOptions {
  readonly link: Link;
  readonly connection: NatsConnection;
  readonly stream: string;
  readonly durable: string;
  readonly deliveries: Deliveries;
  readonly isSettled: (position: number) => boolean;
  /** A burst is asked for not sooner than so long (ms) after the first message of the one before. */
  readonly gatherMs: number;
}

/** One burst: waits for the first message, brings what lies there by then, and is over. */
const burst = { batch, no_wait: true, expires: 30 * second, idle_heartbeat: idleHeartbeat };

/** A durable pull consumer. What it delivers is only a hint of what is new: positions decide what is handled. */
export const durableSource =
  ({ link, connection, stream, durable, deliveries: kept, isSettled, gatherMs }: DurableOptions): OpenSource =>
  async ({ seq, arrivals }): Promise<TailSource> => {
    await ensure(link, connection, stream, durable, seq);
    const inbox = link.inbox();
    /** Messages that the request under way may still bring; 0: none is. */
    let outstanding = 0;
    let beganAt = Number.NEGATIVE_INFINITY;
    let resting: NodeJS.Timeout | undefined;
    const ask = (): void => {
      resting = undefined;
      if (outstanding > 0 || arrivals.size > highWater || connection.isClosed()) return;
      outstanding = batch;
      connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(burst), { reply: inbox });
    };
    /** A full burst: there is more, and nothing is gained by waiting. */
    const askInTime = (full: boolean): void => {
      const early = full ? 0 : beganAt + gatherMs - performance.now();
      if (early <= 0) ask();
      else resting ??= setTimeout(ask, early);
    };
    const watch = watchSilence(
      link,
      () => outstanding > 0,
      () => arrivals.lose(),
    );
    const ended = (code: number): void => {
      // 404, 408: the burst is over, or nothing came in time. Anything else: the consumer or its stream is gone.
      if (code !== 404 && code !== 408) {
        arrivals.lose();
        return;
      }
      // One that brought nothing may have been refused at once, since another instance asks too.
      if (outstanding === batch) beganAt = performance.now();
      outstanding = 0;
      askInTime(false);
    };
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error) return arrivals.lose();
        watch.heard();
        const code = codeOf(message);
        if (code === 100) return;
        if (code > 0) return ended(code);
        if (outstanding === batch) beganAt = performance.now();
        outstanding -= 1;
        arrivals.push(message);
        if (outstanding === 0) askInTime(true);
      },
    });
    ask();
    return {
      taken: () => {
        if (resting === undefined) ask();
      },
      repeated(message, position) {
        if (isSettled(position)) kept.acknowledge(message.reply ?? '');
        else kept.hold(position, message.reply ?? '');
      },
      accepted: (message, position) => kept.hold(position, message.reply ?? ''),
      close() {
        clearTimeout(resting);
        watch.stop();
        if (!connection.isClosed()) subscription.unsubscribe();
      },
    };
  };
