import type { SubmissionFiled, SubmissionSupplemented, WithdrawalRequested } from '@motcua/contracts';
import type { Tracking } from './submission.state.ts';

export type SubmissionCommand =
  | { readonly type: 'FileSubmission'; readonly submission: SubmissionFiled['data'] }
  | { readonly type: 'SupplementSubmission'; readonly supplement: SubmissionSupplemented['data'] }
  | { readonly type: 'RequestWithdrawal'; readonly request: WithdrawalRequested['data'] }
  | {
      readonly type: 'ReplaceTrackingLink';
      readonly at: string;
      readonly by: SubmissionFiled['data']['by'];
      /** The link after the present one; derived outside, since that takes a secret. */
      readonly next: (generation: number) => Tracking;
    };
