import { findSecret, newestSecret, tokenHashOf, trackingToken } from '@motcua/sealing';
import type { Tracking } from '../domain/submission/submission.state.ts';
import type { IntakePorts } from './ports.ts';

export interface TrackingLink {
  readonly token: string;
  readonly url: string;
}

type Needs = Pick<IntakePorts, 'secrets' | 'publicUrl'>;

const linkOf = ({ publicUrl }: Needs, token: string): TrackingLink => ({ token, url: `${publicUrl}/s#${token}` });

/** A link of the given generation, under the newest secret. */
export const newLink = (
  needs: Needs,
  dossierId: string,
  generation: number,
): { readonly link: TrackingLink; readonly tracking: Tracking } => {
  const { id, secret } = newestSecret(needs.secrets.tracking);
  const token = trackingToken(secret, dossierId, generation);
  return { link: linkOf(needs, token), tracking: { tokenHash: tokenHashOf(token), generation, secretId: id } };
};

/** Derives a link again. Undefined where its secret has left the ring: the counter replaces the link then. */
export const derivedLink = (needs: Needs, dossierId: string, { generation, secretId }: Tracking): TrackingLink | undefined => {
  const found = findSecret(needs.secrets.tracking, secretId);
  return found && linkOf(needs, trackingToken(found.secret, dossierId, generation));
};
