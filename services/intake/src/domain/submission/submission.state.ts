import type { SubmissionEvent, SubmissionFiled, SubmissionSupplemented, TrackingGeneration, WithdrawalRequested } from '@motcua/contracts';
import type { z } from 'zod';

export type Tracking = z.infer<typeof TrackingGeneration>;

/** What was handed in for one dossier, and by which link its holder follows it. */
export type Submission =
  | 'absent'
  | {
      readonly filed: SubmissionFiled['data'];
      /** The present link first, revoked ones after it. */
      readonly links: readonly [Tracking, ...Tracking[]];
      readonly supplements: readonly SubmissionSupplemented['data'][];
      readonly withdrawal?: WithdrawalRequested['data'];
    };
export type Filed = Exclude<Submission, 'absent'>;

export const initialState: Submission = 'absent';

export const evolve = (state: Submission, event: SubmissionEvent): Submission => {
  if (event.type === 'SubmissionFiled.v1') return { filed: event.data, links: [event.data.tracking], supplements: [] };
  if (state === 'absent') return state;
  switch (event.type) {
    case 'SubmissionSupplemented.v1':
      return { ...state, supplements: [...state.supplements, event.data] };
    case 'WithdrawalRequested.v1':
      return { ...state, withdrawal: event.data };
    case 'TrackingLinkReplaced.v1':
      return { ...state, links: [event.data.tracking, ...state.links] };
  }
};

/** Every paper, those of the supplements after those of the filing. */
export const documentsOf = (state: Filed): SubmissionFiled['data']['documents'] => [
  ...state.filed.documents,
  ...state.supplements.flatMap(({ documents }) => documents),
];
