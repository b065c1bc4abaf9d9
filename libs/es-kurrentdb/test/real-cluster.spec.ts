import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { type EventStore, isStoreUnavailable, verifyChain, wholeLog } from '@motcua/es';
import { collect, someEvent, tailOf } from '@motcua/es/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsOn } from '../src/calls.ts';
import { type Connection, connect } from '../src/connection.ts';
import { kurrentdbEventStore } from '../src/index.ts';
import { EventStoreDBClient } from '../src/protocol.ts';
import { toProposed } from '../src/stored-form.ts';
import { type Servers, serverCommand, startMs, startServers } from './server-processes.ts';

const command = serverCommand();
test.runIf(command === undefined)('servers to start are missing, and that is said', () => {
  process.stderr.write(
    '\nSKIPPED, real EventStoreDB/KurrentDB over TLS and as a cluster: no KURRENTDB_SERVER, a command that starts one\n',
  );
});

/** The promise to whoever deploys: a start that cannot succeed ends, with its reason, in this time. Not a measure of speed. */
const refusedWithinMs = 5_000;
const admin = 'admin:changeit';
/** How long servers may take to be there again, be it to elect and be found, on busy cores. */
const againMs = 60_000;

/** Submissions by several hands, each to a stream of its own, until told to stop. On 503 the same one again, as its caller does. */
const load = (store: EventStore) => {
  const acknowledged: string[] = [];
  const faults: unknown[] = [];
  let [stopped, refusals, last, silence] = [false, 0, performance.now(), 0];
  const submit = (id: string): Promise<boolean> =>
    store.append(`note-${id}`, [someEvent(id), someEvent(`${id}+`)], 'absent').then(
      () => {
        acknowledged.push(id);
        silence = Math.max(silence, performance.now() - last);
        last = performance.now();
        return true;
      },
      (error: unknown) => {
        if (isStoreUnavailable(error)) refusals += 1;
        else faults.push(`${error} at ${acknowledged.length}`);
        return !isStoreUnavailable(error);
      },
    );
  const hands = Array.from({ length: 8 }, async (_, hand) => {
    for (let n = 0; !stopped; n += 1) while (!(await submit(`${hand}-${n}`)) && !stopped);
  });
  return {
    acknowledged,
    stop: async () => {
      stopped = true;
      await Promise.all(hands);
      return { faults, refusals, silenceMs: Math.round(silence) };
    },
  };
};

/** What must hold after any of it: all that was acknowledged is there, nothing half, nothing twice, and who followed has seen each event once. */
const judge = async (url: string, namespace: string, acknowledged: readonly string[], tail: ReturnType<typeof tailOf>): Promise<void> => {
  const again = await kurrentdbEventStore({ url, namespace });
  const head = await again.head();
  const streams = new Map<string, number>();
  for await (const { stream } of wholeLog(again)) streams.set(stream, (streams.get(stream) ?? 0) + 1);
  expect(acknowledged.filter((id) => streams.get(`note-${id}`) !== 2)).toStrictEqual([]);
  expect([...streams.values()].every((events) => events === 2)).toBe(true);
  expect((await verifyChain(wholeLog(again))).faults).toStrictEqual([]);
  await tail.untilEvents(head);
  expect(tail.events().map(({ position }) => position)).toStrictEqual(Array.from({ length: head }, (_, at) => at + 1));
  expect(await collect(again.read('note-0-0'))).toHaveLength(2);
  await again.close();
};

describe.runIf(command !== undefined)('a real server over TLS, with credentials', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await startServers(command ?? [], 1);
    await servers.leader();
  }, startMs);
  afterAll(() => servers.stop());

  const eventsThere = async (): Promise<number> => {
    const client = EventStoreDBClient.connectionString(servers.url(admin, servers.ca));
    let count = 0;
    for await (const { event } of client.readAll()) if (event?.streamId.includes('tls')) count += 1;
    await client.dispose();
    return count;
  };
  const refusalOf = async (url: string): Promise<string> => {
    const before = await eventsThere();
    const start = performance.now();
    const refused = await kurrentdbEventStore({ url, namespace: 'tls_refused' }).then(
      () => expect.fail('it opened'),
      (error: Error) => error,
    );
    expect(performance.now() - start).toBeLessThan(refusedWithinMs);
    expect(refused.name).toBe('StoreRefused');
    expect(refused.message).not.toMatch(/\n|changeit|geheim/);
    expect(await eventsThere()).toBe(before);
    return refused.message;
  };

  test('the right authority and password open it', async () => {
    const store = await kurrentdbEventStore({ url: servers.url(admin, servers.ca), namespace: 'tls' });
    expect(await store.append('note-1', [someEvent('a')], 'absent')).toMatchObject({ revision: 0, position: 1 });
    await store.close();
  });

  test('a wrong password, and nobody we know', async () => {
    for (const who of ['admin:geheim', 'geheim:changeit'])
      expect(await refusalOf(servers.url(who, servers.ca))).toContain('wrong credentials');
  });

  test('an authority that did not sign the certificate, or none', async () => {
    for (const ca of [servers.otherCa, undefined]) expect(await refusalOf(servers.url(admin, ca))).toContain('certificate');
  });

  test('asked without TLS', async () => {
    const url = `esdb://127.0.0.1:${servers.nodes[0]?.port}?tls=false`;
    expect(await refusalOf(url)).toContain('not to be reached');
  });

  test('a user of the services’ own needs to be let into $all, and nothing more', async () => {
    const port = servers.nodes[0]?.port ?? 0;
    const user = { loginName: 'motcua', fullName: 'the services', groups: [], password: 'geheim-1' };
    expect((await servers.ask(port, 'POST', '/users/', user)).status).toBe(201);
    const url = servers.url('motcua:geheim-1', servers.ca);
    const refused = await kurrentdbEventStore({ url, namespace: 'tls_user' }).then(() => 'open', String);
    expect(refused).toContain('may not read $all');
    const client = EventStoreDBClient.connectionString(servers.url(admin, servers.ca));
    await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', 'motcua'] } });
    await client.dispose();
    const store = await kurrentdbEventStore({ url, namespace: 'tls_user' });
    expect(await store.append('note-1', [someEvent('a')], 'absent')).toMatchObject({ revision: 0, position: 1 });
    await store.close();
  });

  test('frozen for longer than an append is waited for, it is not given up, and carries it out when it is thawed', async () => {
    const [node] = servers.nodes;
    const connection = connect(servers.url(admin, servers.ca));
    const range = { stream: 'tls_frozen', from: 'end', direction: 'backwards', limit: 1 } as const;
    let asked = 0;
    const streams: Connection['streams'] = (name, ...call) => {
      if (name === 'read') asked += 1;
      return connection.streams(name, ...call);
    };
    const calls = callsOn({ ...connection, streams }, range, 250);
    await calls.readStream(range, Date.now() + 5_000);
    node?.freeze();
    const events = ['{}', '{}'].map((data) => toProposed({ id: randomUUID(), type: 'Noted', data }));
    const append = calls.append('tls_frozen', -1, events, Date.now() + 60_000);
    const before = asked;
    await expect.poll(() => asked, { timeout: 10_000, interval: 10 }).toBeGreaterThanOrEqual(before + 10);
    node?.thaw();
    expect(await append).toStrictEqual({ revision: 1 });
    await calls.close();
  }, 60_000);

  test('killed under load and started again: nothing acknowledged is lost, nothing is there half or twice', async () => {
    const [url, namespace] = [servers.url(admin, servers.ca), 'tls_killed'];
    const store = await kurrentdbEventStore({ url, namespace });
    const tail = tailOf(store.subscribe());
    const submissions = load(store);
    const kills = 3;
    for (let round = 0; round < kills; round += 1) {
      const enough = submissions.acknowledged.length + 100;
      await expect.poll(() => submissions.acknowledged.length, { timeout: againMs }).toBeGreaterThan(enough);
      await servers.nodes[0]?.kill();
      expect(await servers.nodes[0]?.state()).toBe(undefined);
      servers.nodes[0]?.start();
    }
    const enough = submissions.acknowledged.length + 100;
    await expect.poll(() => submissions.acknowledged.length, { timeout: againMs }).toBeGreaterThan(enough);
    const { faults, refusals, silenceMs } = await submissions.stop();
    process.stdout.write(
      `\nalone, killed ${kills} times: ${submissions.acknowledged.length} acknowledged, ${refusals} refusals, longest silence ${silenceMs} ms\n`,
    );
    expect(faults).toStrictEqual([]);
    expect(refusals).toBeGreaterThan(0);
    await judge(url, namespace, submissions.acknowledged, tail);
    await store.close();
  }, 300_000);
});

describe.runIf(command !== undefined)('a real cluster of three over TLS', () => {
  let servers: Servers;
  beforeAll(async () => {
    servers = await startServers(command ?? [], 3);
    await servers.leader();
  }, startMs);
  afterAll(() => servers.stop());

  test.each(['esdb', 'esdb+discover'])(
    'the leader is killed under load (%s): nothing acknowledged is lost, nothing is there twice',
    async (scheme) => {
      const namespace = `killed_${scheme.length}`;
      const leading = await servers.leader();
      const following = servers.nodes.find((node) => node !== leading) ?? leading;
      const url = scheme === 'esdb' ? servers.url(admin, servers.ca) : servers.discoverUrl(admin, following, servers.ca);
      const store = await kurrentdbEventStore({ url, namespace });
      const tail = tailOf(store.subscribe());
      const submissions = load(store);
      await expect.poll(() => submissions.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(100);
      const old = await servers.leader();
      await old.kill();
      const atKill = submissions.acknowledged.length;
      const next = await servers.leader();
      expect(next.port).not.toBe(old.port);
      await expect.poll(() => submissions.acknowledged.length, { timeout: againMs }).toBeGreaterThan(atKill + 100);
      old.start();
      await expect.poll(() => old.state(), { timeout: startMs }).toBe('follower');
      const { faults, refusals, silenceMs } = await submissions.stop();
      process.stdout.write(
        `\n${scheme}: ${atKill} acknowledged before, ${submissions.acknowledged.length - atKill} after, ${refusals} refusals, longest silence ${silenceMs} ms\n`,
      );

      expect(faults).toStrictEqual([]);
      await judge(url, namespace, submissions.acknowledged, tail);
      await store.close();
    },
    300_000,
  );
});
