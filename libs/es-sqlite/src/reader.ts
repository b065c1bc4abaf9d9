import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type LogPage, type StoredEvent, StoreUnavailable, type StreamPage } from '@motcua/es';
import { boundLimit } from '@motcua/sqlite';
import { streamKey } from './stream-key.ts';

/** Positions looked through at once when only some streams are wanted: a rare stream does not hold up the caller's thread. */
const windowSize = 4_096;

const columns = 'e.revision, e.position, e.id, e.type, e.data, e.metadata, e.hash, e.previous';
type Row = [number, number, string, string, string, string, string, string, string];

const toStored = (stream: string, [revision, position, id, type, data, metadata, hash, previous]: Row): StoredEvent => ({
  stream,
  revision,
  position,
  id,
  type,
  data,
  metadata,
  hash,
  previous,
});

/** Reads on the caller's thread, by a connection of its own that cannot write. */
export const openReader = (file: string) => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 200 });
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cache_size = -1024');
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const ofStream = `SELECT ${columns} FROM streams s JOIN events e ON e.stream = s.id WHERE s.key = ? AND s.name = ? AND`;
  const forwards = prepare(`${ofStream} e.revision >= ? ORDER BY e.revision ${boundLimit}`);
  const backwards = prepare(`${ofStream} e.revision <= ? ORDER BY e.revision DESC ${boundLimit}`);
  const hashAt = prepare('SELECT e.hash FROM streams s JOIN events e ON e.stream = s.id WHERE s.key = ? AND s.name = ? AND e.revision = ?');
  const dataVersion = database.prepare('PRAGMA data_version');
  const head = prepare('SELECT coalesce(max(position), 0) FROM events');
  const whole = prepare(
    `SELECT ${columns}, s.name FROM events e JOIN streams s ON s.id = e.stream WHERE e.position > ? ORDER BY e.position ${boundLimit}`,
  );
  const some = prepare(
    `SELECT ${columns}, s.name FROM events e JOIN streams s ON s.id = e.stream WHERE e.position > ? AND e.position <= ?
     AND EXISTS (SELECT 1 FROM json_each(?) p WHERE substr(s.name, 1, length(p.value)) = p.value) ORDER BY e.position ${boundLimit}`,
  );
  const rows = (statement: StatementSync, ...values: (string | number)[]): Row[] => {
    try {
      return statement.all(...values) as unknown as Row[];
    } catch (error) {
      throw new StoreUnavailable('the store cannot read', { cause: error });
    }
  };
  const headNow = (): number => rows(head)[0]?.[0] ?? 0;
  const inLog = (row: Row): StoredEvent => toStored(row[8], row);

  const filtered = async ({ after, limit, streams }: LogPage): Promise<StoredEvent[]> => {
    const prefixes = JSON.stringify(streams);
    const events: StoredEvent[] = [];
    const end = headNow();
    for (let from = after; from < end && events.length < limit; from += windowSize) {
      if (from > after) await new Promise((resolve) => setImmediate(resolve));
      events.push(...rows(some, from, Math.min(end, from + windowSize), prefixes, limit - events.length).map(inLog));
    }
    return events;
  };

  return {
    readStream: (stream: string, { from, direction, limit }: StreamPage) =>
      rows(direction === 'forwards' ? forwards : backwards, streamKey(stream), stream, from, limit).map((row) => toStored(stream, row)),
    readLog: (page: LogPage) => (page.streams === undefined ? rows(whole, page.after, page.limit).map(inLog) : filtered(page)),
    hashAt: (stream: string, revision: number) => rows(hashAt, streamKey(stream), stream, revision)[0]?.[0] as string | undefined,
    head: headNow,
    /** Changes whenever another connection, of whatever process, has committed. Undefined while the file cannot be read: whoever reads it will hear. */
    dataVersion: (): unknown => {
      try {
        return dataVersion.get()?.data_version;
      } catch {
        return undefined;
      }
    },
    close: () => database.close(),
  };
};
