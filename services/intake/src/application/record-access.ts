import { createHash } from 'node:crypto';
import type { SubmissionViewed } from '@motcua/contracts';
import { eventIdOf, instantOf, isEventIdReused, isVersionConflict } from '@motcua/es';
import { LRUCache } from 'lru-cache';
import { localDateOf } from '../domain/local-date.ts';
import { metadataOf } from './metadata.ts';
import type { Actor, IntakePorts } from './ports.ts';

type Officer = Extract<Actor, { kind: 'officer' }>;

/** Records an officer's look at personal data before it is answered: once a day, officer, dossier and purpose. */
export const recordAccess = ({ store, now }: Pick<IntakePorts, 'store' | 'now'>) => {
  const recorded = new LRUCache<string, true>({ max: 5_000 });
  return async (officer: Officer, dossierId: string, purpose: SubmissionViewed['data']['purpose']): Promise<void> => {
    const day = localDateOf(now()).slice(2).replaceAll('-', '');
    const who = createHash('sha256').update(officer.id).digest('hex').slice(0, 16);
    const stream = `submissionaccess-${day}_${who}_${dossierId}_${purpose}`;
    if (recorded.has(stream)) return;
    const at = instantOf(now());
    const data: SubmissionViewed['data'] = { dossierId, officer: officer.id, agency: officer.agency, at, purpose };
    try {
      const metadata = metadataOf({ actor: officer }, at, dossierId, stream);
      await store.append(stream, [{ id: eventIdOf(stream, 0), type: 'SubmissionViewed.v1', data, metadata }], 'absent');
    } catch (error) {
      if (!isVersionConflict(error) && !isEventIdReused(error)) throw error;
    }
    recorded.set(stream, true);
  };
};
