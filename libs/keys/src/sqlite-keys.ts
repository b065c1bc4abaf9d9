import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@motcua/es';
import type { Erasure } from './erasure-ledger.ts';
import { unwrapUnderMaster } from './key-wrapping.ts';
import { KeyDestroyed, KeyOfAnother, type Keys } from './keys.ts';
import { openMasterKey } from './master-key.ts';
import type { Done, FromWorker, Job, ToWorker, WorkerStart } from './sqlite-keys.messages.ts';

export interface SqliteKeysOptions {
  /** The file of wrapped keys; in the backup set, backups live at most 30 days. */
  readonly file: string;
  /** The ledger of erasures; outside the backup set. */
  readonly ledger: string;
  /** The master key, or its file (mode 0600), made where neither it nor the key file is there. */
  readonly masterKey: Uint8Array | { readonly file: string; readonly create: boolean };
}

type Waiting = { readonly job: Job; readonly resolve: (done: Done) => void; readonly reject: (error: unknown) => void };

/** The thread that writes. What is asked while it syncs waits here and travels together: one sync for all of it. */
const openWriter = async (start: WorkerStart) => {
  const worker = new Worker(
    new URL(import.meta.url.endsWith('.ts') ? './sqlite-keys.worker.ts' : './sqlite-keys.worker.js', import.meta.url),
    {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    },
  );
  const [first] = (await once(worker, 'message')) as [FromWorker];
  if (first.kind !== 'ready') throw new StoreUnavailable(`the key file cannot be opened: ${first.kind === 'failed' ? first.message : ''}`);

  let waiting: Waiting[] = [];
  let travelling: readonly Waiting[] = [];
  let ended: StoreUnavailable | undefined;
  const settle = (message: FromWorker): void => {
    const answered = travelling;
    travelling = [];
    for (const [index, { resolve, reject }] of answered.entries()) {
      const done = message.kind === 'done' ? message.done[index] : undefined;
      if (done) resolve(done);
      else reject(new StoreUnavailable(message.kind === 'failed' ? message.message : 'the key file went away'));
    }
  };
  const send = (): void => {
    if (travelling.length > 0 || waiting.length === 0 || ended) return;
    travelling = waiting;
    waiting = [];
    worker.postMessage({ kind: 'batch', jobs: travelling.map(({ job }) => job) } satisfies ToWorker);
  };
  const end = (reason: string): void => {
    ended = new StoreUnavailable(reason);
    for (const { reject } of [...travelling, ...waiting]) reject(ended);
    travelling = [];
    waiting = [];
  };
  worker.on('message', (message: FromWorker) => {
    settle(message);
    send();
  });
  worker.on('error', (error) => end(`the key thread failed: ${error.message}`));
  worker.on('exit', () => end('the key file is closed'));

  return {
    run: (job: Job): Promise<Done> =>
      ended
        ? Promise.reject(ended)
        : new Promise((resolve, reject) => {
            waiting.push({ job, resolve, reject });
            // One turn of the loop gathers the requests that came together.
            if (waiting.length === 1) setImmediate(send);
          }),
    close: async (): Promise<void> => {
      if (ended) return;
      const exit = once(worker, 'exit');
      worker.postMessage({ kind: 'close' } satisfies ToWorker);
      await exit;
    },
  };
};

/** Keys in a SQLite file of their own: WAL, `synchronous=FULL`, `secure_delete`, written by one thread with group commit, read on the caller's. */
export const sqliteKeys = async (options: SqliteKeysOptions): Promise<Keys> => {
  const masterKey =
    options.masterKey instanceof Uint8Array ? options.masterKey : await openMasterKey(options.masterKey.file, options.masterKey);
  const master = createSecretKey(masterKey);
  const writer = await openWriter({ file: options.file, ledger: options.ledger, master: masterKey });
  const db = new DatabaseSync(options.file, { readOnly: true, timeout: 1_000 });
  const find = db.prepare('SELECT wrapped FROM keys WHERE id = ?');
  const ofSubject = db.prepare('SELECT id FROM keys WHERE subject = ? ORDER BY id');
  const since = db.prepare('SELECT id FROM keys WHERE subject = ? AND made >= ? ORDER BY id');
  const destroyed = db.prepare('SELECT 1 FROM destroyed WHERE id = ? AND subject IS NOT NULL');
  const erased = db.prepare(
    'SELECT subject, json_group_array(id) AS dossiers, max(at) AS at FROM (SELECT * FROM destroyed WHERE subject IS NOT NULL ORDER BY id) GROUP BY subject',
  );
  const uploads = db.prepare('SELECT id FROM keys WHERE subject IS NULL AND made < ? ORDER BY made LIMIT ?');

  const make = async (id: string, subject?: string): Promise<Uint8Array> => {
    const done = await writer.run({ kind: 'create', id, at: Date.now(), ...(subject !== undefined && { subject }) });
    if (done.kind === 'key') return done.key;
    throw done.kind === 'ofAnother' ? new KeyOfAnother(id) : new KeyDestroyed(id);
  };
  return {
    create: (dossierId, subjectId) => make(dossierId, subjectId),
    createForUpload: (uploadId) => make(uploadId),
    keysOf: async (ids) => {
      const found = new Map<string, Uint8Array>();
      for (const id of ids) {
        const row = found.has(id) ? undefined : find.get(id);
        if (row) found.set(id, unwrapUnderMaster(master, id, row.wrapped as Uint8Array));
      }
      return found;
    },
    remove: async (ids) => void (ids.length > 0 && (await writer.run({ kind: 'remove', ids }))),
    uploadsBefore: async (at, limit) => uploads.all(at.getTime(), limit).map((row) => String(row.id)),
    dossiersOf: async (subjectId) => ofSubject.all(subjectId).map((row) => String(row.id)),
    createdSince: async (subjectId, at) => since.all(subjectId, at.getTime()).map((row) => String(row.id)),
    isDestroyed: async (dossierId) => destroyed.get(dossierId) !== undefined,
    erasures: async () =>
      erased.all().map(
        ({ subject, dossiers, at }): Erasure => ({
          subjectId: String(subject),
          dossiers: JSON.parse(String(dossiers)) as string[],
          erasedAt: new Date(Number(at)).toISOString(),
        }),
      ),
    destroySubject: async (subjectId, erasedAt) => {
      const done = await writer.run({ kind: 'destroy', subject: subjectId, at: erasedAt.getTime() });
      return { dossiers: done.kind === 'erased' ? done.dossiers : [] };
    },
    close: async () => {
      await writer.close();
      if (db.isOpen) db.close();
    },
  };
};
