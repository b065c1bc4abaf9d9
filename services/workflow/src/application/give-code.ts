import { randomUUID } from 'node:crypto';
import { type CodeReserved, streamId } from '@motcua/contracts';
import { type EventStore, isVersionConflict, type NewEvent, type Recorded } from '@motcua/es';
import { dateOf, toInstant } from '@motcua/legal-clock';

/** What a restore left behind: codes given after the backup are lost to us, but not to those who hold them. */
export interface Restored {
  /** How many times this store was restored. */
  readonly times: number;
  /** Local date of the last restore, `2026-11-24`. */
  readonly on: string;
  /** Last position that was there when the restored store was opened. */
  readonly head: number;
}

/** Reserves `<agency>-<yymmdd>-<seq>` for the dossier; the local day is that of `at` (epoch ms). A reserved code that is not used is a harmless gap. */
export type GiveCode = (agency: string, dossierId: string, at: number) => Promise<string>;

interface Tail {
  readonly revision: number;
  readonly sequence: number;
}
interface Waiting {
  readonly dossierId: string;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

const maxBatch = 200;
const maxTries = 20;
const skip = 10_000;

/** Appending at the next revision is the reservation. Those who wait while one append is being synced share the next one. */
export const giveCode = (store: EventStore, restored?: Restored): GiveCode => {
  const books = new Map<string, { tail: Tail | undefined; queue: Waiting[]; busy: boolean }>();

  const load = async (stream: string, date: string): Promise<Tail> => {
    let last: Recorded<CodeReserved> | undefined;
    for await (const event of store.read<CodeReserved>(stream, { direction: 'backwards', limit: 1 })) last = event;
    const lost = restored !== undefined && date <= restored.on && (last?.position ?? 0) <= restored.head ? skip * restored.times : 0;
    return { revision: last?.revision ?? -1, sequence: (last?.data.sequence ?? 0) + lost };
  };

  const reserve = async (stream: string, agency: string, day: string, tail: Tail, batch: readonly Waiting[], at: number): Promise<Tail> => {
    const events = batch.map(({ dossierId }, index): NewEvent<CodeReserved> => {
      const id = randomUUID();
      const metadata = { at: toInstant(at), actor: 'system:codebook', correlationId: dossierId, causationId: id };
      return { id, type: 'CodeReserved.v1', data: { agency, day, sequence: tail.sequence + 1 + index, dossierId }, metadata };
    });
    await store.append(stream, events, tail.revision === -1 ? 'absent' : tail.revision);
    return { revision: tail.revision + batch.length, sequence: tail.sequence + batch.length };
  };

  const work = async (stream: string, agency: string, date: string, at: number): Promise<void> => {
    const book = books.get(stream);
    if (!book || book.busy) return;
    book.busy = true;
    const day = date.slice(2).replaceAll('-', '');
    for (let tries = 0; book.queue.length > 0; ) {
      const batch = book.queue.slice(0, maxBatch);
      try {
        const before: Tail = book.tail ?? (await load(stream, date));
        book.tail = await reserve(stream, agency, day, before, batch, at);
        book.queue.splice(0, batch.length);
        batch.forEach((waiting, index) => void waiting.resolve(before.sequence + 1 + index));
        tries = 0;
      } catch (error) {
        // Another instance was faster, or nobody knows whether it was written: the stream itself tells where it stands.
        book.tail = undefined;
        tries += 1;
        if (isVersionConflict(error) && tries < maxTries) continue;
        for (const waiting of book.queue.splice(0, batch.length)) waiting.reject(error);
        tries = 0;
      }
    }
    book.busy = false;
  };

  return async (agency, dossierId, at) => {
    const date = dateOf(at);
    const day = date.slice(2).replaceAll('-', '');
    const stream = `codebook-${streamId(agency)}-${day}`;
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const book = books.get(stream) ?? { tail: undefined, queue: [], busy: false };
    // A day's book is closed for good when the next day's is opened.
    if (!books.has(stream)) for (const [name, old] of books) if (!name.endsWith(day) && !old.busy) books.delete(name);
    books.set(stream, book);
    book.queue.push({ dossierId, resolve, reject });
    void work(stream, agency, date, at);
    return `${agency}-${day}-${String(await promise).padStart(4, '0')}`;
  };
};
