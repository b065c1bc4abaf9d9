import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { applyTopology, probe, type TopologySizes } from './topology.ts';

/**
 * Publishes to the probe stream and waits for the acknowledgement. A server that sticks (frozen, or JetStream stuck after a full disk) fails it.
 * Declares the streams each time it has connected anew: a server that lost its folder gets them back.
 */
export class HealthProbe {
  readonly #server: string;
  readonly #password: string;
  readonly #sizes: TopologySizes;
  #connection: NatsConnection | undefined;

  constructor(server: string, password: string, sizes: TopologySizes) {
    this.#server = server;
    this.#password = password;
    this.#sizes = sizes;
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
    await applyTopology(await jetstreamManager(connection, { timeout: timeoutMs }), this.#sizes);
    return connection;
  }

  /** Resolves when the server answered in time, rejects when not. */
  async check(timeoutMs: number): Promise<void> {
    const connection = await this.#open(timeoutMs);
    await jetstream(connection, { timeout: timeoutMs }).publish(probe.subject, '', { timeout: timeoutMs });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}
