import { z } from 'zod';
import { DossierId } from '../values.ts';

/** `rpc.subjectKeys`: data keys by dossier id, base64url; `null` = erased or unknown. At most 500 ids a request. */
export const SubjectKeysRequest = z.strictObject({ dossiers: z.array(DossierId).min(1).max(500) });
export const SubjectKeysAnswer = z.object({ keys: z.record(z.string(), z.string().nullable()) });

/**
 * `handouts.subjectKeys`: dossiers just filed, each with its data key (base64url), for those who would ask for it a moment later. At most 500.
 * Pairs: an object with a name per dossier would be of a new shape each time, which costs the one who reads it ten times as much.
 */
export const SubjectKeysHandout = z.object({ keys: z.array(z.tuple([DossierId, z.string()])) });

/** `rpc.trackingLink`: the present link of a dossier, for the moment of sending or printing only. */
export const TrackingLinkRequest = z.strictObject({ dossierId: DossierId });
export const TrackingLinkAnswer = z.object({ url: z.string().nullable() });

/** `rpc.logRead(service)`: events in global order after a position (exclusive); at most `limit`, fewer where 512 KiB are full. */
export const LogReadRequest = z.strictObject({
  after: z.int().nonnegative(),
  limit: z.int().min(1).max(1000),
  stream: z.string().optional(),
  fromRevision: z.int().nonnegative().optional(),
});
