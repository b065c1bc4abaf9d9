import type { Recorded } from '@motcua/es';
import { expect, test } from 'vitest';
import type { MessagesState } from './messages.document.ts';
import { messagesProjection as projection } from './messages.projection.ts';

const dossierId = '0199a0de-0000-8000-8000-0000000000d0';
const id = '0199a0de-0000-8000-8000-000000000001';
const at = '2026-11-23T09:00:00+07:00';
const event = (type: string, stream: string, data: object): Recorded => ({
  id: 'e',
  type,
  data,
  metadata: { at, actor: 'system:notify', correlationId: dossierId, causationId: 'c' },
  stream,
  revision: 0,
  position: 1,
  hash: '',
  previous: '',
});
const contact = event('ContactRecorded.v1', `contact-${dossierId}`, {
  dossierId,
  facts: { agency: 'H53.12', receivingAgency: 'H53.12' },
});
const requested = event('NotificationRequested.v1', `notification-${id}`, {
  notificationId: id,
  dossierId,
  kind: 'received',
  channel: 'sms',
  at,
  sealed: { message: 'a..b.c.d' },
});
const outcome = (type: string) => event(type, `notification-${id}`, { notificationId: id, at, provider: 'sms', final: true });
const stream = `parked-notify-sender-v1_${dossierId}`;
const parked = event('MessageParked.v1', stream, { parkedId: 'p', source: { stream: `notification-${id}` } });
const operator = (type: string) => event(type, stream, { parkedId: 'p' });
const fold = (...events: readonly Recorded[]): MessagesState | undefined =>
  events.reduce<MessagesState | undefined>((state, e) => projection.evolve(state, e, undefined, 'notify'), undefined);
const stateAfter = (...events: readonly Recorded[]) => fold(contact, requested, ...events)?.messages[0]?.state;

test('every event of a dossier lands in its one document; strangers in none', () => {
  for (const e of [contact, requested, outcome('NotificationSent.v1'), parked])
    expect(projection.documentsOf('notify', e)).toEqual([dossierId]);
  expect(projection.documentsOf('notify', event('MessageParked.v1', `parked-notify-workflow-v1_${dossierId}`, {}))).toEqual([]);
});
test('a message goes from requested to delivered', () => {
  expect(stateAfter()).toBe('requested');
  expect(stateAfter(outcome('NotificationSent.v1'))).toBe('sent');
  expect(stateAfter(outcome('NotificationSent.v1'), outcome('NotificationDelivered.v1'))).toBe('delivered');
});
test('a receipt that comes before the answer is not taken back by it', () => {
  expect(stateAfter(outcome('NotificationDelivered.v1'), outcome('NotificationSent.v1'))).toBe('delivered');
});
test('parked shows, until it is replayed or discarded', () => {
  expect(stateAfter(parked)).toBe('parked');
  expect(stateAfter(parked, operator('ParkedMessageReplayed.v1'))).toBe('requested');
  expect(stateAfter(parked, outcome('NotificationSent.v1'), operator('ParkedMessageReplayed.v1'))).toBe('sent');
  expect(stateAfter(parked, operator('ParkedMessageDiscarded.v1'))).toBe('failed');
});
test('what is stored shows no text', () => {
  const { rendered } = projection.render(fold(contact, requested) as MessagesState, false);
  expect(JSON.parse(rendered ?? '')).toMatchObject({ agencies: ['H53.12'], messages: [{ id, sealed: 'a..b.c.d' }] });
});
