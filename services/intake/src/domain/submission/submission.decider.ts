import type { SubmissionEvent } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import type { SubmissionCommand } from './submission.commands.ts';
import { evolve, type Filed, initialState, type Submission } from './submission.state.ts';

/** More would make the stream a mailbox; the counter helps further. */
const mostSupplements = 50;

const filed = (state: Submission): Filed => {
  if (state === 'absent') throw new Rejection('not-found');
  return state;
};

/** What may follow a filing, by its route. */
type Following = 'supplements' | 'withdrawal' | 'tracking-link';

/** A no, with how the submission stands and what else may follow it as far as intake alone can say. */
const refused = (code: string, state: 'filed' | 'withdrawalRequested', allowed: readonly Following[]): Rejection =>
  new Rejection(code, { state, allowed });
const alreadyWithdrawing = (): Rejection => refused('withdrawal-requested', 'withdrawalRequested', ['tracking-link']);

/** Intake records what the citizen hands in or asks for; whether it changes the dossier is workflow's to decide. */
export const submission: Decider<Submission, SubmissionCommand, SubmissionEvent> = {
  initialState,
  evolve,
  decide: (command, state) => {
    switch (command.type) {
      case 'FileSubmission':
        return state === 'absent' ? [{ type: 'SubmissionFiled.v1', data: command.submission }] : [];
      case 'SupplementSubmission': {
        const { supplements, withdrawal } = filed(state);
        if (withdrawal) throw alreadyWithdrawing();
        if (supplements.length >= mostSupplements) throw refused('too-many-supplements', 'filed', ['withdrawal', 'tracking-link']);
        return [{ type: 'SubmissionSupplemented.v1', data: command.supplement }];
      }
      case 'RequestWithdrawal':
        if (filed(state).withdrawal) throw alreadyWithdrawing();
        return [{ type: 'WithdrawalRequested.v1', data: command.request }];
      case 'ReplaceTrackingLink': {
        const { links, filed: first } = filed(state);
        const { at, by } = command;
        return [
          {
            type: 'TrackingLinkReplaced.v1',
            data: { dossierId: first.dossierId, at, by, tracking: command.next(links[0].generation + 1) },
          },
        ];
      }
    }
  },
};
