import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus, FeedBatch, FollowOptions } from '@motcua/bus';
import { codecOf, type ServiceName } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { sqliteKeys } from '@motcua/keys';
import { type Projection, type RunningProjection, runProjection } from '@motcua/read-models';
import { sqliteReadModels } from '@motcua/read-models-sqlite';
import type { SubjectKeys } from '@motcua/sealing';
import { statusesFrom } from '@motcua/tracking';
import { queueProjection } from '@motcua/workflow';
import { lookupsBesideRebuild } from './lookups-beside-rebuild.ts';
import type { Row } from './row.ts';
import { startSystem } from './running-system.ts';
import { seed } from './seed.ts';

export interface RebuildOptions {
  /** Seeded dossiers, about 13 events each. */
  readonly dossiers?: number;
  /** Look-ups by token over HTTP while the system fills the status anew. */
  readonly lookupsPerSecond?: number;
  /** A folder on the disk to measure; default the system's for temporary files. */
  readonly folder?: string;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const pageSize = 1_000;

/** What a projection needs of a bus, from the stores themselves: the fold is measured, not the network. */
const feedsOf = (logs: Readonly<Partial<Record<ServiceName, EventStore>>>): Pick<Bus, 'follow' | 'readStream'> => {
  async function* wholeLog({ source, after, signal }: FollowOptions): AsyncGenerator<FeedBatch, void> {
    const store = logs[source];
    let position = after?.position ?? 0;
    for (let ended = false; !ended && !signal.aborted; ) {
      const events = (await store?.readAll({ after: position, limit: pageSize })) ?? [];
      position = events.at(-1)?.position ?? position;
      ended = events.length < pageSize;
      yield { source, epoch: store?.epoch ?? 'none', events, position, ...(ended ? { headAt: Date.now() } : {}) };
    }
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  return {
    follow: wholeLog,
    readStream: async (source, stream, fromRevision) => {
      const events: Recorded[] = [];
      for await (const event of logs[source]?.read(stream, { from: fromRevision }) ?? []) events.push(event);
      return events;
    },
  };
};

interface Bench {
  readonly logs: Readonly<Partial<Record<ServiceName, EventStore>>>;
  readonly keys: SubjectKeys;
  readonly dir: string;
}

const untilCaughtUp = async (running: RunningProjection): Promise<void> => {
  while (!running.caughtUp()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const cpuSeconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

interface Folded {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** Fills a projection from the first event on. */
const fold = async <State, Opened>({ logs, dir }: Bench, projection: Projection<State, Opened>): Promise<Folded> => {
  let events = 0;
  for (const source of projection.sources) events += (await logs[source]?.head()) ?? 0;
  const models = await sqliteReadModels({ file: join(dir, `${projection.name}.db`) });
  const cpu = process.cpuUsage();
  const began = performance.now();
  const running = await runProjection({ projection, models, bus: feedsOf(logs), codecs: codecOf, logger: silent });
  try {
    await untilCaughtUp(running);
    const perSecond = (events / (performance.now() - began)) * 1_000;
    return { perSecond, cpuMicros: (cpuSeconds(cpu) / events) * 1e6 };
  } finally {
    await running.stop();
    await models.close();
  }
};

/** Read models filled from seeded logs into SQLite: from the stores themselves, then by the running system while citizens look up. */
export const rebuildBench = async ({
  dossiers = 20_000,
  lookupsPerSecond = 500,
  folder = tmpdir(),
}: RebuildOptions = {}): Promise<Row[]> => {
  const dir = mkdtempSync(join(folder, 'motcua-rebuild-'));
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => void (await Promise.all(opened.splice(0).map((one) => one.close())));
  try {
    const system = await startSystem(dir);
    await system.stop();
    const tokens = await seed(dir, dossiers, () => undefined);
    const openLog = async (service: ServiceName): Promise<EventStore> => {
      const store = await sqliteEventStore({ file: join(dir, service, 'events.db') });
      opened.push(store);
      return store;
    };
    const logs = { intake: await openLog('intake'), workflow: await openLog('workflow'), tracking: await openLog('tracking') };
    const keys = await sqliteKeys({
      file: join(dir, 'intake', 'keys.db'),
      ledger: join(dir, 'erasures', 'intake.jsonl'),
      masterKey: { file: join(dir, 'intake', 'master.key'), create: false },
    });
    opened.push(keys);
    const bench: Bench = { logs, keys, dir };
    const status = await fold(bench, statusesFrom(keys));
    const queue = await fold(bench, queueProjection(keys));
    const rowOf = (name: string, { perSecond, cpuMicros }: Folded): Row => ({
      name,
      figure: perSecond,
      unit: 'events/s',
      floor: 30_000,
      aim: 40_000,
      note: `${dossiers} dossiers; ${cpuMicros.toFixed(1)} µs of CPU an event, all threads`,
    });
    await closeAll();
    const beside = await lookupsBesideRebuild(dir, tokens, lookupsPerSecond);
    return [rowOf('rebuild of the status', status), rowOf('rebuild of the queue', queue), ...beside];
  } finally {
    await closeAll();
    rmSync(dir, { recursive: true, force: true });
  }
};

if (import.meta.main) {
  const dossiers = Number(process.env['MOTCUA_REBUILD_DOSSIERS'] ?? 20_000);
  for (const { name, figure, unit, note } of await rebuildBench({ dossiers })) {
    process.stdout.write(`${name.padEnd(60)} ${figure >= 100 ? Math.round(figure) : figure.toFixed(2)} ${unit}  ${note ?? ''}\n`);
  }
}
