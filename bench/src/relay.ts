import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BusLogger, done } from '@motcua/bus';
import { memoryCheckpoints } from '@motcua/bus/testing';
import { natsBus } from '@motcua/bus-nats';
import { type EventStore, eventIdOf, type NewEvent } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { startEmbeddedServer } from '@motcua/infra-nats';
import { endsWithBench } from './interruption.ts';
import type { Row } from './row.ts';

export interface RelayOptions {
  /** How many events are relayed. */
  readonly events?: number;
  /** A folder on the disk to measure; default the system's for temporary files. */
  readonly folder?: string;
  /** Default `nats-server`, from the PATH. */
  readonly binary?: string;
}

const silent: BusLogger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const eventOf = (dossier: string, index: number): NewEvent => ({
  id: eventIdOf(dossier, index),
  type: 'StepCompleted.v1',
  data: { step: 'verify-papers', officer: 'o-1042', agency: 'H53.10.2', outcome: 'passed', note: `eyJhbGciOiJkaXIi${'x'.repeat(300)}` },
  metadata: { at: '2026-11-23T08:00:00.000+07:00', actor: 'officer:o-1042', correlationId: dossier, causationId: dossier },
});

const fill = async (store: EventStore, events: number): Promise<void> => {
  const dossiers = Math.ceil(events / 20);
  for (let first = 0; first < dossiers; first += 100) {
    const some = Array.from({ length: Math.min(100, dossiers - first) }, (_, n) => `dossier-${eventIdOf('relay bench', first + n)}`);
    await Promise.all(
      some.map((stream) =>
        store.append(
          stream,
          Array.from({ length: 20 }, (_, n) => eventOf(stream.slice(8), n)),
          'absent',
        ),
      ),
    );
  }
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
};
const perSecond = (events: number, since: number): number => Math.round((events / (performance.now() - since)) * 1_000);

/** One process, one real nats-server: a full log is relayed, then followed and reacted to by another service, then a single event is timed. */
export const relayBench = async ({ events = 100_000, folder = tmpdir(), binary = 'nats-server' }: RelayOptions = {}): Promise<Row[]> => {
  const dir = mkdtempSync(join(folder, 'motcua-relay-'));
  const store = await sqliteEventStore({ file: join(dir, 'events.sqlite') });
  const starting = startEmbeddedServer({ dir: join(dir, 'nats'), binary, say: () => undefined });
  const stopServer = endsWithBench(async () => (await starting).stop());
  const server = await starting;
  const open = (service: 'workflow' | 'tracking' | 'notify') =>
    natsBus({
      service,
      province: 'H53',
      servers: server.url,
      user: service,
      pass: server.credentials[service],
      logger: silent,
      tailEvents: events,
      tailBytes: 1024 ** 3,
    });
  const ended = new AbortController();
  const buses = await Promise.all([open('workflow'), open('tracking'), open('notify')]);
  const [workflow, tracking, notify] = buses;
  try {
    await fill(store, events);
    const head = await store.head();
    await until(() => server.isUp() && buses.every((bus) => bus.isConnected()));

    let began = performance.now();
    const relay = await workflow.relay('workflow', store);
    await until(() => relay.status().position >= head);
    const relayed = perSecond(head, began);

    began = performance.now();
    let followed = 0;
    const arrival: { wake?: () => void } = {};
    const following = (async () => {
      for await (const batch of tracking.follow({ source: 'workflow', signal: ended.signal })) {
        followed = batch.position;
        if (batch.events.length > 0) arrival.wake?.();
      }
    })();
    await until(() => followed >= head);
    const fed = perSecond(head, began);

    began = performance.now();
    const reactor = await notify.react(
      {
        name: 'notify-workflow-v1',
        source: 'workflow',
        types: ['StepCompleted.v1'],
        keyOf: ({ stream }) => stream,
        handle: async () => done,
      },
      { checkpoints: memoryCheckpoints(), parked: store },
    );
    await until(() => reactor.position() >= head);
    const reacted = perSecond(head, began);

    const lags: number[] = [];
    for (let n = 0; n < 200; n += 1) {
      const arrived = new Promise<void>((resolve) => {
        arrival.wake = resolve;
      });
      await store.append(`dossier-${eventIdOf('lag', n)}`, [eventOf(`lag ${n}`, 0)], 'absent');
      const acknowledged = performance.now();
      await arrived;
      lags.push(performance.now() - acknowledged);
    }
    lags.sort((a, b) => a - b);
    await reactor.stop();
    ended.abort();
    await following;
    return [
      { name: 'relay, store to tail', figure: relayed, unit: 'events/s', note: 'confirmed by JetStream' },
      { name: 'feed of a projection', figure: fed, unit: 'events/s', note: 'from the first event on' },
      { name: 'reactor, durable consumer', figure: reacted, unit: 'events/s', note: 'from the first event on' },
      { name: 'append acknowledged to heard, p50', figure: lags[100] ?? 0, unit: 'ms', lower: true },
      { name: 'append acknowledged to heard, p99', figure: lags[197] ?? 0, unit: 'ms', lower: true },
    ];
  } finally {
    ended.abort();
    await Promise.all(buses.map((bus) => bus.close()));
    await stopServer();
    await store.close();
    rmSync(dir, { recursive: true });
  }
};

if (import.meta.main) {
  for (const { name, figure, unit } of await relayBench()) process.stdout.write(`${name.padEnd(40)} ${figure} ${unit}\n`);
}
