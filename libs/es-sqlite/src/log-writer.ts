import type { DatabaseSync } from 'node:sqlite';
import { boundLimit } from '@motcua/sqlite';
import { type Batch, type Outcomes, outcomes } from './batch.ts';
import { firstValue } from './schema.ts';
import { streamKey } from './stream-key.ts';

interface Head {
  /** The stream's number, 0 where it has none yet. */
  number: number;
  revision: number;
  hash: string;
}

/** Streams whose head is kept. All are forgotten when it is full: finding one again is two look-ups. */
const knownHeads = 5_000;

/** Carries out batches of appends on the writing connection, each batch in one transaction. */
export const logWriter = (database: DatabaseSync) => {
  const numberOf = database.prepare('SELECT id FROM streams WHERE key = ? AND name = ?');
  const headOf = database.prepare('SELECT revision, hash FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1');
  const there = database.prepare(
    `SELECT id, type, data, position, hash FROM events WHERE stream = ? AND revision > ? ORDER BY revision ${boundLimit}`,
  );
  const addStream = database.prepare('INSERT INTO streams (key, name) VALUES (?, ?)');
  const addEvent = database.prepare(
    'INSERT INTO events (position, stream, revision, id, type, data, metadata, hash, previous) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const dataVersion = database.prepare('PRAGMA data_version');
  const heads = new Map<string, Head>();
  let seen: unknown;
  let position = 0;

  /** Another process may have written since: then nothing remembered holds. */
  const catchUp = () => {
    const version = dataVersion.get()?.data_version;
    if (version === seen && position >= 0) return;
    seen = version;
    heads.clear();
    position = Number(firstValue(database, 'SELECT coalesce(max(position), 0) FROM events'));
  };

  const find = (stream: string): Head => {
    const known = heads.get(stream);
    if (known !== undefined) return known;
    const number = numberOf.get(streamKey(stream), stream)?.id;
    const last = number === undefined ? undefined : headOf.get(number);
    const head = { number: Number(number ?? 0), revision: Number(last?.revision ?? -1), hash: String(last?.hash ?? '') };
    if (heads.size >= knownHeads) heads.clear();
    heads.set(stream, head);
    return head;
  };

  /** The stream stands elsewhere than expected: the same append again, its ids with other data, or a conflict. */
  const compare = (head: Head, batch: Batch, at: number, first: number, answer: Outcomes): void => {
    const count = batch.counts[at] ?? 0;
    const rows = head.number === 0 ? [] : there.all(head.number, batch.expected[at] ?? 0, count);
    const sameIds = rows.length === count && rows.every((row, index) => row.id === batch.ids[first + index]);
    const same = sameIds && rows.every((row, index) => row.type === batch.types[first + index] && row.data === batch.data[first + index]);
    const last = rows[rows.length - 1];
    if (same && last !== undefined) say(answer, outcomes.repeated, Number(last.position), String(last.hash));
    else if (sameIds) say(answer, outcomes.reused);
    else say(answer, outcomes.conflict, head.revision);
  };

  const write = (stream: string, head: Head, batch: Batch, first: number, end: number): void => {
    if (head.number === 0) head.number = Number(addStream.run(streamKey(stream), stream).lastInsertRowid);
    for (let index = first; index < end; index++) {
      const hash = batch.hashes[index] as string;
      position += 1;
      head.revision += 1;
      addEvent.run(
        position,
        head.number,
        head.revision,
        batch.ids[index] as string,
        batch.types[index] as string,
        batch.data[index] as string,
        batch.metadata[index] as string,
        hash,
        head.hash,
      );
      head.hash = hash;
    }
  };

  const carryOut = (batch: Batch): Outcomes => {
    const answer: Outcomes = { kinds: [], values: [], hashes: [] };
    let first = 0;
    for (const [at, stream] of batch.streams.entries()) {
      const end = first + (batch.counts[at] ?? 0);
      const head = find(stream);
      if (head.revision !== batch.expected[at]) compare(head, batch, at, first, answer);
      else if (head.hash !== batch.previous[at]) say(answer, outcomes.moved, 0, head.hash);
      else {
        write(stream, head, batch, first, end);
        say(answer, outcomes.appended, position);
      }
      first = end;
    }
    return answer;
  };

  return {
    /** Synced when it returns. Throws SQLite's error with nothing written. */
    commit: (batch: Batch): Outcomes => {
      try {
        database.exec('BEGIN IMMEDIATE');
        catchUp();
        const answer = carryOut(batch);
        database.exec('COMMIT');
        return answer;
      } catch (error) {
        position = -1;
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
  };
};

const say = (answer: Outcomes, kind: number, value = 0, hash = ''): void => {
  answer.kinds.push(kind);
  answer.values.push(value);
  answer.hashes.push(hash);
};
