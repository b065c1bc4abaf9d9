import { done, type Outcome, park, retry } from '@motcua/bus';
import { type DossierEvent, type DossierOpened, SealedContact } from '@motcua/contracts';
import type { DomainEvent, Recorded } from '@motcua/es';
import { type SubjectKeys, seal, UnsealFailed, unseal } from '@motcua/sealing';
import { routeTo } from '../domain/contact/channel-choice.ts';
import type { Contact } from '../domain/contact/contact.decider.ts';
import { announcementOf, nameIn, type Opened } from '../domain/wording/announcement.ts';
import { type Voice, write } from '../domain/wording/write.ts';
import { contactStream, type Handlers, metadataOf, notificationIdOf, notificationStream } from './handlers.ts';
import type { Clock } from './ports.ts';

export interface AnnounceDeps {
  readonly handlers: Handlers;
  readonly keys: SubjectKeys;
  readonly voice: Voice;
  readonly now: Clock;
}
type RecordedAs<E> = E extends DomainEvent ? Recorded<E> : never;
export type DossierRecorded = RecordedAs<DossierEvent>;

/** What later texts need of the first event; nothing about a person. Names in English only where the event has them. */
const factsOf = ({ procedure, competentAgency, ...data }: DossierOpened['data']): Record<string, string> => ({
  procedure: procedure.name,
  ...(procedure.nameEn === undefined ? {} : { procedureEn: procedure.nameEn }),
  procedureCode: procedure.code,
  agency: competentAgency.code,
  agencyName: competentAgency.name,
  ...(competentAgency.nameEn === undefined ? {} : { agencyNameEn: competentAgency.nameEn }),
  receivingAgency: data.receivingAgency.code,
  requestCode: data.requestCode,
  delivery: data.delivery.method,
});

/** The contact as it stands after this event, or undefined where it is not there yet. */
const contactAfter = async ({ handlers, now }: AnnounceDeps, event: DossierRecorded): Promise<Contact> => {
  const { dossierId } = event.data;
  const stream = contactStream(dossierId);
  const at = now();
  const context = {
    commandId: `contact/${event.id}`,
    metadata: metadataOf(at, dossierId, event.id, event.metadata.traceparent),
    idempotent: true,
  };
  if (event.type === 'DossierOpened.v1') {
    const { subjectId, language, sealed } = event.data;
    const command = {
      type: 'RecordContact',
      dossierId,
      subjectId,
      at,
      language,
      facts: factsOf(event.data),
      sealed: { contact: sealed.contact },
    } as const;
    return (await handlers.contacts.handle(stream, command, { ...context, expected: 'absent' })).state;
  }
  const known = await handlers.contacts.loadKnown(stream);
  // Only the code may have been noted by another instance since.
  const { state } = known.state?.facts.code === undefined ? await handlers.contacts.load(stream) : known;
  if (!state || event.type !== 'DossierAccepted.v1') return state;
  return (await handlers.contacts.handle(stream, { type: 'NoteFacts', at, facts: { code: event.data.code } }, context)).state;
};

/** A sealed text is a string, or an object with the text under its name. */
const textOf = (opened: unknown, name: string): string | undefined => {
  if (typeof opened === 'string') return opened;
  const value = typeof opened === 'object' && opened !== null ? (opened as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
};

const openedOf = (event: DossierRecorded, key: Uint8Array): Opened => {
  switch (event.type) {
    case 'SupplementRequested.v1': {
      const reason = textOf(unseal(event.data.sealed.reason, key), 'reason');
      return reason === undefined ? {} : { reason };
    }
    case 'DossierRefused.v1': {
      const reason = textOf(unseal(event.data.sealed.note, key), 'note');
      return reason === undefined ? {} : { reason };
    }
    case 'ResultReturned.v1': {
      const receiver = textOf(unseal(event.data.sealed.receiver, key), 'masked');
      return receiver === undefined ? {} : { receiver };
    }
    default:
      return {};
  }
};

/**
 * Hears what happened to a dossier and asks for the one message about it. Idempotent: the notification's stream is the inbox,
 * its name derives from the cause. Nobody reachable, nobody left (erased) or nothing to tell: done, without a message.
 */
export const announce =
  (deps: AnnounceDeps) =>
  async (event: DossierRecorded): Promise<Outcome> => {
    const contact = await contactAfter(deps, event);
    // Same source and per-key order: only a lost or parked first event brings us here.
    if (!contact) return retry(2_000, 'contact not recorded yet');
    const { dossierId } = contact;
    const key = (await deps.keys.keysOf([dossierId])).get(dossierId);
    if (!key) return done;
    try {
      return await request(deps, event, contact, key);
    } catch (error) {
      if (error instanceof UnsealFailed) return park('a sealed block does not open');
      throw error;
    }
  };

const request = async (deps: AnnounceDeps, event: DossierRecorded, contact: NonNullable<Contact>, key: Uint8Array): Promise<Outcome> => {
  const { dossierId, facts } = contact;
  const reached = SealedContact.parse(unseal(contact.sealed.contact, key));
  const route = routeTo(reached);
  const language = reached.language;
  const announcement = route && announcementOf(event, facts, openedOf(event, key), language);
  if (!route || !announcement) return done;
  const values = {
    ...announcement.values,
    cq: nameIn({ name: facts.agencyName ?? '', nameEn: facts.agencyNameEn }, language),
    tt: nameIn({ name: facts.procedure ?? '', nameEn: facts.procedureEn }, language),
    ma: facts.code ?? facts.requestCode ?? '',
  };
  const message = { to: route.to, text: write(announcement.template, route.channel, language, values, deps.voice) };
  const notificationId = notificationIdOf(event.id, route.channel);
  const at = deps.now();
  await deps.handlers.notifications.handle(
    notificationStream(notificationId),
    {
      type: 'RequestNotification',
      notificationId,
      dossierId,
      kind: announcement.kind,
      ...(announcement.variant === undefined ? {} : { variant: announcement.variant }),
      channel: route.channel,
      causeId: event.id,
      at,
      template: announcement.template,
      language,
      sealed: { message: seal(message, key, dossierId) },
    },
    {
      commandId: `${notificationId}/request`,
      metadata: metadataOf(at, dossierId, event.id, event.metadata.traceparent),
      idempotent: true,
      expected: 'absent',
    },
  );
  return done;
};
