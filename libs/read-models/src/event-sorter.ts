import type { BusLogger, FeedBatch } from '@motcua/bus';
import type { ServiceName } from '@motcua/contracts';
import type { Recorded } from '@motcua/es';
import { LRUCache } from 'lru-cache';
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
  const seen = new LRUCache<string, number>({ max: rememberedStreams });

  const documentsOf = (source: ServiceName, event: Recorded): readonly string[] => {
    try {
      return projection.documentsOf(source, event);
    } catch (error) {
      logger.error('an event belongs to no document', {
        projection: projection.name,
        type: event.type,
        position: event.position,
        reason: error instanceof Error ? error.name : 'Error',
      });
      return [];
    }
  };

  return (batches: readonly FeedBatch[], after: (source: ServiceName) => number): ReadonlyMap<string, Arrival[]> => {
    const byDocument = new Map<string, Arrival[]>();
    for (const { source, events } of batches) {
      const start = after(source);
      for (const event of events) {
        if (event.position <= start) continue;
        const name = `${source} ${event.stream}`;
        const follows = event.revision === 0 || seen.get(name) === event.revision - 1;
        seen.set(name, event.revision);
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
