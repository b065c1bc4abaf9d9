import { accessOptions, type BusAddress, type TailSettings } from '@motcua/bus-nats';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { applyTopology, type Drift, driftOf } from './drift.ts';

/** The one who declares the streams. */
export interface Operator {
  drift(settings: TailSettings): Promise<readonly Drift[]>;
  /** Throws `WouldLose`, before anything is changed. */
  apply(settings: TailSettings): Promise<void>;
  close(): Promise<void>;
}

/** Answers within 3 s, or throws in one line. */
export const openOperator = async (address: BusAddress): Promise<Operator> => {
  try {
    const connection = await connect({
      ...accessOptions(address),
      name: 'motcua-operator',
      inboxPrefix: '_INBOX_operator',
      timeout: 3_000,
      reconnect: false,
      noAsyncTraces: true,
    });
    const manager = await jetstreamManager(connection, { timeout: 3_000 });
    return {
      drift: (settings) => driftOf(manager, settings),
      apply: (settings) => applyTopology(manager, settings),
      close: () => connection.close(),
    };
  } catch (error) {
    throw new Error(`the bus at ${String(address.servers)} cannot be asked: ${error instanceof Error ? error.message : 'unknown'}`);
  }
};
