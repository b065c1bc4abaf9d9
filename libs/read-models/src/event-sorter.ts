import type { BusLogger, FeedBatch } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import { LRUCache } from 'lru-cache';
import { nameOfError } from './errors.ts';
import type { Projection } from './projection.ts';

/** An event on its way into a document. */
export interface Arrival {
  readonly source: ServiceName;
  readonly event: Recorded;
  /** Its predecessor on the stream went through this very feed: where the document does not know it, it was not the document's. */
  readonly follows: boolean;
}

const rememberedStreams = 10_000;

/** Sorts batches by document, in the order they came; what no document wants falls away. */
export const eventSorter = <State, Opened>(projection: Projection<State, Opened>, logger: BusLogger) => {
  const seen = new Map<ServiceName, LRUCache<string, number>>();
  const seenOf = (source: ServiceName): LRUCache<string, number> => {
    const known = seen.get(source) ?? new LRUCache<string, number>({ max: rememberedStreams });
    seen.set(source, known);
    return known;
  };

  const documentsOf = (source: ServiceName, event: Recorded): readonly string[] => {
    try {
      return projection.documentsOf(source, event);
    } catch (error) {
      logger.error('an event belongs to no document', {
        projection: projection.name,
        type: event.type,
        position: event.position,
        reason: nameOfError(error),
      });
      return [];
    }
  };

  return (batches: readonly FeedBatch[], after: (source: ServiceName) => number): ReadonlyMap<string, Arrival[]> => {
    const byDocument = new Map<string, Arrival[]>();
    for (const { source, events } of batches) {
      const start = after(source);
      const revisions = seenOf(source);
      for (const event of events) {
        if (event.position <= start) continue;
        const follows = event.revision === 0 || revisions.get(event.stream) === event.revision - 1;
        revisions.set(event.stream, event.revision);
        for (const id of documentsOf(source, event)) {
          const arrivals = byDocument.get(id);
          if (arrivals) arrivals.push({ source, event, follows });
          else byDocument.set(id, [{ source, event, follows }]);
        }
      }
    }
    return byDocument;
  };
};
