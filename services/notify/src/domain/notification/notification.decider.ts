import type { NotificationEvent } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import type { NotificationCommand } from './notification.commands.ts';
import { evolveNotification, initialNotification, type Notification } from './notification.state.ts';

/**
 * requested → sent → delivered, or failed. A receipt proves more than the provider's answer, so it may come first;
 * the answer is then still noted once, for its message id. Whatever is decided twice decides nothing the second time.
 */
const decide = (command: NotificationCommand, state: Notification): readonly NotificationEvent[] => {
  if (command.type === 'RequestNotification') {
    const { type: _, ...data } = command;
    return state.stage === 'absent' ? [{ type: 'NotificationRequested.v1', data }] : [];
  }
  if (state.stage === 'absent') throw new Rejection('notification-not-found');
  const { notificationId } = state;
  switch (command.type) {
    case 'RecordSent': {
      const { at, provider, providerMessageId } = command;
      return state.sent ? [] : [{ type: 'NotificationSent.v1', data: { notificationId, at, provider, providerMessageId } }];
    }
    case 'RecordDelivered': {
      const { at, provider } = command;
      return state.stage === 'delivered' ? [] : [{ type: 'NotificationDelivered.v1', data: { notificationId, at, provider } }];
    }
    case 'RecordFailed': {
      const { at, provider, reason } = command;
      if (state.stage === 'delivered' || state.stage === 'failed') return [];
      return [{ type: 'NotificationFailed.v1', data: { notificationId, at, provider, reason: reason.slice(0, 200), final: true } }];
    }
  }
};

export const notification: Decider<Notification, NotificationCommand, NotificationEvent> = {
  initialState: initialNotification,
  evolve: evolveNotification,
  decide,
};
