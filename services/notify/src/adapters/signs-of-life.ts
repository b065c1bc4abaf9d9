import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What an instance leaves behind when it is killed is swept away after so long (ms). */
const keptForMs = 24 * 3_600_000;

/** Takes the lock of a file that holds nothing; undefined while another process or connection has it. */
const lock = (file: string): DatabaseSync | undefined => {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch {
    database.close();
    return undefined;
  }
};

const isFree = (file: string): boolean => {
  const taken = lock(file);
  taken?.close();
  return taken !== undefined;
};

export interface SignsOfLife {
  /** Certainly dead. False too where nothing is known of it: on another machine, or ended in peace. */
  isGone(instance: string): boolean;
  close(): void;
}

/**
 * Instances on one folder see at once that another has died: each holds the lock of a file of its own (SQLite's, on the machine's own disk), and the kernel
 * lets go of it with the process, however that ends. A process that is only frozen still holds it.
 */
export const signsOfLife = (folder: string, instance: string): SignsOfLife => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (name: string): string => join(folder, `${name}.lock`);
  for (const file of readdirSync(folder).map((name) => join(folder, name)))
    if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) < Date.now() - keptForMs && isFree(file))
      rmSync(file, { force: true });
  const own = lock(fileOf(instance));
  if (own === undefined) throw new Error(`another process has the lock of ${fileOf(instance)}`);
  return {
    isGone: (other) => existsSync(fileOf(other)) && isFree(fileOf(other)),
    close() {
      own.close();
      rmSync(fileOf(instance), { force: true });
    },
  };
};
