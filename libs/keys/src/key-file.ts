import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction, openSqlite } from '@motcua/sqlite';
import type { ErasureLedger } from './erasure-ledger.ts';
import { isWrappedUnder, unwrapUnderMaster, wrapUnderMaster } from './key-wrapping.ts';
import { MasterKeyRefused } from './master-key.ts';
import type { CreateJob, DestroyJob, Done, Job, RemoveJob } from './sqlite-keys.messages.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS keys (id TEXT PRIMARY KEY, subject TEXT, wrapped BLOB NOT NULL, made INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS keys_subject ON keys (subject) WHERE subject IS NOT NULL;
  CREATE INDEX IF NOT EXISTS keys_uploads ON keys (made) WHERE subject IS NULL;
  CREATE TABLE IF NOT EXISTS destroyed (id TEXT PRIMARY KEY, subject TEXT, at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS destroyed_subject ON destroyed (subject) WHERE subject IS NOT NULL;
`;

const required = (db: DatabaseSync, pragma: string, value: string | number): void => {
  const row = db.prepare(`PRAGMA ${pragma}`).get();
  const actual = row && Object.values(row)[0];
  if (actual !== value) throw new Error(`the key file must run with ${pragma}=${value}, it says ${String(actual)}`);
};

/** Made where it is not there, with the settings that durability and forgetting need. */
export const openDatabase = (file: string): DatabaseSync => {
  const db = openSqlite(file, {
    timeoutMs: 5_000,
    settings: 'PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-1024',
    layOut: (fresh) => fresh.exec(schema),
  });
  required(db, 'journal_mode', 'wal');
  required(db, 'synchronous', 2);
  required(db, 'secure_delete', 1);
  return db;
};

/** The file of keys as its one writing thread sees it. A batch is one transaction: all or nothing, one sync. */
export interface KeyFile {
  readonly run: (jobs: readonly Job[]) => readonly Done[];
  readonly close: () => void;
}

/** Copies out of the log into the file and empties the log: overwritten rows must not live on in the WAL. */
const forgetLog = (db: DatabaseSync): void => {
  const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (row?.busy !== 0) throw new Error('the log of the key file could not be emptied');
};

/** After a restore the master key is put there by hand: another one is refused before anything is made with it. */
const assertMasterKey = (db: DatabaseSync, master: KeyObject): void => {
  const row = db.prepare('SELECT id, wrapped FROM keys LIMIT 1').get();
  if (row && !isWrappedUnder(master, String(row['id']), row['wrapped'] as Uint8Array))
    throw new MasterKeyRefused('the master key is not the one that the keys in the file are wrapped with');
};

/** Replays the ledger, so that a restored file forgets again what was erased after its backup. */
const replay = (db: DatabaseSync, ledger: ErasureLedger): void => {
  const destroy = db.prepare('DELETE FROM keys WHERE id = ?');
  const note = db.prepare('INSERT INTO destroyed (id, subject, at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING');
  let erased = 0;
  inTransaction(db, () => {
    for (const { dossiers, subjectId, erasedAt } of ledger.entries())
      for (const id of dossiers) {
        erased += Number(destroy.run(id).changes);
        note.run(id, subjectId, Date.parse(erasedAt));
      }
  });
  if (erased > 0) forgetLog(db);
};

export const openKeyFile = (file: string, ledger: ErasureLedger, masterKey: Uint8Array): KeyFile => {
  const master = createSecretKey(masterKey);
  const db = openDatabase(file);
  assertMasterKey(db, master);
  replay(db, ledger);
  const find = db.prepare('SELECT subject, wrapped FROM keys WHERE id = ?');
  const insert = db.prepare('INSERT INTO keys (id, subject, wrapped, made) VALUES (?, ?, ?, ?)');
  const touch = db.prepare('UPDATE keys SET made = ? WHERE id = ?');
  const isDestroyed = db.prepare('SELECT 1 FROM destroyed WHERE id = ?');
  const note = db.prepare('INSERT INTO destroyed (id, subject, at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING');
  const remove = db.prepare('DELETE FROM keys WHERE id = ?');
  const ofSubject = db.prepare('SELECT id FROM keys WHERE subject = ? ORDER BY id');
  const erasedOf = db.prepare('SELECT id FROM destroyed WHERE subject = ? ORDER BY id');

  const create = ({ id, subject, at }: CreateJob): Done => {
    const row = find.get(id);
    if (row) {
      if (row.subject !== (subject ?? null)) return { kind: 'ofAnother' };
      // An upload's time is when it came, a dossier's when its filing was last begun.
      if (subject !== undefined) touch.run(at, id);
      return { kind: 'key', key: unwrapUnderMaster(master, id, row.wrapped as Uint8Array) };
    }
    if (isDestroyed.get(id)) return { kind: 'destroyed' };
    const key = randomBytes(32);
    insert.run(id, subject ?? null, wrapUnderMaster(master, id, key), at);
    return { kind: 'key', key };
  };
  const removeAll = ({ ids }: RemoveJob): Done => {
    for (const id of ids) {
      const row = find.get(id);
      if (!row) continue;
      remove.run(id);
      // An upload is over for good; the id of a dossier that was never filed may be used again.
      if (row.subject === null) note.run(id, null, 0);
    }
    return { kind: 'removed' };
  };
  const destroy = ({ subject, at }: DestroyJob): Done => {
    const ids = ofSubject.all(subject).map((row) => String(row.id));
    // The ledger first: after a power cut in between, the next start erases.
    if (ids.length > 0) ledger.append({ subjectId: subject, dossiers: ids, erasedAt: new Date(at).toISOString() });
    for (const id of ids) {
      remove.run(id);
      note.run(id, subject, at);
    }
    return { kind: 'erased', dossiers: erasedOf.all(subject).map((row) => String(row.id)) };
  };
  const jobOf = (job: Job): Done => (job.kind === 'create' ? create(job) : job.kind === 'remove' ? removeAll(job) : destroy(job));

  return {
    run: (jobs) => {
      const done = inTransaction(db, () => jobs.map(jobOf));
      if (jobs.some((job) => job.kind === 'destroy')) forgetLog(db);
      return done;
    },
    close: () => {
      db.close();
      ledger.close();
    },
  };
};
