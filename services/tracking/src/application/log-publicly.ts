import { done, type Outcome, park, retry } from '@motcua/bus';
import type { DossierEvent, DossierRated } from '@motcua/contracts';
import { isRejection, isStoreUnavailable, isVersionConflict, type Recorded } from '@motcua/es';
import type { Translate } from '../domain/public-log/public-log.decider.ts';
import type { TrackingPorts } from './ports.ts';

const outcomeOf = (error: unknown): Outcome => {
  if (isStoreUnavailable(error)) return retry(1_000, 'the store is away');
  if (isVersionConflict(error)) return retry(100, 'another was faster');
  if (isRejection(error) && error.code === 'log-not-returned') return retry(500, 'the return is not logged yet');
  if (isRejection(error)) return park(error.code);
  throw error;
};

/** Puts into the dossier's public log what an event means to neighbours. Ids derive from the event: heard twice, it is logged once. */
export const logPublicly =
  ({ log, now }: Pick<TrackingPorts, 'log' | 'now'>) =>
  async (recorded: Recorded<DossierEvent | DossierRated>): Promise<Outcome> => {
    const { id, revision, metadata, type, data } = recorded;
    const event = { type, data } as DossierEvent | DossierRated;
    const command: Translate = event.type === 'DossierRated.v1' ? { kind: 'rated', event } : { kind: 'dossier', event, revision };
    try {
      await log.handle(`log-${data.dossierId}`, command, {
        commandId: id,
        idempotent: true,
        // Its first event: the append finds out whether it stands there, nobody has to look.
        ...(type === 'DossierOpened.v1' ? { expected: 'absent' as const } : {}),
        metadata: {
          // When it is recorded here, by this clock: when it happened stands in the event.
          at: now(),
          actor: 'system:tracking',
          correlationId: metadata.correlationId,
          causationId: id,
          ...(metadata.traceparent === undefined ? {} : { traceparent: metadata.traceparent }),
        },
      });
      return done;
    } catch (error) {
      return outcomeOf(error);
    }
  };
