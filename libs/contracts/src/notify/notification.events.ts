import { z } from 'zod';
import { AgencyCode, DossierId, Hash, Instant, Jwe, Language, OfficerId } from '../values.ts';

export const notificationKinds = [
  'received',
  'accepted',
  'refused',
  'supplement-requested',
  'supplement-noted',
  'resumed',
  'withdrawn',
  'withdrawal-declined',
  'due-date-changed',
  'result-ready',
  'returned',
  'breached',
] as const;
export const messageChannels = ['zalo', 'sms', 'email'] as const;

/** Stream `contact-<dossierId>`: how a dossier's people are reached; opened only while a message is written. */
export const ContactRecordedV1 = z.object({
  dossierId: DossierId,
  subjectId: Hash,
  at: Instant,
  language: Language,
  facts: z.record(z.string(), z.string()),
  sealed: z.object({ contact: Jwe }),
});
export type ContactRecorded = { type: 'ContactRecorded.v1'; data: z.infer<typeof ContactRecordedV1> };

/** Same stream: facts that later events no longer carry (the dossier code, from its acceptance). Nothing about a person. */
export const ContactFactsNotedV1 = z.object({ dossierId: DossierId, at: Instant, facts: z.record(z.string(), z.string()) });
export type ContactFactsNoted = { type: 'ContactFactsNoted.v1'; data: z.infer<typeof ContactFactsNotedV1> };
export type ContactEvent = ContactRecorded | ContactFactsNoted;

/** Stream `notification-<notificationId>` (UUIDv8 of cause event and channel), revision 0: the intent. `sealed.message` opens to `{ to, text }`, the link still `{link}`. */
export const NotificationRequestedV1 = z.object({
  notificationId: z.uuid(),
  dossierId: DossierId,
  kind: z.enum(notificationKinds),
  variant: z.string().optional(),
  channel: z.enum(messageChannels),
  causeId: z.uuid(),
  at: Instant,
  template: z.string(),
  language: Language,
  sealed: z.object({ message: Jwe }),
});
export type NotificationRequested = { type: 'NotificationRequested.v1'; data: z.infer<typeof NotificationRequestedV1> };

export const NotificationSentV1 = z.object({ notificationId: z.uuid(), at: Instant, provider: z.string(), providerMessageId: z.string() });
export type NotificationSent = { type: 'NotificationSent.v1'; data: z.infer<typeof NotificationSentV1> };
export const NotificationDeliveredV1 = z.object({ notificationId: z.uuid(), at: Instant, provider: z.string() });
export type NotificationDelivered = { type: 'NotificationDelivered.v1'; data: z.infer<typeof NotificationDeliveredV1> };
/** `final: true` ends it; otherwise an attempt failed and another follows. */
export const NotificationFailedV1 = z.object({
  notificationId: z.uuid(),
  at: Instant,
  provider: z.string(),
  reason: z.string().max(200),
  final: z.boolean(),
});
export type NotificationFailed = { type: 'NotificationFailed.v1'; data: z.infer<typeof NotificationFailedV1> };

/** Stream `messageaccess-<yymmdd>_<officer hash>_<dossierId>`: an officer read what was written to a person, once a day, officer and dossier. */
export const MessagesViewedV1 = z.object({ dossierId: DossierId, officer: OfficerId, agency: AgencyCode, at: Instant });
export type MessagesViewed = { type: 'MessagesViewed.v1'; data: z.infer<typeof MessagesViewedV1> };

/**
 * Stream `senderturn-1`: which instance of notify calls the providers, and until it is silent for as long as a turn lasts. Taken anew and
 * prolonged by the same event; `instance` is drawn at each start.
 */
export const SenderTurnTakenV1 = z.object({ instance: z.uuid(), at: Instant });
export type SenderTurnTaken = { type: 'SenderTurnTaken.v1'; data: z.infer<typeof SenderTurnTakenV1> };
/** Same stream: an instance that ends in peace lets the next one begin at once. */
export const SenderTurnGivenUpV1 = z.object({ instance: z.uuid(), at: Instant });
export type SenderTurnGivenUp = { type: 'SenderTurnGivenUp.v1'; data: z.infer<typeof SenderTurnGivenUpV1> };
export type SenderTurnEvent = SenderTurnTaken | SenderTurnGivenUp;

export type NotificationEvent = NotificationRequested | NotificationSent | NotificationDelivered | NotificationFailed;
export type NotifyEvent = ContactEvent | NotificationEvent | SenderTurnEvent;
