import type { FoundDossier } from '../application/find-status.ts';
import { viewIn } from '../projections/status/index.ts';
import type { FoundStatus, TrackingPages } from './pages/index.ts';
import type { LookUpUseCases } from './tracking.tokens.ts';

const notWaiting = { waitMs: 0 } as const;

/** What the pages ask, over the same use cases as the API. */
export const pagesOver = ({ findStatus, findByCheck, calendars, asOf }: LookUpUseCases): TrackingPages => {
  const shown = ({ id, rendered }: FoundDossier, language: 'vi' | 'en'): FoundStatus => ({
    status: JSON.parse(viewIn(rendered, language)),
    dossierId: id,
    asOf: asOf(),
    calendar: calendars.working(),
  });
  return {
    async findByToken(token, language) {
      const found = await findStatus(token, notWaiting);
      return typeof found === 'string' ? undefined : shown(found, language);
    },
    async findByCode(code, check, address, language) {
      const found = await findByCheck({ code, check, address }, notWaiting);
      if (typeof found === 'string') return undefined;
      return 'retryAfter' in found ? found : shown(found, language);
    },
  };
};
