import type { NotificationEvent } from '@motcua/contracts';

/** `sent` is kept apart from `stage`: a phone may report before the provider's answer has reached us. */
export type Notification =
  | { readonly stage: 'absent' }
  | {
      readonly stage: 'requested' | 'sent' | 'delivered' | 'failed';
      readonly sent: boolean;
      readonly notificationId: string;
      readonly dossierId: string;
    };

export const initialNotification: Notification = { stage: 'absent' };

export const evolveNotification = (state: Notification, event: NotificationEvent): Notification => {
  if (event.type === 'NotificationRequested.v1') {
    return { stage: 'requested', sent: false, notificationId: event.data.notificationId, dossierId: event.data.dossierId };
  }
  if (state.stage === 'absent') return state;
  switch (event.type) {
    case 'NotificationSent.v1':
      return { ...state, sent: true, stage: state.stage === 'requested' ? 'sent' : state.stage };
    case 'NotificationDelivered.v1':
      return { ...state, stage: 'delivered' };
    case 'NotificationFailed.v1':
      return event.data.final ? { ...state, stage: 'failed' } : state;
  }
};
