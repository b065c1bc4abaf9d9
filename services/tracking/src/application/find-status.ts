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
  const known = await find();
  if (!position || waitMs <= 0) return foundIn(known);
  const until = performance.now() + waitMs;
  const { service, position: wanted } = position;
  if (!known && (await statuses.waitFor(service, wanted, waitMs)) !== 'passed') return 'not-yet-visible';
  const document = known ?? (await find());
  if (!document) return 'not-found';
  // One that came only now can be parked: then it stands before the position, whatever all others have passed.
  const left = Math.max(0, until - performance.now());
  const passed = (await statuses.waitForDocument(document.id, service, wanted, left)) === 'passed';
  return passed ? foundIn(await find()) : 'not-yet-visible';
};

/** By the token of the receipt. The hot path: one hash, one indexed read. */
export const findStatus =
  (ports: Pick<TrackingPorts, 'statuses'>) =>
  (token: string, wanted: Wanted): Promise<Found> => {
    const hash = tokenHashOf(token);
    return findAt(ports, wanted, () => ports.statuses.collection().findOne('token', hash));
  };
