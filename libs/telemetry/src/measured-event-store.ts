import { type ServiceName, tailOf } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import type { Labels, Metrics } from './metrics.ts';

/** A store that says how long its log is, counts what it takes in, by stored type, and how long it takes. Names: OpenTelemetry's conventions for database clients. */
export const measuredEventStore = (store: EventStore, metrics: Metrics, system: string, service: ServiceName): EventStore => {
  metrics.gauge('motcua_log_head_position', 'Position of the newest event of the log', () => store.head(), { tail: tailOf(service) });
  const appended = metrics.counter('motcua_events_appended_total', 'Events appended, by stored type', ['type']);
  const took = metrics.histogram('db_client_operation_duration_seconds', 'Time an operation of a database takes', [
    'db_system_name',
    'db_operation_name',
    'error_type',
  ]);
  const append: Labels = { db_system_name: system, db_operation_name: 'append' };
  return {
    ...store,
    append: async (stream, events, expected, options) => {
      const started = performance.now();
      const elapsed = () => (performance.now() - started) / 1000;
      try {
        const result = await store.append(stream, events, expected, options);
        took(elapsed(), append);
        if (!result.repeated) for (const { type } of events) appended({ type });
        return result;
      } catch (error) {
        took(elapsed(), { ...append, error_type: error instanceof Error ? error.name : 'Error' });
        throw error;
      }
    },
  };
};
