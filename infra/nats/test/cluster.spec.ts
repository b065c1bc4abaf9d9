import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, connect } from 'node:tls';
import type { PublicBus, RunningRelay } from '@motcua/bus';
import { eventually, readAllOf, tell, told } from '@motcua/bus/testing';
import { natsBus } from '@motcua/bus-nats';
import type { ServiceName } from '@motcua/contracts';
import { type EventStore, memoryEventStore, type Recorded } from '@motcua/es';
import { jetstream } from '@nats-io/jetstream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyTopology } from '../src/index.ts';
import { type Cluster, startCluster } from './cluster.ts';

/** An election takes seconds and both cores: one beside other tests. */
const rounds = process.env['MOTCUA_LONG'] === '1' ? 15 : 1;
/** An election takes nats-server 4 to 9 s, more where three servers share two cores with other tests. */
const withinMs = 30_000;
/** The first one comes on top of three servers that start. */
const formedWithinMs = 90_000;

let cluster: Cluster;
let store: EventStore;
let opened: PublicBus[];
beforeEach(async () => {
  cluster = await startCluster();
  store = memoryEventStore();
  opened = [];
  const declared = async (): Promise<boolean> => {
    const manager = await cluster.manager();
    return applyTopology(manager, { replicas: 3 }).then(
      () => true,
      () => false,
    );
  };
  await eventually('the cluster takes its streams', declared, formedWithinMs);
}, 120_000);
afterEach(async () => {
  await Promise.all(opened.map((bus) => bus.close()));
  await cluster.close();
});

const quiet = () => undefined;
const open = async (service: ServiceName): Promise<PublicBus> => {
  const bus = await natsBus({
    service,
    province: 'H53',
    servers: cluster.urls,
    caFile: cluster.authority.caFile,
    user: service,
    pass: cluster.credentials[service],
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    replicas: 3,
  });
  opened.push(bus);
  return bus;
};

/** Appends until it is stopped, some thousand a second at most; answers how many. */
const load = () => {
  let stopped = false;
  let written = 0;
  const write = async (): Promise<number> => {
    for (; !stopped; await new Promise((resolve) => setTimeout(resolve, 5)))
      for (let burst = 0; burst < 5; burst += 1) {
        written += 1;
        await tell(store, `dossier-${written % 17}`, told(written));
      }
    return written;
  };
  const writing = write();
  return {
    written: () => written,
    stop: () => {
      stopped = true;
      return writing;
    },
  };
};

const follow = async () => {
  const events: Recorded[] = [];
  const ended = new AbortController();
  const feed = (await open('tracking')).follow({ source: 'workflow', signal: ended.signal });
  const running = (async () => {
    for await (const batch of feed) events.push(...batch.events);
  })();
  return {
    events,
    async end(): Promise<void> {
      ended.abort();
      await running;
    },
  };
};

/** Undefined while the three are electing one. */
const leader = async (): Promise<string | undefined> => {
  const manager = await cluster.manager();
  return manager.streams.info('WORKFLOW').then(
    ({ cluster: group }) => group?.leader,
    () => undefined,
  );
};
const isWhole = async (): Promise<boolean> => {
  const manager = await cluster.manager();
  const info = await manager.streams.info('WORKFLOW').catch(() => undefined);
  const replicas = info?.cluster?.replicas ?? [];
  return replicas.length === 2 && replicas.every(({ current }) => current);
};

/** Positions of all messages on the stream, in the order in which they lie there. */
const positionsOnStream = async (count: number): Promise<readonly number[]> => {
  const consumer = await jetstream(await cluster.operator()).consumers.get('WORKFLOW');
  const positions: number[] = [];
  for await (const message of await consumer.consume()) {
    positions.push(Number(message.headers?.get('Motcua-Position').split(':')[1]));
    if (positions.length === count) break;
  }
  return positions;
};

const killLeader = async (relay: RunningRelay, seen: () => number, written: () => number): Promise<string> => {
  const killed = (await leader()) ?? 'none';
  await cluster.kill(killed);
  const [began, before] = [Date.now(), written()];
  // The log serves what the stream does not take yet.
  await eventually('what was appended after the kill has come', () => seen() > before, withinMs);
  const came = Date.now() - began;
  await eventually('the stream takes messages again', () => relay.status().position > before, withinMs);
  const relayed = Date.now() - began;
  await eventually('there is another leader', async () => ![killed, undefined].includes(await leader()), withinMs);
  cluster.start(killed);
  await eventually('three are whole again', isWhole, withinMs);
  return `new events seen after ${came} ms, relayed after ${relayed} ms`;
};

test(
  `a stream's leader is killed under load, ${rounds} rounds: nothing missed, nothing twice, in order`,
  async () => {
    const relay = await (await open('workflow')).relay('workflow', store);
    const { events, end } = await follow();
    const running = load();
    await eventually('events flow', () => events.length > 100, withinMs);
    for (let round = 1; round <= rounds; round += 1) {
      const measured = await killLeader(relay, () => events.at(-1)?.position ?? 0, running.written);
      process.stdout.write(`leader killed, round ${round}: ${measured}\n`);
    }
    const written = await running.stop();
    await eventually('everything has come', () => events.length >= written, withinMs);
    expect(events).toEqual(await readAllOf(store));
    const all = Array.from({ length: written }, (_, index) => index + 1);
    expect(events.map(({ position }) => position)).toEqual(all);
    expect(await positionsOnStream(written)).toEqual(all);
    await end();
  },
  rounds * 2 * withinMs + 30_000,
);

test('every stream is kept by all three servers', async () => {
  const infos = await (await cluster.manager()).streams.list().next();
  expect(infos.map(({ config }) => [config.name, config.num_replicas]).sort()).toEqual(
    ['ADVISORIES', 'INTAKE', 'PROBE', 'PUBLIC', 'WORKFLOW'].map((name) => [name, 3]),
  );
});

/** A member greets in words once a certificate was shown that it trusts; whatever comes before is the end of the connection. */
const greetingAt = async (port: number, shown: ConnectionOptions): Promise<string> => {
  const socket = connect({ port, host: '127.0.0.1', ca: readFileSync(cluster.authority.caFile), ...shown });
  try {
    const [text] = (await once(socket, 'data')) as [Buffer];
    return text.toString();
  } catch (error) {
    return String(error);
  } finally {
    socket.destroy();
  }
};

test('members speak with each other under TLS too, and only with who shows a certificate', async () => {
  const { certFile, keyFile } = await cluster.authority.issue('four');
  const shown = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  for (const port of cluster.routePorts) {
    expect(await greetingAt(port, shown)).toMatch(/^INFO /);
    expect(await greetingAt(port, {})).toMatch(/alert (bad certificate|certificate required)/);
  }
});
