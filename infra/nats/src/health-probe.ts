import type { TailSettings } from '@motcua/bus-nats';
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { applyTopology, WouldLose } from './drift.ts';
import { declaredStreams, probe } from './topology.ts';

/** A stream that is gone is an answer too: whoever owns it makes it again. */
const answers = async (manager: JetStreamManager, stream: string): Promise<void> => {
  try {
    await manager.streams.info(stream);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'StreamNotFoundError') throw error;
  }
};

/**
 * Publishes to the probe stream, waits for the acknowledgement, and asks every stream how it is: after a full disk each can stick by itself, and
 * holds every connection that ever publishes to it, while others go on. A server that sticks anywhere fails the check.
 * Declares the streams each time it has connected anew: a server that lost its folder gets them back. Where that would lose messages it says so
 * and leaves the streams as they are: the server itself is well.
 */
export class HealthProbe {
  readonly #server: string;
  readonly #password: string;
  readonly #settings: TailSettings;
  readonly #refused: (error: WouldLose) => void;
  #connection: NatsConnection | undefined;

  constructor(server: string, password: string, settings: TailSettings, refused: (error: WouldLose) => void) {
    this.#server = server;
    this.#password = password;
    this.#settings = settings;
    this.#refused = refused;
  }

  async #open(timeoutMs: number): Promise<NatsConnection> {
    if (this.#connection && !this.#connection.isClosed()) return this.#connection;
    const connection = await connect({
      servers: this.#server,
      user: 'operator',
      pass: this.#password,
      name: 'motcua-operator',
      inboxPrefix: '_INBOX_operator',
      timeout: timeoutMs,
      reconnect: false,
      noAsyncTraces: true,
    });
    this.#connection = connection;
    try {
      await applyTopology(await jetstreamManager(connection, { timeout: timeoutMs }), this.#settings);
    } catch (error) {
      if (!(error instanceof WouldLose)) throw error;
      this.#refused(error);
    }
    return connection;
  }

  /** Resolves when the server answered in time, rejects when not. */
  async check(timeoutMs: number): Promise<void> {
    const connection = await this.#open(timeoutMs);
    await jetstream(connection, { timeout: timeoutMs }).publish(probe.subject, '', { timeout: timeoutMs });
    const manager = await jetstreamManager(connection, { timeout: timeoutMs, checkAPI: false });
    await Promise.all(declaredStreams(this.#settings).map(({ name = '' }) => answers(manager, name)));
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}
