import type { SubmissionFiled, SubmissionSupplemented } from '@motcua/contracts';
import { scenario } from '@motcua/es/testing';
import { test } from 'vitest';
import { submission } from './submission.decider.ts';

const { given } = scenario(submission);
const dossierId = '5f7b3c52-27ad-8a77-9c53-0d9bb1a3a9f1';
const at = '2026-11-24T09:00:00.000+07:00';
const by = { kind: 'citizen' } as const;
const tracking = { tokenHash: 'a'.repeat(64), generation: 1, secretId: 's' };
const filed = { type: 'SubmissionFiled.v1', data: { dossierId, tracking } as SubmissionFiled['data'] } as const;
const supplement = { dossierId, supplementId: dossierId } as SubmissionSupplemented['data'];
const supplemented = { type: 'SubmissionSupplemented.v1', data: supplement } as const;
const request = { dossierId, requestId: dossierId, at, by, fingerprint: 'b'.repeat(64), sealed: { reason: 'x' } };
const withdrawing = { state: 'withdrawalRequested', allowed: ['tracking-link'] };
const requested = { type: 'WithdrawalRequested.v1', data: request } as const;

test('what is filed is filed once', () => {
  given().when({ type: 'FileSubmission', submission: filed.data }).then(filed);
  given(filed).when({ type: 'FileSubmission', submission: filed.data }).thenNothing();
});

test('nothing follows what was never filed', () => {
  given().when({ type: 'SupplementSubmission', supplement }).thenRejected('not-found');
  given().when({ type: 'RequestWithdrawal', request }).thenRejected('not-found');
});

test('papers may follow, until withdrawal is requested', () => {
  given(filed, supplemented).when({ type: 'SupplementSubmission', supplement }).then(supplemented);
  given(filed, requested).when({ type: 'SupplementSubmission', supplement }).thenRejected('withdrawal-requested', withdrawing);
  given(filed, ...Array.from({ length: 50 }, () => supplemented))
    .when({ type: 'SupplementSubmission', supplement })
    .thenRejected('too-many-supplements', { state: 'filed', allowed: ['withdrawal', 'tracking-link'] });
});

test('withdrawal is requested once', () => {
  given(filed).when({ type: 'RequestWithdrawal', request }).then(requested);
  given(filed, requested).when({ type: 'RequestWithdrawal', request }).thenRejected('withdrawal-requested', withdrawing);
});

test('a replaced link is of the next generation', () => {
  const next = (generation: number) => ({ ...tracking, generation });
  const replaced = (generation: number) =>
    ({ type: 'TrackingLinkReplaced.v1', data: { dossierId, at, by, tracking: next(generation) } }) as const;
  given(filed).when({ type: 'ReplaceTrackingLink', at, by, next }).then(replaced(2));
  given(filed, replaced(2)).when({ type: 'ReplaceTrackingLink', at, by, next }).then(replaced(3));
});
