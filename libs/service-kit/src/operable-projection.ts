import type { ServiceName } from '@motcua/contracts';
import type { LookedUpProjection, Positions } from '@motcua/read-models';
import { z } from 'zod';
import type { RebuildState } from './projection-rebuilds.ts';

/** A projection as an operator sees it. */
export interface OperableProjection {
  readonly name: string;
  rebuild(): Promise<void> | void;
  /** Which filling look-ups read: another one once a rebuild has ended, here or in another instance. */
  generation(): number;
  /** Where a rebuild under way stands in the log of its service. */
  rebuilding(): Promise<number | undefined>;
  caughtUp(): boolean;
  asOf(): Date | undefined;
  /** Where it stands in the log of its service. */
  position?(): number | undefined;
  /** Documents that are parked. */
  parked?(): readonly string[];
}

interface RebuiltProjection {
  rebuild(): Promise<unknown>;
  rebuilding(): Positions | undefined | Promise<Positions | undefined>;
}

/** A running projection in the operator's hands; `source`: the log by which its place is shown. */
export const operable = (
  projection: Pick<LookedUpProjection, 'name' | 'collection' | 'caughtUp' | 'asOf' | 'position' | 'parked'> & RebuiltProjection,
  source: ServiceName,
): OperableProjection => ({
  name: projection.name,
  rebuild: async () => void (await projection.rebuild()),
  generation: () => projection.collection().declaration.version,
  rebuilding: async () => (await projection.rebuilding())?.[source],
  caughtUp: () => projection.caughtUp(),
  asOf: () => projection.asOf(),
  position: () => projection.position(source),
  parked: () => projection.parked(),
});

export const ProjectionView = z.object({
  name: z.string(),
  caughtUp: z.boolean(),
  asOf: z.string().optional(),
  position: z.number().optional(),
  parked: z.array(z.string()),
  generation: z.number(),
  rebuild: z
    .object({
      state: z.enum(['under-way', 'done', 'failed']),
      since: z.string(),
      at: z.string().optional(),
      position: z.number().optional(),
      reason: z.string().optional(),
    })
    .optional(),
});
export type ProjectionView = z.infer<typeof ProjectionView>;
export const ProjectionList = z.object({ items: z.array(ProjectionView) });

export const viewOf = async (projection: OperableProjection, rebuild: RebuildState | undefined): Promise<ProjectionView> => {
  const asOf = projection.asOf()?.toISOString();
  const position = projection.position?.();
  const rebuilding = rebuild?.state === 'under-way' ? await projection.rebuilding() : undefined;
  return {
    name: projection.name,
    caughtUp: projection.caughtUp(),
    ...(asOf === undefined ? {} : { asOf }),
    ...(position === undefined ? {} : { position }),
    parked: [...(projection.parked?.() ?? [])],
    generation: projection.generation(),
    ...(rebuild === undefined ? {} : { rebuild: { ...rebuild, ...(rebuilding === undefined ? {} : { position: rebuilding }) } }),
  };
};
