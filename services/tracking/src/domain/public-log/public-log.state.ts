import type { PublicEvent, PublicFact } from '@motcua/contracts';

/** What neighbours know of a dossier so far. */
export interface PublicLog {
  readonly last?: PublicFact;
  readonly returned: boolean;
  readonly rated: boolean;
}

export const initialState: PublicLog = { returned: false, rated: false };

export const evolve = (state: PublicLog, { type, data }: PublicEvent): PublicLog => ({
  last: data,
  returned: state.returned || type === 'PublicDossierReturned.v1',
  rated: state.rated || type === 'PublicDossierRated.v1',
});
