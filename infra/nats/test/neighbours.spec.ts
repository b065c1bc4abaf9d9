import { accessOptions, isAtLeast, refuseWrongBus } from '@motcua/bus-nats';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { oldestForNeighbours, versionOf } from '../src/index.ts';
import { accountsWith, binary, credsFile, startTestServer, type TestServer } from './server.ts';

const version = (await versionOf(binary)) ?? 'unknown';
const mayHaveNeighbours = isAtLeast(version, oldestForNeighbours);

const connectAs = (server: TestServer, account: string, user: string): Promise<NatsConnection> =>
  connect({
    ...accessOptions({ servers: server.url, credsFile: credsFile(server, user, account) }),
    inboxPrefix: `_INBOX_${user}`,
    noAsyncTraces: true,
  });

/** The server says what it refuses before it answers; what it said is told a turn later. */
const flushed = async (connection: NatsConnection): Promise<void> => {
  await connection.flush();
  await new Promise((resolve) => setImmediate(resolve));
};

/** Everything that an account hears, and what it is refused. */
const listenTo = async (connection: NatsConnection, ...subjects: string[]) => {
  const heard: string[] = [];
  const refused: string[] = [];
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError) refused.push(status.error.subject);
  })();
  for (const subject of subjects)
    connection.subscribe(subject, { callback: (error, message) => void (error ?? heard.push(message.subject)) });
  await flushed(connection);
  return { heard, refused };
};

test.runIf(!mayHaveNeighbours)(`nats-server older than ${oldestForNeighbours} gets no neighbours`, async () => {
  await expect(startTestServer({ access: accountsWith(['H54']) })).rejects.toThrow(
    `neighbours are let in by nats-server ${oldestForNeighbours} or newer only; this is ${version}`,
  );
});

test.runIf(mayHaveNeighbours)('a neighbour hears public events and nothing else, and says nothing', async () => {
  const server = await startTestServer({ access: accountsWith(['H54', 'H55']) });
  const [tracking, workflow] = [await connectAs(server, 'H53', 'tracking'), await connectAs(server, 'H53', 'workflow')];
  const neighbour = await connectAs(server, 'H54', 'listener');
  const { heard, refused } = await listenTo(neighbour, 'motcua.public.>', '>', 'motcua.workflow.>', '$JS.>', '_INBOX_listener.>');
  expect(refused.sort()).toEqual(['$JS.>', '>', '_INBOX_listener.>', 'motcua.workflow.>']);

  workflow.publish('motcua.workflow.told.v1.dossier-1', 'secret');
  workflow.publish('motcua.workflow.heartbeat', 'secret');
  await workflow.flush();
  tracking.publish('motcua.tracking.told.v1.dossier-1', 'secret');
  tracking.publish('motcua.public.H99.told.v1.a1', 'of another province');
  tracking.publish('motcua.public.H53.told.v1.a1', 'public');
  await tracking.flush();
  await flushed(neighbour);
  expect(heard).toEqual(['motcua.public.H53.told.v1.a1']);

  refused.length = 0;
  const { heard: answered } = await listenTo(tracking, 'motcua.tracking.rpc.>');
  for (const subject of ['motcua.public.H53.told.v1.a2', 'motcua.tracking.rpc.log-read', '$JS.API.STREAM.INFO.PUBLIC'])
    neighbour.publish(subject, 'from outside');
  await flushed(neighbour);
  await tracking.flush();
  expect(refused).toHaveLength(3);
  expect(answered).toEqual([]);
  expect(heard).toEqual(['motcua.public.H53.told.v1.a1']);
  await Promise.all([tracking, workflow, neighbour].map((connection) => connection.close()));
  await server.close();
});

test.runIf(mayHaveNeighbours)('who is no neighbour any more is let in no more; the others stay', async () => {
  const first = await startTestServer({ access: accountsWith(['H54', 'H55']) });
  const left = await startTestServer({
    access: async () => accountsWith(['H55'])(first.dir),
  });
  const gone = { servers: left.url, credsFile: credsFile(first, 'listener', 'H54') };
  await expect(refuseWrongBus(gone)).rejects.toThrow('refuses the credentials in');
  await refuseWrongBus({ servers: left.url, credsFile: credsFile(first, 'listener', 'H55') });
  await refuseWrongBus({ servers: left.url, credsFile: credsFile(first, 'intake') });
  await left.close();
  await first.close();
});
