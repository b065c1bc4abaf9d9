import type { ContactEvent, ContactRecorded } from '@motcua/contracts';
import { type Decider, Rejection } from '@motcua/es';
import type { ContactCommand } from './contact.commands.ts';

/** How a dossier's people are reached (sealed), and what the texts of later messages need. */
export type Contact = ContactRecorded['data'] | undefined;

const evolve = (state: Contact, event: ContactEvent): Contact => {
  if (event.type === 'ContactRecorded.v1') return event.data;
  return state && { ...state, facts: { ...state.facts, ...event.data.facts } };
};

const decide = (command: ContactCommand, state: Contact): readonly ContactEvent[] => {
  if (command.type === 'RecordContact') {
    const { type: _, ...data } = command;
    return state ? [] : [{ type: 'ContactRecorded.v1', data }];
  }
  if (!state) throw new Rejection('contact-not-found');
  const news = Object.entries(command.facts).filter(([name, value]) => state.facts[name] !== value);
  if (news.length === 0) return [];
  return [{ type: 'ContactFactsNoted.v1', data: { dossierId: state.dossierId, at: command.at, facts: Object.fromEntries(news) } }];
};

export const contact: Decider<Contact, ContactCommand, ContactEvent> = { initialState: undefined, evolve, decide };
