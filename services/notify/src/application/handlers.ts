import { type ContactEvent, type NotificationEvent, notifyCodec } from '@motcua/contracts';
import { type CommandHandler, codec, commandHandler, type EventMetadata, type EventStore, eventIdOf } from '@motcua/es';
import type { ContactCommand } from '../domain/contact/contact.commands.ts';
import { type Contact, contact } from '../domain/contact/contact.decider.ts';
import type { NotificationCommand } from '../domain/notification/notification.commands.ts';
import { notification } from '../domain/notification/notification.decider.ts';
import type { Notification } from '../domain/notification/notification.state.ts';

export interface Handlers {
  readonly contacts: CommandHandler<Contact, ContactCommand, ContactEvent>;
  readonly notifications: CommandHandler<Notification, NotificationCommand, NotificationEvent>;
}

export const openHandlers = (store: EventStore): Handlers => ({
  contacts: commandHandler({ store, codec: codec<ContactEvent>(notifyCodec), decider: contact, cacheSize: 1_000 }),
  notifications: commandHandler({ store, codec: codec<NotificationEvent>(notifyCodec), decider: notification, cacheSize: 1_000 }),
});

export const contactStream = (dossierId: string): string => `contact-${dossierId}`;
export const notificationStream = (notificationId: string): string => `notification-${notificationId}`;

/** One notification for each (cause, channel): hearing a cause twice finds the same stream. */
export const notificationIdOf = (causeId: string, channel: string): string => eventIdOf(`notification/${causeId}/${channel}`, 0);

/** `correlationId` is the dossier: projections find an outcome's dossier by it, since outcomes do not repeat it. */
export const metadataOf = (at: string, dossierId: string, causationId: string, traceparent?: string): EventMetadata => ({
  at,
  actor: 'system:notify',
  correlationId: dossierId,
  causationId,
  ...(traceparent === undefined ? {} : { traceparent }),
});
