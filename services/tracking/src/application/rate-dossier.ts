import type { DossierRated } from '@motcua/contracts';
import { eventIdOf } from '@motcua/es';
import { fingerprintOf, seal, tokenHashOf } from '@motcua/sealing';
import type { StatusState } from '../projections/status/index.ts';
import { findStatus } from './find-status.ts';
import type { TrackingPorts, Wanted } from './ports.ts';

export interface Rating {
  readonly score: number;
  readonly aspects?: Readonly<Record<string, number>> | undefined;
  readonly comment?: string | undefined;
}
export interface Rated {
  readonly score: number;
  readonly at: string;
  readonly position: number;
  readonly repeated: boolean;
}

const dataOf = ({ score, aspects, comment }: Rating, dossierId: string, at: string, key: Uint8Array): DossierRated['data'] => ({
  dossierId,
  at,
  score,
  ...(aspects ? { aspects: { ...aspects } } : {}),
  sealed: comment === undefined ? {} : { comment: seal(comment, key, dossierId) },
});

/** One rating per returned dossier, by the holder of its receipt. The key is asked for when the dossier has been found. */
export const rateDossier =
  (ports: Pick<TrackingPorts, 'statuses' | 'ratings' | 'keys' | 'now'>) =>
  async (
    {
      token,
      body,
      idempotencyKey,
      traceparent,
    }: { token: string; body: Rating; idempotencyKey: () => string; traceparent?: string | undefined },
    wanted: Wanted,
  ): Promise<Rated | 'not-found' | 'not-yet-visible'> => {
    const found = await findStatus(ports)(token, wanted);
    if (typeof found === 'string') return found;
    const dossierId = found.id;
    const commandId = eventIdOf(`ratings ${tokenHashOf(token)} ${idempotencyKey()}`, 0);
    const dataKey = (await ports.keys.keysOf([dossierId])).get(dossierId);
    if (!dataKey) return 'not-found';
    const at = ports.now();
    const { worked } = JSON.parse(found.document.state) as StatusState;
    const command = { rating: dataOf(body, dossierId, at, dataKey), dossierState: worked?.state ?? 'submitted' };
    const fingerprint = fingerprintOf(dataKey, body);
    const handled = await ports.ratings.handle(`rating-${dossierId}`, command, {
      commandId,
      idempotent: true,
      metadata: {
        at,
        actor: 'citizen',
        correlationId: dossierId,
        causationId: commandId,
        fingerprint,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    });
    const said = handled.events[0]?.data;
    return { score: said?.score ?? body.score, at: said?.at ?? at, position: handled.position, repeated: handled.repeated };
  };
