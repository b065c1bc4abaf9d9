import { uuidFromHmac } from '@motcua/sealing';
import type { CommandCall, IntakeSecrets } from './ports.ts';
import { malformedField } from './refusals.ts';

/** Without an account the key itself is the secret that keeps two people apart. */
const shortestAnonymousKey = 16;

/** A key belongs to its route and its caller: `officer:<id>`, or the receipt's dossier, or nobody known. */
export const commandIdOf = (secrets: IntakeSecrets, route: string, { actor, idempotencyKey }: CommandCall, dossierId = ''): string => {
  if (actor.kind === 'citizen' && dossierId === '' && idempotencyKey.length < shortestAnonymousKey) {
    throw malformedField('Idempotency-Key', 'too_small', `at least ${shortestAnonymousKey} characters`);
  }
  const caller = actor.kind === 'officer' ? `officer:${actor.id}` : 'citizen';
  return uuidFromHmac(secrets.ids, route, caller, dossierId, idempotencyKey);
};
