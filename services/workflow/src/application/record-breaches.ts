import { isRejection } from '@motcua/es';
import { toInstant } from '@motcua/legal-clock';
import { uuidFromHmac } from '@motcua/sealing';
import { dossierStream, metadataOf, type WorkflowPorts } from './workflow-ports.ts';

export interface DueRow {
  readonly dossierId: string;
  readonly dueAt: string;
}
/** Running clocks whose due time has passed and is not recorded as breached, oldest first; perhaps a moment behind. */
export type DueRows = (before: number, limit: number) => Promise<readonly DueRow[]>;

/**
 * Records each breach once: the event id derives from dossier and due time, and the dossier itself says whether its clock still runs.
 * Answers how many rows it looked at, so that a full batch is followed by another at once.
 */
export const recordBreaches =
  ({ dossiers, now }: Pick<WorkflowPorts, 'dossiers' | 'now'>, due: DueRows, limit = 200) =>
  async (): Promise<number> => {
    const rows = await due(now(), limit);
    const recordedAt = toInstant(now());
    await Promise.all(
      rows.map(async ({ dossierId, dueAt }) => {
        const commandId = uuidFromHmac('deadline-breached', dossierId, dueAt);
        const metadata = metadataOf({ at: recordedAt, actor: 'system:clock', dossierId, causationId: commandId });
        try {
          await dossiers.handle(
            dossierStream(dossierId),
            { type: 'RecordBreach', dueAt, recordedAt },
            { commandId, metadata, idempotent: true },
          );
        } catch (error) {
          // A row of a dossier that is not there: the read model is from another life of the store and will be rebuilt.
          if (!isRejection(error)) throw error;
        }
      }),
    );
    return rows.length;
  };
