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
  readonly agency: string;
  readonly roles: readonly string[];
}
export interface ReadMessagesDeps {
  readonly find: (dossierId: string) => Promise<MessagesDocument | undefined>;
  readonly keys: SubjectKeys;
}

/** Officers of the agencies concerned; supervisor and head also of superior ones; auditors everywhere. Source: api.md, "reading". */
export const mayRead = ({ agency, roles }: Reader, agencies: readonly string[]): boolean =>
  roles.includes('auditor') ||
  agencies.includes(agency) ||
  (roles.some((role) => role === 'supervisor' || role === 'head') && agencies.some((code) => code.startsWith(`${agency}.`)));

/** A dossier's messages, oldest first, after the message `after`. Of another agency, or unknown: none, so that nobody learns which dossiers exist. */
export const readMessages =
  ({ find, keys }: ReadMessagesDeps) =>
  async (reader: Reader, dossierId: string, page: { limit: number; after?: string | undefined }) => {
    const document = await find(dossierId);
    if (!document || !mayRead(reader, document.agencies)) return { items: [] as MessageView[], next: undefined };
    const from = page.after === undefined ? 0 : document.messages.findIndex(({ id }) => id === page.after) + 1;
    const shown = document.messages.slice(from, from + page.limit);
    const key = shown.length > 0 ? (await keys.keysOf([dossierId])).get(dossierId) : undefined;
    const items = shown.map(({ sealed, ...entry }): MessageView => ({ ...entry, dossier: dossierId, text: textOf(sealed, key) }));
    return { items, next: document.messages.length > from + page.limit ? shown.at(-1)?.id : undefined };
  };

const textOf = (sealed: string, key: Uint8Array | undefined): string | null =>
  key === undefined ? null : unseal<{ text: string }>(sealed, key).text;
