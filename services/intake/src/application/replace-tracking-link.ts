import { instantOf } from '@motcua/es';
import { type Asker, actorOf, isTokenOf, openFor } from './authorise.ts';
import { commandIdOf } from './command-ids.ts';
import { byOf, metadataOf } from './metadata.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { notFound, trackingSecretGone } from './refusals.ts';
import { derivedLink, newLink, type TrackingLink } from './tracking-links.ts';

export interface ReplaceTrackingLink extends Omit<CommandCall, 'actor'> {
  readonly dossierId: string;
  readonly asker: Asker;
}

export interface ReplacedLink {
  readonly tracking: TrackingLink;
  readonly position: number;
  readonly replayed: boolean;
}

/** Revokes the present link; the next generation holds from now on. The same key again, also with the revoked token, answers the same link. */
export const replaceTrackingLink =
  (needs: IntakePorts) =>
  async ({ dossierId, asker, ...rest }: ReplaceTrackingLink): Promise<ReplacedLink> => {
    const call: CommandCall = { ...rest, actor: actorOf(asker) };
    const commandId = commandIdOf(needs.secrets, '/submissions/tracking-link', call, dossierId);
    const stream = `submission-${dossierId}`;
    const { state } = await openFor(needs, dossierId, asker, 'replace-link', true);
    const isRepeat = (await needs.submissions.findCommand(stream, commandId)) !== undefined;
    // A revoked link opens nothing but the answer to the request that revoked it.
    if (!isRepeat && asker.kind === 'holder' && !isTokenOf(asker.token, state.links[0])) throw notFound();
    const at = instantOf(needs.now());
    const handled = await needs.submissions.handle(
      stream,
      { type: 'ReplaceTrackingLink', at, by: byOf(call.actor), next: (generation) => newLink(needs, dossierId, generation).tracking },
      { commandId, metadata: metadataOf(call, at, dossierId, commandId), idempotent: true },
    );
    const tracking = handled.state === 'absent' ? undefined : derivedLink(needs, dossierId, handled.state.links[0]);
    if (!tracking) throw trackingSecretGone();
    return { tracking, position: handled.position, replayed: handled.repeated };
  };

/** The present link, for the moment of printing or sending. Undefined for unknown and erased dossiers. */
export const findTrackingLink =
  (needs: IntakePorts) =>
  async (dossierId: string): Promise<TrackingLink | undefined> => {
    const { state } = await needs.submissions.load(`submission-${dossierId}`);
    if (state === 'absent' || !(await needs.keys.keysOf([dossierId])).has(dossierId)) return undefined;
    return derivedLink(needs, dossierId, state.links[0]);
  };
