import type { RunningProjection } from '@motcua/read-models';
import type { DossierStanding } from './dossier-standing.projection.ts';

/** What is known of a dossier; undefined: workflow has not opened it, or it has not come here yet. */
export const findStanding =
  (projection: RunningProjection) =>
  async (dossierId: string): Promise<DossierStanding | undefined> => {
    const document = await projection.collection().get(dossierId);
    return document?.rendered === undefined ? undefined : (JSON.parse(document.rendered) as DossierStanding);
  };
