import type { DossierEvent } from '@motcua/contracts';
import type { Projection } from '@motcua/read-models';

/** What intake must know of workflow's dossiers: whether one is still open (then nobody is erased), and its code. */
export interface DossierStanding {
  readonly ended: boolean;
  readonly state: 'open' | 'refused' | 'withdrawn' | 'returned';
  readonly code?: string;
}

const endings: Readonly<Record<string, DossierStanding['state']>> = {
  'DossierRefused.v1': 'refused',
  'DossierWithdrawn.v1': 'withdrawn',
  'ResultReturned.v1': 'returned',
};

export const dossierStandingProjection: Projection<DossierStanding> = {
  name: 'intake-dossier-standing',
  version: 1,
  indexes: {},
  sources: ['workflow'],
  documentsOf: (_source, { stream }) => (stream.startsWith('dossier-') ? [stream.slice('dossier-'.length)] : []),
  evolve: (state, event) => {
    const { type, data } = event as unknown as DossierEvent;
    const before: DossierStanding = state ?? { ended: false, state: 'open' };
    if (type === 'DossierAccepted.v1') return { ...before, code: data.code };
    const ending = endings[type];
    return ending ? { ...before, ended: true, state: ending } : before;
  },
  render: (state) => ({ rendered: JSON.stringify(state), keys: {} }),
};
