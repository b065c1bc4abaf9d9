import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type EventStore, eventIdOf, type NewEvent } from '@motcua/es';
import { kurrentdbPlaces, moveStore, type Place, sqlitePlace } from '@motcua/standalone';
import type { Row } from './row.ts';

export interface MigrationOptions {
  readonly events?: number;
  /** A folder on the disk to measure; default the system's for temporary files. */
  readonly folder?: string;
}

/** Dossiers on their way at once: so many others lie between two steps of one, or nearly. */
const underWay = 2_000;
const agencies = 20;
/** Events of each step of a dossier, one step an append. */
const steps = [1, 2, 1, 3, 1, 2, 1, 1];

const eventOf = (story: string, nth: number): NewEvent => ({
  id: eventIdOf(story, nth),
  type: 'StepCompleted.v1',
  data: { step: 'verify-papers', officer: 'o-1042', agency: 'H53.10.2', outcome: 'passed', note: `eyJhbGciOiJkaXIi${'x'.repeat(300)}` },
  metadata: { at: '2026-11-23T08:00:00.000+07:00', actor: 'officer:o-1042', correlationId: story, causationId: `${story}-${nth}` },
});

/** One dossier after the other until there are enough events: a code of its agency's book after the first step, then the other steps. Answers the events of this hand. */
const hand = async (
  store: EventStore,
  enough: () => boolean,
  bookOf: (story: string) => Promise<void>,
  written: (events: number) => void,
) => {
  while (!enough()) {
    const story = randomUUID();
    let revision = -1;
    for (const [at, count] of steps.entries()) {
      const events = Array.from({ length: count }, (_, index) => eventOf(story, revision + 1 + index));
      ({ revision } = await store.append(`dossier-${story}`, events, revision === -1 ? 'absent' : revision));
      written(count);
      if (at === 0) await bookOf(story);
      if (enough()) return;
    }
  }
};

/** A service's log: steps of many dossiers by turns, and a book of codes for each agency, in which all of its dossiers stand. */
const fill = async (place: Place, wanted: number): Promise<number> => {
  const store = await place.open();
  let events = 0;
  const written = (more: number): void => {
    events += more;
  };
  const heads = new Array<number>(agencies).fill(-1);
  let turn = 0;
  const bookOf = async (story: string): Promise<void> => {
    const agency = turn++ % agencies;
    const head = heads[agency] as number;
    heads[agency] = head + 1;
    await store.append(
      `codebook-H53_${agency}-261123`,
      [{ ...eventOf(story, 99), type: 'CodeReserved.v1' }],
      head === -1 ? 'absent' : head,
    );
    written(1);
  };
  await Promise.all(Array.from({ length: underWay }, () => hand(store, () => events >= wanted, bookOf, written)));
  await store.close();
  return events;
};

interface Moved {
  readonly perSecond: number;
  readonly note: string;
}

/** The whole move: opened, copied, both sides compared, switched. */
const moved = async (from: Place, to: Place, events: number): Promise<Moved> => {
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 250);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await moveStore(from, to, { switching: true, say: () => undefined });
  const seconds = (performance.now() - began) / 1_000;
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: events / seconds,
    note: `${events} events in ${seconds.toFixed(1)} s; ${((user + system) / events).toFixed(0)} µs of CPU an event, all threads; + ${((most - before) / 2 ** 20).toFixed(0)} MB`,
  };
};

/** In this process, but on a thread of its own, as a server has its own processors. Its URL, and how to end it. */
const startDouble = async (): Promise<{ url: string; stop(): Promise<void> }> => {
  const worker = new Worker(new URL('./kurrentdb-double.worker.ts', import.meta.url));
  const [url] = (await once(worker, 'message')) as [string];
  const stop = async (): Promise<void> => {
    const ended = once(worker, 'exit');
    worker.postMessage('end');
    await ended;
  };
  return { url, stop };
};

/** A service's events moved to another store: copied, both sides compared, switched. */
export const migrationBench = async ({ events: wanted = 80_000, folder = tmpdir() }: MigrationOptions = {}): Promise<Row[]> => {
  const dir = mkdtempSync(join(folder, 'motcua-migration-'));
  const rows: Row[] = [];
  const file = (name: string): Place => sqlitePlace(join(dir, `${name}.db`));
  const double = await startDouble();
  const [doubles, url] = [await kurrentdbPlaces(double.url), process.env['KURRENTDB_URL']];
  try {
    const events = await fill(file('1'), wanted);
    const measure = async (name: string, from: Place, to: Place): Promise<void> => {
      const { perSecond, note } = await moved(from, to, events);
      rows.push({ name: `migration, ${name}`, figure: perSecond, unit: 'events/s', floor: 5_000, note });
    };
    await measure('SQLite → SQLite', file('1'), file('2'));
    await measure('SQLite → KurrentDB’s adapter, a double in this process', file('2'), doubles('bench'));
    await measure('a double in this process → SQLite', doubles('bench'), file('3'));
    if (url)
      await measure(
        'SQLite → KurrentDB, a real server',
        file('3'),
        (await kurrentdbPlaces(url))(`bench_${randomUUID().replaceAll('-', '')}`),
      );
    return rows;
  } finally {
    await double.stop();
    rmSync(dir, { recursive: true });
  }
};

if (import.meta.main) {
  const events = Number(process.env['MOTCUA_MIGRATION_EVENTS'] ?? 80_000);
  for (const { name, figure, unit, note } of await migrationBench({ events }))
    process.stdout.write(`${name.padEnd(60)} ${Math.round(figure)} ${unit}  ${note ?? ''}\n`);
}
