import type { DossierRated } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';

export interface RateDossier {
  readonly rating: DossierRated['data'];
  /** The dossier's state as the citizen saw it. */
  readonly dossierState: string;
}

/** `true` once there is a rating. */
export const rating: Decider<boolean, RateDossier, DossierRated> = {
  initialState: false,
  evolve: () => true,
  decide({ rating: data, dossierState }, rated) {
    if (rated) throw new Rejection('already-rated', { state: dossierState, allowed: [] });
    if (dossierState !== 'returned') throw new Rejection('not-returned', { state: dossierState, allowed: [] });
    return [{ type: 'DossierRated.v1', data }];
  },
};
