import type { WorkingCalendar } from '@motcua/legal-clock';
import type { Language } from '@motcua/web';
import type { Enquiry, StatusView } from './status-view.ts';

/** A status that was found, with what a page says beside it. */
export interface FoundStatus {
  readonly status: StatusView;
  /** The dossier that the link opens; its holder may act on it. */
  readonly dossierId: string;
  /** When the view had last caught up. */
  readonly asOf?: Date | undefined;
  readonly calendar?: WorkingCalendar | undefined;
  /** Of the agency that decides; where the directory names its counter. */
  readonly enquiry?: Enquiry | undefined;
}

/** What the pages ask of tracking. Undefined: not found, whatever was wrong. */
export interface TrackingPages {
  findByToken(token: string, language: Language): Promise<FoundStatus | undefined>;
  /** Counts wrong answers by address and code, as the API does; `retryAfter` (seconds) once there were too many. */
  findByCode(
    code: string,
    check: string,
    address: string,
    language: Language,
  ): Promise<FoundStatus | { readonly retryAfter: number } | undefined>;
  /** Where to ask about a code that opens nothing: at the agency that it begins with, whether or not there is such a dossier. */
  enquiryAbout(code: string, language: Language): Enquiry | undefined;
}
export const TrackingPages = Symbol('TrackingPages');
