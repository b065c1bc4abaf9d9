import type { FeedBatch } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import { breather } from './breather.ts';
import { type Arrival, eventSorter } from './event-sorter.ts';
import { type Decoded, decoderOf, foldDocument, type ReadyEvent, readyEvent, renderDocument } from './fold.ts';
import { healed } from './healing.ts';
import type { HeldDocument } from './held-document.ts';
import type { HotDocuments } from './hot-documents.ts';
import type { StoredDocument } from './read-models.ts';
import type { RunOptions } from './running-projection.ts';

export interface Folded<State> {
  readonly upserts: readonly StoredDocument[];
  readonly deletes: readonly string[];
  readonly documents: ReadonlyMap<string, HeldDocument<State> | undefined>;
  /** Ids of all documents that the events belong to, also where they stood in them already: another projector may have folded them. */
  readonly touched: readonly string[];
  /** All documents that are parked now, and all that were touched: the difference are those that are not. */
  readonly parked: readonly string[];
}

/** Folds whole batches per document: loaded once, prepared together, rendered once. Writes nothing; throws only for what may be tried again. */
export const batchFolder = <State, Opened>(
  { projection, bus, codecs, logger }: RunOptions<State, Opened>,
  hot: HotDocuments<State>,
): ((batches: readonly FeedBatch[], after: (source: ServiceName) => number) => Promise<Folded<State>>) => {
  const sort = eventSorter(projection, logger);
  const heal = healed(projection, bus, logger);
  const decode = decoderOf(codecs);

  /** An event of several documents is decoded once. */
  const decodeAll = async (arrivals: ReadonlyMap<string, readonly Arrival[]>): Promise<ReadonlyMap<string, readonly ReadyEvent[]>> => {
    const breathe = breather();
    const ready = new Map<string, readonly ReadyEvent[]>();
    const done = new Map<Recorded, Decoded>();
    const once = (arrival: Arrival): Decoded => {
      const known = done.get(arrival.event) ?? decode(arrival);
      done.set(arrival.event, known);
      return known;
    };
    for (const [id, list] of arrivals) {
      ready.set(
        id,
        list.map((arrival) => readyEvent(arrival, once(arrival))),
      );
      await breathe();
    }
    return ready;
  };
  const tellOfFolded = (arrivals: readonly Arrival[], wanted: readonly Arrival[]): void => {
    if (!projection.alreadyFolded || arrivals.length <= wanted.length) return;
    const ids = new Set(wanted.map(({ event }) => event.id));
    const decoded = arrivals.filter(({ event }) => !ids.has(event.id)).map(decode);
    projection.alreadyFolded(decoded.flatMap((one) => ('event' in one ? [one.event] : [])));
  };
  const prepareAll = async (ready: ReadonlyMap<string, readonly ReadyEvent[]>): Promise<ReadonlyMap<string, Opened> | undefined> => {
    if (!projection.prepare) return undefined;
    const events = new Map<string, Recorded>();
    for (const list of ready.values()) for (const { raw, decoded } of list) if ('event' in decoded) events.set(raw.id, decoded.event);
    return events.size === 0 ? undefined : projection.prepare([...events.values()]);
  };

  return async (batches, after) => {
    const sorted = sort(batches, after);
    const present = await hot.load([...sorted.keys()]);
    const wanted = new Map<string, readonly Arrival[]>();
    const parked: string[] = [];
    for (const [id, arrivals] of sorted) {
      const held = present.get(id);
      if (held?.parked) parked.push(id);
      const list = held?.parked ? [] : await heal(id, held, arrivals);
      if (list.length > 0) wanted.set(id, list);
      tellOfFolded(arrivals, list);
    }
    const ready = await decodeAll(wanted);
    const opened = await prepareAll(ready);
    const documents = new Map<string, HeldDocument<State> | undefined>();
    const upserts: StoredDocument[] = [];
    const deletes: string[] = [];
    const breathe = breather();
    for (const [id, events] of ready) {
      const folded = foldDocument(projection, present.get(id), events, opened);
      const last = events.at(-1)?.raw;
      if (folded === undefined || last === undefined) {
        documents.set(id, undefined);
        deletes.push(id);
      } else {
        const { held, stored } = renderDocument(projection, id, folded, last);
        documents.set(id, held);
        upserts.push(stored);
        if (held.parked) {
          parked.push(id);
          logger.error('a document is parked', { projection: projection.name, document: id, ...held.parked });
        }
      }
      await breathe();
    }
    return { upserts, deletes, documents, touched: [...sorted.keys()], parked };
  };
};
