import type { ServiceName } from '@motcua/contracts';
import type { LookedUpProjection, Rebuilt, Refilling } from '@motcua/read-models';
import { z } from 'zod';
import { RebuildState } from './projection-rebuilds.ts';

/** A projection as an operator sees it. */
export interface OperableProjection {
  readonly name: string;
  rebuild(): Promise<Pick<Rebuilt, 'generation'>>;
  /** Which filling look-ups read: another one once a rebuild has ended, here or in another instance. */
  generation(): number;
  /** What a rebuild under way here fills, and where that stands in the log that `position` is of. */
  rebuilding(): Promise<{ readonly generation: number; readonly position: number } | undefined>;
  caughtUp(): boolean;
  asOf(): Date | undefined;
  /** In the log of the service that the projection tells most of. */
  position(): number;
  /** Documents that are parked. */
  parked(): readonly string[];
}

interface RebuiltProjection {
  rebuild(): Promise<Pick<Rebuilt, 'generation'>>;
  rebuilding(): Refilling | undefined | Promise<Refilling | undefined>;
}

/** A running projection in the operator's hands; `source`: the log by which its place is shown. */
export const operable = (
  projection: Pick<LookedUpProjection, 'name' | 'collection' | 'caughtUp' | 'asOf' | 'position' | 'parked'> & RebuiltProjection,
  source: ServiceName,
): OperableProjection => ({
  name: projection.name,
  rebuild: () => projection.rebuild(),
  generation: () => projection.collection().declaration.version,
  rebuilding: async () => {
    const under = await projection.rebuilding();
    return under && { generation: under.generation, position: under.positions[source] ?? 0 };
  },
  caughtUp: () => projection.caughtUp(),
  asOf: () => projection.asOf(),
  position: () => projection.position(source),
  parked: () => projection.parked(),
});

export const ProjectionView = z.object({
  name: z.string(),
  caughtUp: z.boolean(),
  asOf: z.string().optional().describe('Everything that the services had then is in it'),
  position: z.number().describe('The last event of the log of the service it tells most of'),
  parked: z.array(z.string()),
  generation: z.number().describe('Which filling look-ups of this instance read: version × 1,000, and one more with each rebuild'),
  rebuild: RebuildState.optional().describe('The last one that this instance was asked for; others know nothing of it'),
});
export type ProjectionView = z.infer<typeof ProjectionView>;
export const ProjectionList = z.object({ items: z.array(ProjectionView) });

export const viewOf = async (projection: OperableProjection, rebuild: RebuildState | undefined): Promise<ProjectionView> => {
  const asOf = projection.asOf()?.toISOString();
  return {
    name: projection.name,
    caughtUp: projection.caughtUp(),
    ...(asOf === undefined ? {} : { asOf }),
    position: projection.position(),
    parked: [...projection.parked()],
    generation: projection.generation(),
    ...(rebuild && { rebuild: { ...rebuild, ...(rebuild.state === 'under-way' ? await projection.rebuilding() : undefined) } }),
  };
};
