import type { CalendarDefinition, DossierAccepted, DossierState, PaperRef, ResultIssued, SealedLookup, Standing } from '@motcua/contracts';

/** A name in both languages. */
export interface Name {
  readonly vi: string;
  readonly en: string;
}

/** One line of the life. */
export interface Entry {
  readonly at: string;
  readonly event: string;
  readonly unit?: Name;
  readonly step?: Name;
  /** Papers came, and none of those that had been asked for is missing: nobody had asked. */
  readonly unasked?: true;
}

/** As events name something; `nameEn` where they have it. */
export interface Named {
  readonly name: string;
  readonly nameEn?: string | undefined;
}

export interface StatusClock {
  readonly acceptedAt: string;
  readonly dueAt: string;
  readonly originalDueAt: string;
  readonly provisional: boolean;
  readonly running: boolean;
  readonly standing: Standing;
}

/** What acceptance told; `paid` from the return on, where something was. */
export interface StatusFee {
  readonly kind: DossierAccepted['data']['fee']['kind'] | 'paid';
  readonly amount?: number | undefined;
}

/** What intake has said. */
export interface Filed {
  readonly receivedAt: string;
  /** For the moment before `DossierOpened`, and then without an English name where the event has none: names are published in workflow's log, whose place beside intake's nobody knows. */
  readonly procedure: { readonly code: string; readonly name: Name; readonly version: number };
  readonly tokenHash: string;
  readonly generation: number;
  /** Masked name and salted checks, opened before the fold; absent where the person was erased meanwhile. */
  readonly lookup?: SealedLookup;
}

/** When it came in, and what that does to the times that are told. */
export interface Received {
  readonly at: string;
  /** Outside of working hours: nobody looks at it before the next ones. */
  readonly afterHours: boolean;
  /** The local time (`HH:MM`) that a same-day matter came after: it is returned on the next working day at the latest. */
  readonly cutOff?: string;
}

/** What workflow has said. */
export interface Worked {
  readonly state: DossierState;
  readonly since: string;
  readonly procedure: Filed['procedure'];
  readonly agency: { readonly code: string; readonly name: Name };
  readonly answerBy: string;
  readonly received: Received;
  readonly code?: string;
  readonly step?: Name;
  readonly unit?: Name;
  readonly officer?: Name;
  readonly clock?: StatusClock;
  /** From acceptance on; gone where nothing is granted for it. */
  readonly fee?: StatusFee;
  /** `askedAt`: when it was asked for last, or when some of it came. */
  readonly supplement?: {
    readonly documents: readonly PaperRef[];
    readonly reason?: string;
    readonly askedAt: string;
    readonly by?: string;
  };
  readonly refusal?: { readonly reason: string; readonly note?: string; readonly rightAgency?: Named };
  readonly declined?: { readonly reason: string };
  readonly result?: {
    readonly outcome: 'granted' | 'declined';
    readonly reason?: string;
    readonly channel?: string;
    readonly readyAt?: string;
    readonly collect?: ResultIssued['data']['collect'];
    readonly bring?: readonly PaperRef[];
    readonly daysEarly?: number;
    readonly returnedAt?: string;
    readonly receiver?: string;
  };
}

/**
 * Where one dossier is: halves by the services that tell of it, in whatever order they come.
 * `erased`: everything about the person is gone, and nothing comes back.
 */
export interface StatusState {
  readonly kind: 'status';
  readonly id: string;
  readonly requestCode?: string;
  readonly delivery?: string;
  readonly filed?: Filed;
  readonly worked?: Worked;
  /** What the citizen sent after filing. */
  readonly supplementSentAt?: string;
  readonly withdrawalRequestedAt?: string;
  readonly rated?: true;
  readonly told: readonly Entry[];
  readonly done: readonly Entry[];
  readonly erased?: true;
}

/** Where an agency is asked. */
export interface Counter {
  readonly name: Name;
  readonly phone: string;
}

/** Names that one publication of workflow gives. */
export interface Names {
  readonly officers: Readonly<Record<string, Name>>;
  readonly agencies: Readonly<Record<string, Name>>;
  /** By key; only where all agencies call such a unit the same in English. */
  readonly units: Readonly<Record<string, string>>;
  /** English names of procedures by code, of steps by their Vietnamese name. */
  readonly procedures: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, string>>;
  /** By code of the agency. Told as they are now, never as they were: an old number helps nobody. */
  readonly counters: Readonly<Record<string, Counter>>;
  /** By code of the procedure: the cut-off (`HH:MM`) of what is returned the same day, null where there is none. */
  readonly cutOffs: Readonly<Record<string, string | null>>;
}

/** All versions of one publication (the directory of a province, a procedure), by their place in workflow's log. */
export interface NamesState {
  readonly kind: 'names';
  readonly versions: readonly { readonly position: number; readonly names: Names }[];
}

/** The working time of a year as published last, for the words in which a page counts. */
export interface CalendarState {
  readonly kind: 'calendar';
  readonly version: number;
  readonly definition: CalendarDefinition;
}

export type TrackingState = StatusState | NamesState | CalendarState;

/** What was found out about an event before the fold. */
export interface Opened {
  readonly names: EventNames;
  readonly lookup?: SealedLookup;
  /** The text that workflow addresses to the citizen. */
  readonly text?: string;
  /** Who took the result, masked. */
  readonly receiver?: string;
  /** A block did not open although its key is there: its document stands still, visibly. */
  readonly failed?: true;
}

/** Names of what one event speaks of, and what else was published of it. */
export interface EventNames {
  readonly cutOff?: string;
  readonly agency?: Name;
  readonly procedure?: Name;
  readonly unit?: Name;
  readonly step?: Name;
  /** The step that is done, where `step` is the next one. */
  readonly done?: Name;
  readonly officer?: Name;
}
