import type { EventStore } from '@motcua/es';
import { context, SpanKind, type Tracer } from '@opentelemetry/api';
import { contextOf, inSpan, isSampled, recordingSpan } from './spans.ts';

/** `dossier-<id>` → `dossier`. */
const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/** A store whose appends stand in the trace of the request or message that makes them, or of the one their events name. */
export const tracedEventStore = (store: EventStore, tracer: Tracer, system: string): EventStore => ({
  ...store,
  append(stream, events, expected, options) {
    const traceparent = events[0]?.metadata.traceparent;
    const parent = recordingSpan() ? context.active() : isSampled(traceparent) ? contextOf(traceparent) : undefined;
    if (!parent) return store.append(stream, events, expected, options);
    const attributes = {
      'db.system.name': system,
      'db.operation.name': 'append',
      'db.collection.name': categoryOf(stream),
      'motcua.stream': stream,
      'motcua.event.types': events.map(({ type }) => type),
    };
    const span = tracer.startSpan(`append ${categoryOf(stream)}`, { kind: SpanKind.CLIENT, attributes }, parent);
    return inSpan(
      span,
      () => store.append(stream, events, expected, options),
      ({ position, repeated }) => ({ 'motcua.position': position, 'motcua.repeated': repeated }),
    );
  },
});
