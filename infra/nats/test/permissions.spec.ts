import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@motcua/bus/testing';
import { publicTail, rpc, type ServiceName, services, tailOf } from '@motcua/contracts';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { durables, type EmbeddedServer, startEmbeddedServer } from '../src/index.ts';

type Row = readonly [does: 'publish' | 'subscribe', subject: string];
interface Heard {
  readonly connection: NatsConnection;
  readonly refused: string[];
}

let dir: string;
let server: EmbeddedServer;
const heard = new Map<ServiceName, Heard>();

const listen = async (service: ServiceName): Promise<Heard> => {
  const connection = await connect({
    servers: server.url,
    user: service,
    pass: server.credentials[service],
    inboxPrefix: `_INBOX_${service}`,
    noAsyncTraces: true,
  });
  const refused: string[] = [];
  void (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refused.push(`${status.error.operation === 'publish' ? 'publish' : 'subscribe'} ${status.error.subject}`);
  })();
  return { connection, refused };
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'motcua-nats-'));
  server = await startEmbeddedServer({ dir, binary: process.env['MOTCUA_NATS_SERVER'] ?? 'nats-server', say: () => undefined });
  await eventually('the server is up', () => server.isUp());
  for (const service of services) heard.set(service, await listen(service));
});
afterAll(async () => {
  await Promise.all([...heard.values()].map(({ connection }) => connection.close()));
  await server.stop();
  rmSync(dir, { recursive: true });
});

/** The server answers in order: whatever it refuses is said before it answers the flush. */
const refusals = async (service: ServiceName, [does, subject]: Row): Promise<readonly string[]> => {
  const { connection, refused } = heard.get(service) as Heard;
  refused.length = 0;
  if (does === 'publish') connection.publish(subject);
  else connection.subscribe(subject, { callback: () => undefined });
  await connection.flush();
  await new Promise((resolve) => setImmediate(resolve));
  return [...refused];
};

const consumerVerbs = ['CONSUMER.DURABLE.CREATE', 'CONSUMER.INFO', 'CONSUMER.MSG.NEXT'];
const durablesOf = (service: ServiceName): readonly string[] => durables[service].map(({ source, name }) => `${tailOf(source)}.${name}`);

/** What is another service's. */
const ofAnother = (service: ServiceName, other: ServiceName): readonly Row[] => [
  ['publish', `motcua.${other}.told.v1.dossier-1`],
  ['publish', `motcua.${other}.heartbeat`],
  ['subscribe', `motcua.${other}.*.*.*`],
  ['subscribe', rpc.logRead(other)],
  ['subscribe', `motcua.${other}.rpc.>`],
  ['subscribe', `_INBOX_${other}.>`],
  ['subscribe', `_INBOX_${other}.by-${service}.>`],
  ['publish', `_INBOX_${other}.1`],
  ['publish', `_INBOX_${service}.by-${other}.1`],
  ...services.filter((third) => third !== service).map((third): Row => ['publish', `_INBOX_${other}.by-${third}.1`]),
  ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'].map(
    (verb): Row => ['publish', `$JS.API.STREAM.${verb}.${tailOf(other)}`],
  ),
  ...durablesOf(other).flatMap((consumer): readonly Row[] => [
    ...consumerVerbs.map((verb): Row => ['publish', `$JS.API.${verb}.${consumer}`]),
    ['publish', `$JS.API.CONSUMER.DELETE.${consumer}`],
    ['publish', `$JS.ACK.${consumer}.1.1.1.1.0`],
  ]),
];

/** What is nobody's, or the operator's. */
const ofNobody = (service: ServiceName): readonly Row[] => [
  ['publish', 'told'],
  ['publish', 'motcua.probe'],
  ['publish', '$JS.API.INFO'],
  ['publish', '$JS.API.STREAM.NAMES'],
  ['publish', '$JS.API.STREAM.LIST'],
  ['publish', '$JS.API.STREAM.CREATE.MINE'],
  ...['UPDATE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'].map((verb): Row => ['publish', `$JS.API.STREAM.${verb}.${tailOf(service)}`]),
  ...['ADVISORIES', 'PROBE'].map((stream): Row => ['publish', `$JS.API.STREAM.DELETE.${stream}`]),
  ['publish', `$JS.API.CONSUMER.DURABLE.CREATE.${tailOf(service)}.${service}-unheard-of-v1`],
  ...durablesOf(service).map((consumer): Row => ['publish', `$JS.API.CONSUMER.DELETE.${consumer}`]),
  ['publish', '$SYS.REQ.SERVER.PING'],
  ['subscribe', '>'],
  ['subscribe', 'motcua.>'],
  ['subscribe', '_INBOX.>'],
  ['subscribe', '$JS.>'],
  ['subscribe', '$SYS.>'],
];

/** Only tracking speaks to the neighbours. */
const ofNeighbours: readonly Row[] = [
  ['publish', 'motcua.public.H53.told.v1.a1'],
  ['publish', `$JS.API.STREAM.CREATE.${publicTail}`],
  ['publish', `$JS.API.STREAM.DELETE.${publicTail}`],
];

/** Without these the table could be kept by refusing everything. */
const ofItsOwn = (service: ServiceName): readonly Row[] => [
  ['publish', `motcua.${service}.told.v1.dossier-1`],
  ['publish', `motcua.${service}.heartbeat`],
  ['subscribe', `_INBOX_${service}.>`],
  ['subscribe', rpc.logRead(service)],
  ['subscribe', 'motcua.*.heartbeat'],
  ...services.map((other): Row => ['publish', `_INBOX_${other}.by-${service}.1`]),
  ...services.map((other): Row => ['publish', rpc.logRead(other)]),
  ...services.map((other): Row => ['publish', `$JS.API.STREAM.INFO.${tailOf(other)}`]),
  ...durablesOf(service).flatMap((consumer) => consumerVerbs.map((verb): Row => ['publish', `$JS.API.${verb}.${consumer}`])),
];

describe.each(services)('%s', (service) => {
  const others = services.filter((other) => other !== service);
  const refused = [
    ...others.flatMap((other) => ofAnother(service, other)),
    ...ofNobody(service),
    ...(service === 'tracking' ? [] : ofNeighbours),
  ];
  const unique = [...new Map(refused.map((row) => [row.join(' '), row])).values()];
  test.each(unique)('may not %s %s', async (...row) => {
    expect(await refusals(service, row)).toEqual([row.join(' ')]);
  });
  test.each([...ofItsOwn(service), ...(service === 'tracking' ? ofNeighbours.slice(0, 1) : [])])('may %s %s', async (...row) => {
    expect(await refusals(service, row)).toEqual([]);
  });
});

test('a wrong password is not let in, nor is a name that nobody has', async () => {
  const knock = (user: string, pass: string): Promise<NatsConnection> => connect({ servers: server.url, user, pass, reconnect: false });
  await expect(knock('intake', server.credentials.workflow)).rejects.toThrow(/authorization/i);
  await expect(knock('nobody', server.credentials.intake)).rejects.toThrow(/authorization/i);
});
