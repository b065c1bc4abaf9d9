import type { Collection } from '@motcua/read-models';
import type { MessagesDocument } from './messages.document.ts';

/** The messages of one dossier; asks for the collection each time, since a rebuild switches it. */
export const findMessages =
  (collection: () => Collection) =>
  async (dossierId: string): Promise<MessagesDocument | undefined> => {
    const document = await collection().get(dossierId);
    return document?.rendered === undefined ? undefined : (JSON.parse(document.rendered) as MessagesDocument);
  };
