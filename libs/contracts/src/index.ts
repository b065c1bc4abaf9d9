export { type Asker, type Grant, holdsRole, isGranted, own, type Reach, readers } from './authorisation.ts';
export type { CodecTable } from './codecs.ts';
export { codecOf, intakeCodec, notifyCodec, trackingCodec, workflowCodec } from './codecs.ts';
export { Applicant, FiledBy, SealedApplicant, SealedContact, SealedForm, SealedLookup } from './intake/sealed.ts';
export type {
  IntakeEvent,
  PersonalDataErased,
  SubjectEvent,
  SubmissionEvent,
  SubmissionFiled,
  SubmissionSupplemented,
  SubmissionViewed,
  TrackingLinkReplaced,
  UploadBound,
  UploadCleared,
  UploadEvent,
  UploadLost,
  UploadReceived,
  UploadRefused,
  WithdrawalRequested,
} from './intake/submission.events.ts';
export { DocumentRef, TrackingGeneration } from './intake/submission.events.ts';
export {
  cloudEventType,
  handouts,
  publicEventType,
  publicSubjectOf,
  publicTail,
  type RelayedService,
  relayedServices,
  rpc,
  type ServiceName,
  type StoredType,
  services,
  sourceOf,
  streamId,
  subjectOf,
  tailOf,
} from './names.ts';
export type {
  ContactEvent,
  ContactFactsNoted,
  ContactRecorded,
  NotificationDelivered,
  NotificationEvent,
  NotificationFailed,
  NotificationRequested,
  NotificationSent,
  NotifyEvent,
  SenderTurnEvent,
} from './notify/notification.events.ts';
export { messageChannels, notificationKinds } from './notify/notification.events.ts';
export type { MessageParked, ParkedEvent, ParkedMessageDiscarded, ParkedMessageReplayed } from './operations/parked.events.ts';
export {
  LogReadRequest,
  SubjectKeysAnswer,
  SubjectKeysHandout,
  SubjectKeysRequest,
  TrackingLinkAnswer,
  TrackingLinkRequest,
} from './rpc/requests.ts';
export type { DossierRated, PublicEvent, TrackingEvent } from './tracking/public.events.ts';
export { PublicFact, publicEventNames } from './tracking/public.events.ts';
export {
  AgencyCode,
  AgencyRef,
  Channel,
  DossierId,
  DossierState,
  Hash,
  Instant,
  Jwe,
  Language,
  Named,
  nationalCodeOf,
  OfficerId,
  PaperRef,
  PositionToken,
  ProcedureCode,
  ProcedureRef,
  Slug,
  Standing,
} from './values.ts';
export { CalendarDefinition, type CalendarPublished } from './workflow/calendar.ts';
export { DirectoryDefinition, type DirectoryPublished } from './workflow/directory.ts';
export type {
  CodeReserved,
  DeadlineBreached,
  DossierAccepted,
  DossierAssigned,
  DossierEvent,
  DossierForwarded,
  DossierOpened,
  DossierRefused,
  DossierResumed,
  DossierWithdrawn,
  PersonalDataViewed,
  ResultIssued,
  ResultNumbered,
  ResultReturned,
  ResultSigned,
  StepCompleted,
  SupplementNoted,
  SupplementRequested,
  WithdrawalDeclined,
} from './workflow/dossier.events.ts';
export { CalendarBasis, DossierDocument, refusalReasons } from './workflow/dossier.events.ts';
export {
  Condition,
  CrossRule,
  FeeCondition,
  FormField,
  generalIntakeLimit,
  ProcedureDefinition,
  ProcedurePaper,
  type ProcedurePublished,
  ProcedureStep,
  RuleCondition,
  TimeLimit,
} from './workflow/procedure.ts';
