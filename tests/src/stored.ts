import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ServiceName } from '@motcua/contracts';
import { type Recorded, wholeLog } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';

/** All events of a stopped service of some types, oldest first. */
export const storedEvents = async (dataDir: string, service: ServiceName, types: readonly string[]): Promise<readonly Recorded[]> => {
  const store = await sqliteEventStore({ file: join(dataDir, service, 'events.db') });
  try {
    const found: Recorded[] = [];
    for await (const event of wholeLog(store)) if (types.includes(event.type)) found.push(event);
    return found;
  } finally {
    await store.close();
  }
};

export interface Accepted {
  readonly key: string;
  readonly to: string;
  readonly text: string;
  /** How often the same message was handed over again. */
  readonly repeats: number;
}

/** What the simulated providers accepted, from their own file; may be read while the system runs. */
export const simulatorLedger = (dataDir: string): readonly Accepted[] => {
  const database = new DatabaseSync(join(dataDir, 'simulator', 'ledger.sqlite'), { readOnly: true, timeout: 5_000 });
  try {
    return database.prepare('SELECT key, recipient AS "to", text, repeats FROM messages ORDER BY seq').all() as unknown as Accepted[];
  } finally {
    database.close();
  }
};
