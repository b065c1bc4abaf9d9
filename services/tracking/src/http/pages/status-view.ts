import type { DossierState, Standing } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/legal-clock';
import type { Language } from '@motcua/web';

/** The public status as the pages read it: what `GET /status` answers. What a state does not have is absent. */
export interface StatusView {
  readonly code?: string | undefined;
  readonly requestCode: string;
  readonly procedure: { readonly code: string; readonly name: string };
  /** Masked: `N. V. An`. */
  readonly applicant?: string | undefined;
  readonly stage: { readonly state: DossierState; readonly since?: string | undefined; readonly step?: string | undefined };
  readonly holder?:
    | { readonly agency?: string | undefined; readonly unit?: string | undefined; readonly officer?: string | undefined }
    | undefined;
  readonly received?: { readonly at: string; readonly afterHours: boolean; readonly cutOff?: string | undefined } | undefined;
  readonly clock?:
    | {
        readonly dueAt?: string | undefined;
        readonly originalDueAt?: string | undefined;
        readonly provisional?: boolean | undefined;
        readonly running: boolean;
        readonly standing?: Standing | undefined;
        readonly daysEarly?: number | undefined;
      }
    | undefined;
  readonly next?: { readonly who: string; readonly what?: string | undefined; readonly by?: string | undefined } | undefined;
  readonly timeline: readonly { readonly at: string; readonly event: string; readonly title: string; readonly unit?: string | undefined }[];
  readonly supplement?:
    | { readonly documents: readonly { readonly code: string; readonly name: string }[]; readonly reason?: string | undefined }
    | undefined;
  readonly refusal?:
    | { readonly reason: string; readonly note?: string | undefined; readonly rightAgency?: { readonly name: string } | undefined }
    | undefined;
  readonly payment?: { readonly total: number } | undefined;
  readonly result?:
    | {
        readonly outcome: 'granted' | 'declined';
        readonly reason?: string | undefined;
        readonly channel?: string | undefined;
        readonly readyAt?: string | undefined;
        readonly daysEarly?: number | undefined;
        readonly collect?: { readonly from: string; readonly place: string; readonly hours: string } | undefined;
        readonly bring?: readonly { readonly name: string }[] | undefined;
        readonly receiver?: string | undefined;
        readonly returnedAt?: string | undefined;
      }
    | undefined;
  readonly fee?: { readonly kind: 'free' | 'known' | 'unknown' | 'paid'; readonly amount?: number | undefined } | undefined;
  readonly rated?: boolean | undefined;
  readonly stale?: boolean | undefined;
}

/** Whom to call, in the language of the page. */
export interface Enquiry {
  readonly name: string;
  readonly phone: string;
}

/** A status with what the reader may do: only who holds the link (`dossierId`) may act. */
export interface ShownStatus {
  readonly status: StatusView;
  readonly language: Language;
  readonly dossierId?: string | undefined;
  /** When the view had last caught up. */
  readonly asOf?: Date | undefined;
  /** By which the time that is left is counted; without it none is said. */
  readonly calendar?: WorkingCalendar | undefined;
  /** Without it nobody is named. */
  readonly enquiry?: Enquiry | undefined;
}
