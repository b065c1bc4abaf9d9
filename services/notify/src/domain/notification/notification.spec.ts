import type { NotificationEvent } from '@motcua/contracts';
import { scenario } from '@motcua/es/testing';
import { test } from 'vitest';
import type { RequestNotification } from './notification.commands.ts';
import { notification } from './notification.decider.ts';

const at = '2026-11-23T09:00:00+07:00';
const notificationId = '0199a0de-0000-8000-8000-000000000001';
const intent: Omit<RequestNotification, 'type'> = {
  notificationId,
  dossierId: '0199a0de-0000-8000-8000-0000000000d0',
  kind: 'received',
  channel: 'sms',
  causeId: '0199a0de-0000-8000-8000-0000000000c0',
  at,
  template: 'received',
  language: 'vi',
  sealed: { message: 'a..b.c.d' },
};
const requested: NotificationEvent = { type: 'NotificationRequested.v1', data: intent };
const sent: NotificationEvent = { type: 'NotificationSent.v1', data: { notificationId, at, provider: 'sms', providerMessageId: 'm-1' } };
const delivered: NotificationEvent = { type: 'NotificationDelivered.v1', data: { notificationId, at, provider: 'sms' } };
const failed: NotificationEvent = {
  type: 'NotificationFailed.v1',
  data: { notificationId, at, provider: 'sms', reason: 'blocked', final: true },
};
const recordSent = { type: 'RecordSent', at, provider: 'sms', providerMessageId: 'm-1' } as const;
const recordDelivered = { type: 'RecordDelivered', at, provider: 'sms' } as const;
const recordFailed = { type: 'RecordFailed', at, provider: 'sms', reason: 'blocked' } as const;

const { given } = scenario(notification);

test('a message is requested once', () => {
  given()
    .when({ type: 'RequestNotification', ...intent })
    .then(requested);
  given(requested)
    .when({ type: 'RequestNotification', ...intent })
    .thenNothing();
});
test('what the provider accepted is sent, once', () => {
  given(requested).when(recordSent).then(sent);
  given(requested, sent).when(recordSent).thenNothing();
});
test('a receipt after the answer makes it delivered, once', () => {
  given(requested, sent).when(recordDelivered).then(delivered);
  given(requested, sent, delivered).when(recordDelivered).thenNothing();
});
test('a receipt before the answer counts; the answer is then noted for its id', () => {
  given(requested).when(recordDelivered).then(delivered);
  given(requested, delivered).when(recordSent).then(sent);
});
test('a refusal for good ends it; nothing fails after the phone has it', () => {
  given(requested).when(recordFailed).then(failed);
  given(requested, failed).when(recordFailed).thenNothing();
  given(requested, sent, delivered).when(recordFailed).thenNothing();
});
test('an outcome without an intent is not ours', () => {
  given().when(recordDelivered).thenRejected('notification-not-found');
  given().when(recordSent).thenRejected('notification-not-found');
});
