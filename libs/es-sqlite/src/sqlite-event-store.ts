import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { chained, describeSeal, type EventStore } from '@motcua/es';
import type { WrittenIn } from '@motcua/sqlite';
import { startCheck } from './integrity-check.ts';
import { openReader } from './reader.ts';
import { sqliteSeal } from './seal.ts';
import { openWriter, type Writer } from './writer.ts';

export interface SqliteEventStoreOptions {
  /** Created where it is not there, with its folder. `<file>-wal` and `<file>-shm` belong to it. */
  readonly file: string;
  /** Whose events they are, as `h53_intake`: kept in the file when it is first opened under a name, and refused from then on under another. */
  readonly namespace?: string;
  /** The disk does not sync, the file is damaged, or the writer's thread is gone: the process has to end. Default: it ends with the error. */
  readonly onFatal?: (error: Error) => void;
  /** Where appends are written and synced; default: in a thread of its own. */
  readonly writtenIn?: WrittenIn;
  /** A transaction follows the one before not sooner than this (ms): under load many appends share one, and wake who follows once. Default: at once. */
  readonly gatherMs?: number;
  /** For a move from or to this store. Under the seal of a store that is left, appends are refused all the same. */
  readonly despiteSeal?: boolean;
}

/** How often to look whether another process has appended, while somebody listens. */
const pollMs = 50;

const endProcess = (error: Error): void => {
  setImmediate(() => {
    throw error;
  });
};

/** Whoever closed last took the WAL away; one that holds something was left by a process that did not come to closing. */
const wasLeftOpen = (file: string): boolean => (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** Looked for in a file that the writer has taken for a store. */
const refuseSealed = async (file: string, writer: Writer): Promise<void> => {
  const seal = await sqliteSeal(file).read();
  if (typeof seal !== 'object') return;
  await writer.close();
  throw new Error(`The event store does not open: ${file}: ${describeSeal(seal)}`);
};

/**
 * An event store in one SQLite file: appends are grouped into synced transactions by a thread of its own (or by the caller's, `writtenIn: 'here'`), reads run on the caller's.
 * Rejects where the file is not a store of this version, is another's, is sealed, or a setting of durability does not hold.
 */
export const sqliteEventStore = async ({
  file,
  namespace,
  onFatal = endProcess,
  writtenIn = 'thread',
  gatherMs = 0,
  despiteSeal = false,
}: SqliteEventStoreOptions): Promise<EventStore> => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const leftOpen = wasLeftOpen(file);
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  const writer = await openWriter({ file, namespace }, { writtenIn, gatherMs }, wake, onFatal);
  if (!despiteSeal) await refuseSealed(file, writer);
  const reader = openReader(file);
  const stopCheck = leftOpen ? startCheck(file, onFatal) : undefined;

  let seen: unknown;
  const poll = () => {
    const now = reader.dataVersion();
    if (now !== undefined && now !== seen) wake();
    seen = now;
  };
  let polling: NodeJS.Timeout | undefined;
  const listen = (listener: () => void) => {
    listeners.add(listener);
    polling ??= setInterval(poll, pollMs).unref();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(polling);
      polling = undefined;
    };
  };

  return chained({
    epoch: writer.epoch,
    append: writer.append,
    readStream: reader.readStream,
    readLog: reader.readLog,
    hashAt: reader.hashAt,
    head: reader.head,
    onAppended: listen,
    close: async () => {
      clearInterval(polling);
      stopCheck?.();
      // The reader first: the writer, closing last, empties the WAL and takes it away.
      reader.close();
      await writer.close();
    },
  });
};
