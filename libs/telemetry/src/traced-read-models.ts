import { type ServiceName, tailOf } from '@motcua/contracts';
import type { Collection, ReadModels } from '@motcua/read-models';
import { SpanKind, type Tracer } from '@opentelemetry/api';
import { processing } from './messaging.ts';
import type { RecentEvents } from './recent-events.ts';
import { contextOf } from './spans.ts';

/** A collection that tells, in the trace of each event it takes in, how long that took from hearing to writing. */
const tracedCollection = (collection: Collection, tracer: Tracer, recent: RecentEvents): Collection => ({
  ...collection,
  async apply(batch) {
    const applied = await collection.apply(batch);
    // What concerned no document was not folded here.
    if (!applied || batch.upserts.length + batch.deletes.length === 0) return applied;
    const { name } = collection.declaration;
    for (const { source, heardAt, traceparent, ...event } of recent.between(batch.expected, batch.checkpoints)) {
      const attributes = { ...processing(tailOf(source as ServiceName), name, event), 'db.collection.name': name };
      tracer.startSpan(`project ${name}`, { kind: SpanKind.CONSUMER, startTime: heardAt, attributes }, contextOf(traceparent)).end();
    }
    return applied;
  },
});

export const tracedReadModels = (models: ReadModels, tracer: Tracer, recent: RecentEvents): ReadModels => ({
  ...models,
  open: async (declaration) => tracedCollection(await models.open(declaration), tracer, recent),
});
