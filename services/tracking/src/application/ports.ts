import type { DossierRated, PublicEvent } from '@motcua/contracts';
import type { CommandHandler, EventStore } from '@motcua/es';
import type { LookedUpProjection } from '@motcua/read-models';
import type { SubjectKeys } from '@motcua/sealing';
import type { Translate } from '../domain/public-log/public-log.decider.ts';
import type { PublicLog } from '../domain/public-log/public-log.state.ts';
import type { RateDossier } from '../domain/rating/rating.decider.ts';
import type { WrongAnswers } from './wrong-answers.ts';

/** What the use cases of tracking need. */
export interface TrackingPorts {
  /** Whose directory says where to ask. */
  readonly province: string;
  readonly statuses: Pick<LookedUpProjection, 'collection' | 'waitFor' | 'waitForDocument' | 'asOf' | 'onApplied'>;
  readonly store: EventStore;
  readonly ratings: CommandHandler<boolean, RateDossier, DossierRated>;
  readonly log: CommandHandler<PublicLog, Translate, PublicEvent>;
  readonly keys: SubjectKeys;
  readonly wrong: WrongAnswers;
  /** RFC 3339 with +07:00. */
  readonly now: () => string;
}

/** Where a caller wants the view to be at least (`Motcua-Position`), and how long he waits. */
export interface Wanted {
  readonly position?: { readonly service: string; readonly position: number } | undefined;
  readonly waitMs: number;
}
