import { type Asker, openFor } from './authorise.ts';
import type { IntakePorts } from './ports.ts';
import { trackingSecretGone } from './refusals.ts';
import { derivedLink, type TrackingLink } from './tracking-links.ts';

/** The present link, for its holder or for the counter that prints the receipt again. */
export const printTrackingLink =
  (needs: IntakePorts) =>
  async (dossierId: string, asker: Asker): Promise<TrackingLink> => {
    const { state } = await openFor(needs, dossierId, asker, 'act');
    const link = derivedLink(needs, dossierId, state.links[0]);
    if (!link) throw trackingSecretGone();
    return link;
  };
