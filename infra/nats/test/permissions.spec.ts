import { join } from 'node:path';
import { accessOptions, type BusAddress } from '@motcua/bus-nats';
import { handouts, publicTail, relayedServices, rpc, type ServiceName, services, tailOf } from '@motcua/contracts';
import { connect, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { durables, writeNkeys } from '../src/index.ts';
import { accesses, addressOf, startTestServer, type TestServer, type Way } from './server.ts';

type Row = readonly [does: 'publish' | 'subscribe', subject: string];
interface Heard {
  readonly connection: NatsConnection;
  readonly refused: string[];
}

const ways = Object.keys(accesses) as readonly Way[];
const servers = new Map<Way, TestServer>();
const heard = new Map<string, Heard>();

const listen = async (way: Way, service: ServiceName): Promise<Heard> => {
  const connection = await connect({
    ...accessOptions(addressOf(servers.get(way) as TestServer, service)),
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
  for (const way of ways) {
    servers.set(way, await startTestServer({ access: accesses[way] }));
    for (const service of services) heard.set(`${way} ${service}`, await listen(way, service));
  }
});
afterAll(async () => {
  await Promise.all([...heard.values()].map(({ connection }) => connection.close()));
  await Promise.all([...servers.values()].map((server) => server.close()));
});

/** The server answers in order: whatever it refuses is said before it answers the flush. */
const refusalsUnder = async (way: Way, service: ServiceName, [does, subject]: Row): Promise<readonly string[]> => {
  const { connection, refused } = heard.get(`${way} ${service}`) as Heard;
  refused.length = 0;
  if (does === 'publish') connection.publish(subject);
  else connection.subscribe(subject, { callback: () => undefined });
  await connection.flush();
  await new Promise((resolve) => setImmediate(resolve));
  return [...refused];
};

/** The same answer whichever way one shows who one is. */
const refusals = async (service: ServiceName, row: Row): Promise<readonly string[]> => {
  const answers = await Promise.all(ways.map((way) => refusalsUnder(way, service, row)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0] ?? [];
};

const consumerVerbs = ['CONSUMER.DURABLE.CREATE', 'CONSUMER.INFO', 'CONSUMER.MSG.NEXT'];
const durablesOf = (service: ServiceName): readonly string[] => durables[service].map(({ source, name }) => `${tailOf(source)}.${name}`);

/** What is another service's. */
const ofAnother = (service: ServiceName, other: ServiceName): readonly Row[] => [
  ['publish', `motcua.${other}.told.v1.dossier-1`],
  ['publish', `motcua.${other}.heartbeat`],
  ['subscribe', `motcua.${other}.*.*.*`],
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

/** Nobody follows their logs, so these never lie on the bus. */
const unrelayed = services.filter((service) => !relayedServices.some((relayed) => relayed === service));

/** What is nobody's, or the operator's. */
const ofNobody = (service: ServiceName): readonly Row[] => [
  ['publish', 'told'],
  ['publish', 'motcua.probe'],
  ['publish', '$JS.API.INFO'],
  ['publish', '$JS.API.STREAM.NAMES'],
  ['publish', '$JS.API.STREAM.LIST'],
  ['publish', '$JS.API.STREAM.CREATE.MINE'],
  ...unrelayed.flatMap((silent): readonly Row[] => [
    ...['CREATE', 'INFO'].map((verb): Row => ['publish', `$JS.API.STREAM.${verb}.${tailOf(silent)}`]),
    ...(silent === service ? [] : [['publish', `motcua.${silent}.rpc.log-read`] satisfies Row]),
  ]),
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

/** Keys of dossiers: intake hands them out, the others hear them, and none speaks in its place. */
const ofKeys = (service: ServiceName): Row => [service === 'intake' ? 'publish' : 'subscribe', handouts.subjectKeys];
const notOfKeys = (service: ServiceName): readonly Row[] =>
  service === 'intake'
    ? [['subscribe', handouts.subjectKeys]]
    : [
        ['publish', handouts.subjectKeys],
        ['subscribe', 'motcua.intake.handout.>'],
      ];

/** Without these the table could be kept by refusing everything. */
const ofItsOwn = (service: ServiceName): readonly Row[] => [
  ['publish', `motcua.${service}.told.v1.dossier-1`],
  ['publish', `motcua.${service}.heartbeat`],
  ['subscribe', `_INBOX_${service}.>`],
  ['subscribe', `motcua.${service}.rpc.log-read`],
  ['subscribe', 'motcua.*.heartbeat'],
  ofKeys(service),
  ...services.map((other): Row => ['publish', `_INBOX_${other}.by-${service}.1`]),
  ...relayedServices.map((other): Row => ['publish', rpc.logRead(other)]),
  ...relayedServices.map((other): Row => ['publish', `$JS.API.STREAM.INFO.${tailOf(other)}`]),
  ...durablesOf(service).flatMap((consumer) => consumerVerbs.map((verb): Row => ['publish', `$JS.API.${verb}.${consumer}`])),
];

describe.each(services)('%s', (service) => {
  const others = services.filter((other) => other !== service);
  const refused = [
    ...others.flatMap((other) => ofAnother(service, other)),
    ...ofNobody(service),
    ...notOfKeys(service),
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

const knock = (way: Way, address: Omit<BusAddress, 'servers'>): Promise<NatsConnection> =>
  connect({ ...accessOptions({ servers: (servers.get(way) as TestServer).url, ...address }), reconnect: false });

test('a wrong password is not let in, nor is a name that nobody has', async () => {
  const { passwords } = servers.get('passwords') as TestServer;
  await expect(knock('passwords', { user: 'intake', pass: passwords.workflow })).rejects.toThrow(/authorization/i);
  await expect(knock('passwords', { user: 'nobody', pass: passwords.intake })).rejects.toThrow(/authorization/i);
});

test('a stranger with a key of its own is not let in, nor is one with credentials of another operator, nor anybody without', async () => {
  const stranger = await startTestServer({ access: accesses.accounts });
  const [nkey, creds] = [join(stranger.dir, 'nkeys', 'intake.nk'), join(stranger.dir, 'creds', 'H53', 'intake.creds')];
  writeNkeys(stranger.dir);
  await expect(knock('nkeys', { nkeyFile: nkey })).rejects.toThrow(/authorization/i);
  await expect(knock('accounts', { credsFile: creds })).rejects.toThrow(/authorization/i);
  for (const way of ways) await expect(knock(way, {})).rejects.toThrow(/authorization/i);
  await stranger.close();
});
