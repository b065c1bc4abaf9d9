import type { ContactEvent } from '@motcua/contracts';
import { scenario } from '@motcua/es/testing';
import { expect, test } from 'vitest';
import type { RecordContact } from './contact.commands.ts';
import { contact } from './contact.decider.ts';

const at = '2026-11-23T09:00:00+07:00';
const dossierId = '0199a0de-0000-8000-8000-0000000000d0';
const facts = { requestCode: 'YC-7K3M-9QXD-2F4H', agency: 'H53.12' };
const data: Omit<RecordContact, 'type'> = {
  dossierId,
  subjectId: 'a'.repeat(64),
  at,
  language: 'vi',
  facts,
  sealed: { contact: 'a..b.c.d' },
};
const recorded: ContactEvent = { type: 'ContactRecorded.v1', data };
const noted: ContactEvent = { type: 'ContactFactsNoted.v1', data: { dossierId, at, facts: { code: 'H53.12-261123-0001' } } };
const { given } = scenario(contact);

test('a contact is recorded once', () => {
  given()
    .when({ type: 'RecordContact', ...data })
    .then(recorded);
  given(recorded)
    .when({ type: 'RecordContact', ...data })
    .thenNothing();
});
test('only new facts are noted, and only of a known contact', () => {
  const note = { type: 'NoteFacts', at, facts: { agency: 'H53.12', code: 'H53.12-261123-0001' } } as const;
  given(recorded).when(note).then(noted);
  given(recorded, noted).when(note).thenNothing();
  given().when(note).thenRejected('contact-not-found');
});
test('noted facts stand beside the recorded ones', () => {
  const state = [recorded, noted].reduce(contact.evolve, contact.initialState);
  expect(state?.facts).toStrictEqual({ ...facts, code: 'H53.12-261123-0001' });
});
