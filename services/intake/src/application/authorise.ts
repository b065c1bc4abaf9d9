import { timingSafeEqual } from 'node:crypto';
import { holdsRole, isGranted } from '@motcua/contracts';
import { tokenHashOf } from '@motcua/sealing';
import { type Access, grants } from '../domain/authorisation/authorisation.ts';
import type { Filed, Submission } from '../domain/submission/submission.state.ts';
import type { Actor, IntakePorts } from './ports.ts';
import { erased, forbidden, notCompetent, notFound } from './refusals.ts';

/** Who asks for one submission: the holder of its link, or an officer. */
export type Asker = { readonly kind: 'holder'; readonly token: string } | Extract<Actor, { kind: 'officer' }>;

export const actorOf = (asker: Asker): Actor => (asker.kind === 'holder' ? { kind: 'citizen' } : asker);

export const isTokenOf = (token: string, { tokenHash }: { readonly tokenHash: string }): boolean =>
  timingSafeEqual(Buffer.from(tokenHashOf(token), 'hex'), Buffer.from(tokenHash, 'hex'));

const assertOfficer = (officer: Extract<Actor, { kind: 'officer' }>, agencies: readonly string[], access: Access): void => {
  if (!holdsRole(officer, grants[access])) throw forbidden();
  if (!isGranted(officer, grants[access], agencies)) throw notCompetent();
};

export interface Opened {
  readonly state: Filed;
  /** The dossier's data key. */
  readonly key: Uint8Array;
  readonly position: number;
}

/**
 * The submission, opened for who may see it. A wrong token, an unknown id and an erased person answer a holder alike (404).
 * An officer gets 404, 403, or 410 where the data was erased.
 */
export const openFor = async (
  { submissions, keys }: Pick<IntakePorts, 'submissions' | 'keys'>,
  dossierId: string,
  asker: Asker,
  access: Access,
  isOldLinkAllowed = false,
): Promise<Opened> => {
  const { state, position } = await submissions.load(`submission-${dossierId}`);
  assertMay(state, asker, access, isOldLinkAllowed);
  const key = (await keys.keysOf([dossierId])).get(dossierId);
  if (!key) throw asker.kind === 'holder' ? notFound() : erased();
  return { state, key, position: position ?? 0 };
};

function assertMay(state: Submission, asker: Asker, access: Access, isOldLinkAllowed: boolean): asserts state is Filed {
  if (state === 'absent') throw notFound();
  if (asker.kind === 'officer') {
    assertOfficer(asker, [state.filed.agency, state.filed.receivingAgency], access);
    return;
  }
  const links = isOldLinkAllowed ? state.links : state.links.slice(0, 1);
  if (!links.some((link) => isTokenOf(asker.token, link))) throw notFound();
}
