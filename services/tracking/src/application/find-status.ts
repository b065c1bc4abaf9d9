import type { StoredDocument } from '@motcua/read-models';
import { tokenHashOf } from '@motcua/sealing';
import type { TrackingPorts, Wanted } from './ports.ts';

/** A dossier's document, as look-ups send it: `rendered` holds both views, see `viewIn`. */
export interface FoundDossier {
  readonly id: string;
  readonly rendered: string;
  readonly document: StoredDocument;
}
export type Found = FoundDossier | 'not-found' | 'not-yet-visible';

export const foundIn = (document: StoredDocument | undefined): FoundDossier | 'not-found' =>
  document?.rendered === undefined ? 'not-found' : { id: document.id, rendered: document.rendered, document };

/** Finds, and where the caller quotes a position waits until the dossier's document has passed it, then finds again. */
export const findAt = async (
  { statuses }: Pick<TrackingPorts, 'statuses'>,
  { position, waitMs }: Wanted,
  find: () => Promise<StoredDocument | undefined>,
): Promise<Found> => {
  const document = await find();
  if (!position || waitMs <= 0) return foundIn(document);
  const { service, position: wanted } = position;
  const waited = document
    ? await statuses.waitForDocument(document.id, service, wanted, waitMs)
    : await statuses.waitFor(service, wanted, waitMs);
  return waited === 'passed' ? foundIn(await find()) : 'not-yet-visible';
};

/** By the token of the receipt. The hot path: one hash, one indexed read. */
export const findStatus =
  (ports: Pick<TrackingPorts, 'statuses'>) =>
  (token: string, wanted: Wanted): Promise<Found> => {
    const hash = tokenHashOf(token);
    return findAt(ports, wanted, () => ports.statuses.collection().findOne('token', hash));
  };
