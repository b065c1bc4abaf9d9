import { createHash } from 'node:crypto';
import { isGranted, readers } from '@motcua/contracts';
import { type EventStore, eventIdOf, isEventIdReused, isVersionConflict } from '@motcua/es';
import { type SubjectKeys, unseal } from '@motcua/sealing';
import type { MessageEntry, MessagesDocument } from '../projections/messages/messages.document.ts';

export interface MessageView {
  readonly id: string;
  readonly dossier: string;
  readonly kind: string;
  readonly channel: string;
  readonly variant?: string;
  readonly state: MessageEntry['state'];
  /** As it was written, `{link}` unresolved; null once the person has been erased. */
  readonly text: string | null;
  readonly at: string;
}
export interface Reader {
  readonly id: string;
  readonly agency: string;
  readonly roles: readonly string[];
}
export interface ReadMessagesDeps {
  readonly find: (dossierId: string) => Promise<MessagesDocument | undefined>;
  readonly keys: SubjectKeys;
  readonly store: Pick<EventStore, 'append'>;
  /** RFC 3339 with +07:00. */
  readonly now: () => string;
}

/** Every officer's look at personal data is recorded; the stream itself tells whether today's look stands there already. */
const recordLook = async ({ store, now }: ReadMessagesDeps, { id: officer, agency }: Reader, dossierId: string): Promise<void> => {
  const at = now();
  const who = createHash('sha256').update(officer).digest('hex').slice(0, 16);
  const stream = `messageaccess-${at.slice(2, 10).replaceAll('-', '')}_${who}_${dossierId}`;
  const id = eventIdOf(stream, 0);
  const metadata = { at, actor: `officer:${officer}`, correlationId: dossierId, causationId: id };
  try {
    await store.append(stream, [{ id, type: 'MessagesViewed.v1', data: { dossierId, officer, agency, at }, metadata }], 'absent');
  } catch (error) {
    if (!isVersionConflict(error) && !isEventIdReused(error)) throw error;
  }
};

/** A dossier's messages, oldest first, after the message `after`. Of another agency, or unknown: none, so that nobody learns which dossiers exist. */
export const readMessages =
  (deps: ReadMessagesDeps) => async (reader: Reader, dossierId: string, page: { limit: number; after?: string | undefined }) => {
    const { find, keys } = deps;
    const document = await find(dossierId);
    if (!document || !isGranted(reader, readers, document.agencies)) return { items: [] as MessageView[], next: undefined };
    const from = page.after === undefined ? 0 : document.messages.findIndex(({ id }) => id === page.after) + 1;
    const shown = document.messages.slice(from, from + page.limit);
    if (shown.length > 0) await recordLook(deps, reader, dossierId);
    const key = shown.length > 0 ? (await keys.keysOf([dossierId])).get(dossierId) : undefined;
    const items = shown.map(({ sealed, ...entry }): MessageView => ({ ...entry, dossier: dossierId, text: textOf(sealed, key) }));
    return { items, next: document.messages.length > from + page.limit ? shown.at(-1)?.id : undefined };
  };

const textOf = (sealed: string, key: Uint8Array | undefined): string | null =>
  key === undefined ? null : unseal<{ text: string }>(sealed, key).text;
