import { Empty, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { jetStreamApi } from './jetstream-api.ts';
import type { Link } from './link.ts';
import { codeOf } from './message.ts';
import { idleHeartbeat, type OpenSource, type TailSource, watchSilence } from './tail-source.ts';

const highWater = 4_096;

/** Flow control of the server: it goes on sending only when we answer, so what is not looked at yet stays bounded. */
const flowControl = (connection: NatsConnection, size: () => number) => {
  let asked: string | undefined;
  const answer = (): void => {
    if (asked === undefined || size() > highWater || connection.isClosed()) return;
    connection.publish(asked, Empty);
    asked = undefined;
  };
  return {
    hear(message: Msg): void {
      asked = message.reply || message.headers?.get('Nats-Consumer-Stalled') || asked;
      answer();
    },
    answer,
  };
};

/** A push consumer without acknowledgements on the whole tail; it lives in memory and goes away by itself. */
export const orderedSource =
  (link: Link, connection: NatsConnection, stream: string): OpenSource =>
  async ({ seq, arrivals }): Promise<TailSource> => {
    const inbox = link.inbox();
    const flow = flowControl(connection, () => arrivals.size);
    const watch = watchSilence(
      link,
      () => arrivals.size < highWater,
      () => arrivals.lose(),
    );
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error) return arrivals.lose();
        watch.heard();
        if (codeOf(message) === 100) flow.hear(message);
        else arrivals.push(message);
      },
    });
    const close = (): void => {
      watch.stop();
      if (!connection.isClosed()) subscription.unsubscribe();
    };
    try {
      await jetStreamApi(connection, link).createEphemeral(stream, {
        deliver_subject: inbox,
        deliver_policy: 'by_start_sequence',
        opt_start_seq: Math.max(1, seq),
        ack_policy: 'none',
        max_deliver: 1,
        replay_policy: 'instant',
        flow_control: true,
        idle_heartbeat: idleHeartbeat,
        mem_storage: true,
        num_replicas: 1,
        inactive_threshold: 5_000_000_000,
      });
    } catch (error) {
      close();
      throw error;
    }
    return { taken: flow.answer, repeated: () => undefined, accepted: () => undefined, close };
  };
