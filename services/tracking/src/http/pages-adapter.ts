import type { FoundDossier } from '../application/find-status.ts';
import { type Counter, viewIn } from '../projections/status/index.ts';
import type { TrackingState } from '../projections/status/status.document.ts';
import type { FoundStatus, TrackingPages } from './pages/index.ts';
import type { LookUpUseCases } from './tracking.tokens.ts';

const notWaiting = { waitMs: 0 } as const;

const enquiryIn = (counter: Counter | undefined, language: 'vi' | 'en') =>
  counter && { name: counter.name[language], phone: counter.phone };
const agencyIn = (document: FoundDossier['document']): string => {
  const state = JSON.parse(document.state) as TrackingState;
  return (state.kind === 'status' && state.worked?.agency.code) || '';
};

/** What the pages ask, over the same use cases as the API. */
export const pagesOver = ({ findStatus, findByCheck, calendars, counters, asOf }: LookUpUseCases): TrackingPages => {
  const shown = ({ id, rendered, document }: FoundDossier, language: 'vi' | 'en'): FoundStatus => ({
    status: JSON.parse(viewIn(rendered, language)),
    dossierId: id,
    asOf: asOf(),
    calendar: calendars.working(),
    enquiry: enquiryIn(counters.of(agencyIn(document)), language),
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
    enquiryAbout: (code, language) => enquiryIn(counters.of(code.slice(0, Math.max(0, code.indexOf('-')))), language),
  };
};
