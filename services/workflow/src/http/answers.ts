import { BadCursor } from '@motcua/read-models';
import { type Answer, malformed, Problem } from '@motcua/service-kit';
import { Refused, type RefusedKind } from '../application/refused.ts';
import type { ShownDossier } from '../application/show-dossier.ts';

const problems: Readonly<Record<RefusedKind, () => Problem>> = {
  malformed: () => new Problem('malformed'),
  forbidden: () => new Problem('forbidden'),
  'other-agency': () => new Problem('other-agency'),
  'not-found': () => new Problem('not-found'),
  'if-match-required': () => new Problem('if-match-required'),
  'idempotency-key-required': () => new Problem('idempotency-key-required'),
  'idempotency-key-reused': () => new Problem('idempotency-key-reused'),
  'stale-revision': () => new Problem('stale-revision'),
  'not-yet-visible': () => new Problem('not-yet-visible', 503, { retryAfter: 1 }),
  gone: () => new Problem('gone'),
  unavailable: () => new Problem('unavailable', 503, { retryAfter: 2 }),
};

/** Runs a use case; what it refuses becomes a problem of the contract, everything else passes. */
export const answering = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BadCursor) throw malformed('?cursor', 'cursor', 'not a cursor of this list');
    if (!(error instanceof Refused)) throw error;
    if (error.issues.length > 0) throw new Problem('malformed', 400, { errors: error.issues });
    throw problems[error.kind]();
  }
};

/** A dossier with its revision and position, never cached: it shows a person. */
export const dossierAnswer = ({ view, revision, position, replayed }: ShownDossier): Answer => ({
  status: 200,
  body: view,
  headers: {
    etag: `"${revision}"`,
    'motcua-position': `workflow:${position}`,
    'cache-control': 'no-store',
    ...(replayed ? { 'idempotency-replayed': 'true' } : {}),
  },
});
