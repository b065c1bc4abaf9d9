import { tailOf } from '@motcua/contracts';
import type { RunningProjection } from '@motcua/read-models';
import type { Metrics } from './metrics.ts';

/** Says how far a read model is: positions by source, age of its last complete state, parked documents. */
export const measureProjection = (projection: RunningProjection, metrics: Metrics): void => {
  const labels = { projection: projection.name };
  for (const source of projection.sources)
    metrics.gauge('motcua_projection_position', 'Last position of a log that is in the read model', () => projection.position(source), {
      ...labels,
      tail: tailOf(source),
    });
  metrics.gauge(
    'motcua_projection_freshness_seconds',
    'Age of the last moment at which the read model had everything',
    () => {
      const at = projection.asOf();
      return at && (Date.now() - at.getTime()) / 1000;
    },
    labels,
  );
  metrics.gauge(
    'motcua_projection_parked_documents',
    'Documents that stand still because an event could not be folded',
    () => projection.parked().length,
    labels,
  );
};
