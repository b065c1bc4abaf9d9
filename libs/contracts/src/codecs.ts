import { z } from 'zod';
import * as intake from './intake/submission.events.ts';
import * as notify from './notify/notification.events.ts';
import * as operations from './operations/parked.events.ts';
import * as tracking from './tracking/public.events.ts';
import * as calendar from './workflow/calendar.ts';
import * as directory from './workflow/directory.ts';
import * as dossier from './workflow/dossier.events.ts';
import * as procedure from './workflow/procedure.ts';

/**
 * Every stored type → the schema that reads it and answers the newest shape.
 * An old version stays in its table for ever, as `OldShape.transform(...)`; every entry has a recorded fixture in `test/fixtures/events`.
 */
export type CodecTable = Readonly<Record<string, z.ZodType>>;

const parked: CodecTable = {
  'MessageParked.v1': operations.MessageParkedV1,
  'ParkedMessageReplayed.v1': operations.ParkedMessageReplayedV1,
  'ParkedMessageDiscarded.v1': operations.ParkedMessageDiscardedV1,
};

export const intakeCodec: CodecTable = {
  'SubmissionFiled.v1': intake.SubmissionFiledV1,
  'SubmissionSupplemented.v1': intake.SubmissionSupplementedV1,
  'WithdrawalRequested.v1': intake.WithdrawalRequestedV1,
  'TrackingLinkReplaced.v1': intake.TrackingLinkReplacedV1,
  'PersonalDataErased.v1': intake.PersonalDataErasedV1,
  'UploadReceived.v1': intake.UploadReceivedV1,
  'UploadBound.v1': intake.UploadBoundV1,
  'UploadCleared.v1': intake.UploadClearedV1,
  'UploadRefused.v1': intake.UploadRefusedV1,
  'UploadLost.v1': intake.UploadLostV1,
  'SubmissionViewed.v1': intake.SubmissionViewedV1,
  ...parked,
};

export const workflowCodec: CodecTable = {
  'DossierOpened.v1': dossier.DossierOpenedV1,
  'DossierAccepted.v1': dossier.DossierAcceptedV1,
  'DossierRefused.v1': dossier.DossierRefusedV1,
  'DossierForwarded.v1': dossier.DossierForwardedV1,
  'DossierAssigned.v1': dossier.DossierAssignedV1,
  'StepCompleted.v1': dossier.StepCompletedV1,
  'SupplementRequested.v1': dossier.SupplementRequestedV1,
  'SupplementNoted.v1': dossier.SupplementNotedV1,
  'DossierResumed.v1': dossier.DossierResumedV1,
  'DossierWithdrawn.v1': dossier.DossierWithdrawnV1,
  'WithdrawalDeclined.v1': dossier.WithdrawalDeclinedV1,
  'ResultSigned.v1': dossier.ResultSignedV1,
  'ResultNumbered.v1': dossier.ResultNumberedV1,
  'ResultIssued.v1': dossier.ResultIssuedV1,
  'ResultReturned.v1': dossier.ResultReturnedV1,
  'DeadlineBreached.v1': dossier.DeadlineBreachedV1,
  'CodeReserved.v1': dossier.CodeReservedV1,
  'PersonalDataViewed.v1': dossier.PersonalDataViewedV1,
  'ProcedurePublished.v1': procedure.ProcedurePublishedV1,
  'CalendarPublished.v1': calendar.CalendarPublishedV1,
  'DirectoryPublished.v1': directory.DirectoryPublishedV1,
  ...parked,
};

export const notifyCodec: CodecTable = {
  'ContactRecorded.v1': notify.ContactRecordedV1,
  'ContactFactsNoted.v1': notify.ContactFactsNotedV1,
  'NotificationRequested.v1': notify.NotificationRequestedV1,
  'NotificationSent.v1': notify.NotificationSentV1,
  'NotificationDelivered.v1': notify.NotificationDeliveredV1,
  'NotificationFailed.v1': notify.NotificationFailedV1,
  'MessagesViewed.v1': notify.MessagesViewedV1,
  'SenderTurnTaken.v1': notify.SenderTurnTakenV1,
  'SenderTurnGivenUp.v1': notify.SenderTurnGivenUpV1,
  ...parked,
};

export const trackingCodec: CodecTable = {
  'DossierRated.v1': tracking.DossierRatedV1,
  ...Object.fromEntries(tracking.publicEventNames.map((name) => [`${name}.v1`, tracking.PublicFact])),
  ...parked,
};

export const codecOf = { intake: intakeCodec, workflow: workflowCodec, notify: notifyCodec, tracking: trackingCodec } as const;
