import type { NotificationRequested } from '@motcua/contracts';

/** Asks for a message to be sent: the intent, with everything the sender needs. */
export type RequestNotification = { type: 'RequestNotification' } & NotificationRequested['data'];
/** The provider has accepted it (answered so, or knows the key). */
export type RecordSent = { type: 'RecordSent'; at: string; provider: string; providerMessageId: string };
/** The provider reports that the phone has it. May come before `RecordSent`. */
export type RecordDelivered = { type: 'RecordDelivered'; at: string; provider: string };
/** It will never be sent: refused for good, or nothing left to send. */
export type RecordFailed = { type: 'RecordFailed'; at: string; provider: string; reason: string };

export type NotificationCommand = RequestNotification | RecordSent | RecordDelivered | RecordFailed;
