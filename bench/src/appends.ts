import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, eventIdOf, type NewEvent } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import type { Row } from './row.ts';

export interface AppendsOptions {
  /** Appenders that each wait for their answer before they append again. */
  readonly appenders?: number;
  readonly seconds?: number;
  /** A folder on the disk to measure; default the system's for temporary files. */
  readonly folder?: string;
}

/** About 600 bytes of data and metadata, half of them a sealed block, as most events of a dossier are. */
const eventOf = (commandId: string, index: number): NewEvent => ({
  id: eventIdOf(commandId, index),
  type: 'StepCompleted.v1',
  data: {
    step: 'verify-papers',
    officer: 'o-1042',
    agency: 'H53.10.2',
    outcome: 'passed',
    note: `eyJhbGciOiJkaXIi${'x'.repeat(300)}`,
    durationMinutes: index,
  },
  metadata: { at: '2026-11-23T08:00:00.000+07:00', actor: 'officer:o-1042', correlationId: commandId.slice(0, 36), causationId: commandId },
});

interface Tally {
  events: number;
  readonly waits: number[];
}

/** Files a dossier's worth of appends of 1 to 4 events, then goes on with the next dossier, until the time is up. */
const appender = async (store: EventStore, name: string, until: number, tally: Tally): Promise<void> => {
  for (let dossier = 0; performance.now() < until; dossier++) {
    const stream = `dossier-${eventIdOf(name, dossier)}`;
    let revision = -1;
    for (let step = 0; step < 6 && performance.now() < until; step++) {
      const events = Array.from({ length: 1 + (step % 4) }, (_, index) => eventOf(`${stream}-${step}`, index));
      const before = performance.now();
      revision = (await store.append(stream, events, revision === -1 ? 'absent' : revision)).revision;
      tally.waits.push(performance.now() - before);
      tally.events += events.length;
    }
  }
};

const quantile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
const rounded = (figure: number): number => (figure >= 100 ? Math.round(figure) : Math.round(figure * 100) / 100);

/** Synced appends to the SQLite store on a new file, after a second to warm up. */
export const appendsBench = async ({ appenders = 256, seconds = 5, folder = tmpdir() }: AppendsOptions = {}): Promise<Row[]> => {
  const data = mkdtempSync(join(folder, 'motcua-appends-'));
  const store = await sqliteEventStore({ file: join(data, 'events.sqlite') });
  const run = async (forSeconds: number, round: string): Promise<{ tally: Tally; took: number }> => {
    const tally: Tally = { events: 0, waits: [] };
    const start = performance.now();
    await Promise.all(Array.from({ length: appenders }, (_, n) => appender(store, `${round}-${n}`, start + forSeconds * 1_000, tally)));
    return { tally, took: (performance.now() - start) / 1_000 };
  };
  try {
    await run(1, 'warm');
    const { tally, took } = await run(seconds, 'measured');
    const waits = tally.waits.toSorted((a, b) => a - b);
    return [
      {
        name: `synced appends, ${appenders} appenders`,
        figure: rounded(tally.events / took),
        unit: 'events/s',
        floor: 30_000,
        aim: 45_000,
      },
      { name: 'synced appends', figure: rounded(tally.waits.length / took), unit: 'appends/s' },
      { name: 'append, p50', figure: rounded(quantile(waits, 0.5)), unit: 'ms', lower: true },
      { name: 'append, p99', figure: rounded(quantile(waits, 0.99)), unit: 'ms', lower: true },
    ];
  } finally {
    await store.close();
    rmSync(data, { recursive: true });
  }
};

if (import.meta.main) {
  for (const { name, figure, unit } of await appendsBench()) process.stdout.write(`${name.padEnd(40)} ${figure} ${unit}\n`);
}
