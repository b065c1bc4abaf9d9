import type { BusLogger, PublicBus } from '@motcua/bus';
import { eventually, readAllOf, tell, told } from '@motcua/bus/testing';
import { type EventStore, memoryEventStore } from '@motcua/es';
import { headers } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jetStreamApi } from '../src/jetstream-api.ts';
import { placeOfStored } from '../src/message.ts';
import { listeningLogger, silent, type TestServer, testServer } from './nats-server.ts';
import { collector, openBus, underLoad } from './network.ts';

let server: TestServer;
let store: EventStore;
let opened: PublicBus[];
beforeEach(async () => {
  server = await testServer();
  store = memoryEventStore();
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((bus) => bus.close()));
  await server.close();
});
const open = async (...args: Parameters<typeof openBus> extends [unknown, ...infer Rest] ? Rest : never): Promise<PublicBus> => {
  const bus = await openBus(server, ...args);
  opened.push(bus);
  return bus;
};
const following = async (after?: number, logger: BusLogger = silent) => {
  const ended = new AbortController();
  const bus = await open('tracking', { logger });
  const start = after === undefined ? {} : { after: { epoch: store.epoch, position: after } };
  const got = collector(bus.follow({ source: 'workflow', signal: ended.signal, ...start }));
  const end = async (): Promise<void> => {
    ended.abort();
    await got.end();
  };
  return { got, bus, end };
};
const positionsOnStream = async (): Promise<readonly number[]> => {
  const api = jetStreamApi(await server.admin());
  const { state } = await api.streamInfo('WORKFLOW');
  const positions: number[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    positions.push(placeOfStored((await api.message('WORKFLOW', seq))?.headers ?? '')?.position ?? -1);
  }
  return positions;
};

describe('what goes wrong under a relay', () => {
  it('goes on after nats-server is killed under load, and again', async () => {
    await server.start();
    const { lines, logger } = listeningLogger();
    const workflow = await open('workflow', { logger });
    await workflow.relay('workflow', store);
    const { got, end } = await following();
    const load = underLoad(store);
    for (let round = 1; round <= 2; round += 1) {
      await eventually('events flow', () => got.events.length > round * 300);
      expect(await server.kill('SIGKILL')).toBe('SIGKILL');
      const before = load.written();
      await eventually('appends go on meanwhile', () => load.written() > before + 100);
      await server.start();
    }
    const written = await load.stop();
    await eventually('everything has come', () => got.events.length === written, 20_000);
    expect(got.events).toEqual(await readAllOf(store));
    expect(lines.some((line) => line.includes('"disconnect"'))).toBe(true);
    const positions = await positionsOnStream();
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(new Set(positions).size).toBe(positions.length);
    await end();
  }, 40_000);

  it('makes a deleted stream again; followers miss nothing', async () => {
    await server.start();
    const { lines, logger } = listeningLogger();
    const workflow = await open('workflow', { logger, tailEvents: 10 });
    await workflow.relay('workflow', store);
    const { got, end } = await following();
    const load = underLoad(store);
    await eventually('events flow', () => got.events.length > 300);
    expect(await server.deleteStreams()).toContain('WORKFLOW');
    const before = load.written();
    await eventually('appends go on', () => load.written() > before + 500);
    const written = await load.stop();
    await eventually('everything has come', () => got.events.length === written, 20_000);
    expect(got.events).toEqual(await readAllOf(store));
    expect(lines.some((line) => line.startsWith('relay resumes'))).toBe(true);
    await end();
  }, 40_000);

  it('serves from the log what a tiny tail has already lost', async () => {
    await server.start();
    const workflow = await open('workflow', { tailBytes: 64 * 1024 });
    for (let n = 0; n < 400; n += 1) await tell(store, `dossier-${n % 7}`, told(n, 'Told.v1', { text: 'x'.repeat(300) }));
    const relay = await workflow.relay('workflow', store);
    await eventually('all is relayed', () => relay.status().position === 400);
    const { state } = await jetStreamApi(await server.admin()).streamInfo('WORKFLOW');
    expect(state.first_seq).toBeGreaterThan(100);
    const { got, end } = await following(5);
    const load = underLoad(store);
    await eventually('events flow', () => load.written() > 1_500);
    const written = await load.stop();
    await eventually('everything has come', () => got.events.length === 400 + written - 5, 20_000);
    expect(got.events).toEqual((await readAllOf(store)).slice(5));
    await end();
  }, 40_000);

  it('sees a hole in the middle of the tail and fills it from the log', async () => {
    await server.start();
    const workflow = await open('workflow');
    const relay = await workflow.relay('workflow', store);
    for (let n = 0; n < 100; n += 1) await tell(store, `dossier-${n % 7}`, told(n));
    await eventually('all is relayed', () => relay.status().position === 100);
    const admin = await server.admin();
    for (const seq of [50, 51, 70]) {
      const answer = await admin.request('$JS.API.STREAM.MSG.DELETE.WORKFLOW', JSON.stringify({ seq }), { timeout: 2_000 });
      expect(answer.json()).toMatchObject({ success: true });
    }
    const { lines, logger } = listeningLogger();
    const { got, end } = await following(10, logger);
    await eventually('everything has come', () => got.events.length === 90);
    expect(got.events).toEqual((await readAllOf(store)).slice(10));
    expect(lines.filter((line) => line.startsWith('gap healed'))[0]).toContain('"after":49,"before":52');
    await end();
  });

  it('never interleaves two relays of one store', async () => {
    await server.start();
    const heard = listeningLogger();
    const relays = [await open('workflow', { logger: heard.logger }), await open('workflow', { logger: heard.logger })];
    const load = underLoad(store);
    for (const bus of relays) await bus.relay('workflow', store);
    await eventually('the fence is lost', () => heard.lines.some((line) => line.includes('wrong last sequence')));
    await eventually('load', () => load.written() > 2_000);
    const written = await load.stop();
    await eventually('all is on the stream', async () => (await positionsOnStream()).at(-1) === written, 20_000);
    expect(await positionsOnStream()).toEqual(Array.from({ length: written }, (_, n) => n + 1));
  }, 40_000);

  it('does without nats-server at the start, then catches up', async () => {
    const workflow = await open('workflow');
    await workflow.relay('workflow', store);
    const { got, bus, end } = await following();
    for (let n = 0; n < 50; n += 1) await tell(store, 'dossier-a', told(n));
    expect(workflow.isConnected()).toBe(false);
    await expect(bus.request('motcua.workflow.rpc.log-read', {})).rejects.toThrow('nobody answers');
    expect(got.events).toEqual([]);
    await server.start();
    await eventually('everything has come', () => got.events.length === 50);
    await end();
  });

  it('replaces the tail of another epoch at its start, and halts when it meets one later', async () => {
    await server.start();
    const heard = listeningLogger();
    const older = await open('workflow', { logger: heard.logger });
    await tell(store, 'dossier-a', told(1), told(2), told(3));
    const relay = await older.relay('workflow', store);
    await eventually('the first is relayed', () => relay.status().position === 3);
    const restored = memoryEventStore();
    await tell(restored, 'dossier-a', told(1));
    const newer = await open('workflow');
    const second = await newer.relay('workflow', restored);
    await eventually('the second is relayed', () => second.status().position === 1);
    expect(await positionsOnStream()).toEqual([1]);
    await tell(store, 'dossier-a', told(4));
    await eventually('the older one halts', () => relay.status().halted !== undefined);
    expect(relay.status()).toMatchObject({ active: false, halted: expect.stringContaining('another epoch') });
    expect(heard.lines.some((line) => line.startsWith('relay halted'))).toBe(true);
    expect(await positionsOnStream()).toEqual([1]);
  });

  it('gives up publishes that stick and goes on when the server answers again', async () => {
    await server.start();
    const { lines, logger } = listeningLogger();
    const workflow = await open('workflow', { logger, publishTimeoutMs: 500 });
    const relay = await workflow.relay('workflow', store);
    await tell(store, 'dossier-a', told(1));
    await eventually('relayed', () => relay.status().position === 1);
    server.signal('SIGSTOP');
    // A signal takes its time to arrive, and what is said before is still relayed: something is said until it is noticed.
    let last = 1;
    await eventually('it is noticed', async () => {
      last = await tell(store, 'dossier-a', told(last + 1));
      return lines.some((line) => line.includes('publishes are stuck'));
    });
    expect(relay.status().position).toBeLessThan(last);
    server.signal('SIGCONT');
    await eventually('relayed again', () => relay.status().position === last, 20_000);
    expect(await positionsOnStream()).toEqual(Array.from({ length: last }, (_, n) => n + 1));
  }, 40_000);

  it('says to the neighbours nothing twice after a restart', async () => {
    await server.start();
    const translation = {
      province: 'H53',
      toPublic: ({ id, position }: { id: string; position: number }) =>
        position % 3 === 0
          ? undefined
          : { subject: `motcua.public.H53.told.v1.a${position}`, type: 't', id, subjectId: 'a', sequence: 0, time: 'now', data: {} },
    };
    await tell(store, 'log-a', ...Array.from({ length: 9 }, (_, n) => told(n)));
    const first = await open('tracking');
    const before = await first.relayPublic(store, translation);
    await eventually('said, and the ninth is not for them', () => before.status().position === 9);
    await first.close();
    await tell(store, 'log-a', told('a'), told('b'));
    const second = await open('tracking');
    const after = await second.relayPublic(store, translation);
    await eventually('said on', () => after.status().position === 11);
    const api = jetStreamApi(await server.admin());
    const { state } = await api.streamInfo('PUBLIC');
    expect(state.last_seq).toBe(8);
    expect((await api.message('PUBLIC', 7))?.subject).toBe('motcua.public.H53.told.v1.a10');
  });

  it.each([
    ['has no position', {}, 'not ours'],
    ['lies beyond the log', { position: 99 }, 'beyond our log'],
    ['is another event', { position: 1, id: 'another' }, 'another event'],
  ])('halts loudly when the last message %s', async (_what, said: { position?: number; id?: string }, reason) => {
    await server.start();
    const admin = await server.admin();
    await jetStreamApi(admin).createStream('WORKFLOW', { name: 'WORKFLOW', subjects: ['motcua.workflow.*.*.*'], storage: 'file' });
    const fields = headers();
    if (said.position !== undefined) {
      fields.set('Motcua-Position', `${store.epoch}:${said.position}`);
      fields.set('Motcua-Previous', '0');
    }
    fields.set('ce-id', said.id ?? 'x');
    await admin.request('motcua.workflow.told.v1.dossier-a', '{}', { headers: fields, timeout: 2_000 });
    await tell(store, 'dossier-a', told(1), told(2));
    const relay = await (await open('workflow')).relay('workflow', store);
    await eventually('the relay halts', () => relay.status().halted !== undefined);
    expect(relay.status().halted).toContain(reason);
    const { state } = await jetStreamApi(admin).streamInfo('WORKFLOW');
    expect(state.last_seq).toBe(1);
  });
});
