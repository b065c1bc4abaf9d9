import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JetStreamManager, jetstream, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** JetStream as its operator sees it, by the credential that `up` keeps in the data folder. */
export const asOperator = async <T>(
  dataDir: string,
  work: (manager: JetStreamManager, connection: NatsConnection) => Promise<T>,
): Promise<T> => {
  const nats = join(dataDir, 'nats');
  const { operator } = JSON.parse(readFileSync(join(nats, 'credentials.json'), 'utf8')) as { operator: string };
  const connection = await connect({
    servers: `127.0.0.1:${readFileSync(join(nats, 'port'), 'utf8')}`,
    user: 'operator',
    pass: operator,
    inboxPrefix: '_INBOX_operator',
    timeout: 10_000,
    reconnect: false,
  });
  try {
    return await work(await jetstreamManager(connection, { timeout: 10_000, checkAPI: false }), connection);
  } finally {
    await connection.close();
  }
};

export interface StreamFacts {
  readonly name: string;
  /** Of this making of the stream: another one after it was deleted and made again. */
  readonly created: string;
  readonly firstSeq: number;
  readonly messages: number;
}

export const everyStream = async (manager: JetStreamManager): Promise<readonly StreamFacts[]> => {
  const found: StreamFacts[] = [];
  for await (const { config, created, state } of manager.streams.list())
    found.push({ name: config.name, created, firstSeq: state.first_seq, messages: state.messages });
  return found.sort((a, b) => a.name.localeCompare(b.name));
};

/** Every message that lies on a stream, with its headers as text. */
export const everyMessage = async (manager: JetStreamManager, stream: string): Promise<readonly string[]> => {
  const { state } = await manager.streams.info(stream);
  const texts: string[] = [];
  for (let seq = state.first_seq; state.messages > 0 && seq <= state.last_seq; seq += 1) {
    const message: StoredMsg | null = await manager.streams.getMessage(stream, { seq });
    if (!message) continue;
    const headers = [...message.header.keys()].map((name) => `${name}: ${message.header.values(name).join(', ')}`);
    texts.push([message.subject, ...headers, message.string()].join('\n'));
  }
  return texts;
};

/** A message larger than what could still lie in a half-full page of its file; resolves when it is stored, rejects when it is not. */
export const publishToProbe = async (_manager: JetStreamManager, connection: NatsConnection): Promise<void> => {
  await jetstream(connection, { timeout: 2_000 }).publish('motcua.probe', new Uint8Array(64 * 1024), { timeout: 2_000 });
};
