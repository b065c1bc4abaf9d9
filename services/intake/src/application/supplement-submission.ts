import { instantOf, Rejection } from '@motcua/es';
import { fingerprintOf, seal } from '@motcua/sealing';
import type { SupplementBody } from '../domain/submission/submission.body.ts';
import { documentsOf } from '../domain/submission/submission.state.ts';
import { type Asker, actorOf, openFor } from './authorise.ts';
import { bindUploads } from './bind-uploads.ts';
import { paperErrors } from './check-submission.ts';
import { commandIdOf } from './command-ids.ts';
import { byOf, metadataOf } from './metadata.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { keyReused, malformed } from './refusals.ts';

export interface SupplementSubmission extends Omit<CommandCall, 'actor'> {
  readonly dossierId: string;
  readonly asker: Asker;
  readonly body: SupplementBody;
}

/** What a request to workflow was recorded as. */
export interface Recorded {
  readonly id: string;
  readonly at: string;
  readonly position: number;
  readonly replayed: boolean;
}

/** No request can change a dossier that is over. What we hear of it may be late; workflow has the last word. */
export const assertOpen = async ({ standings }: Pick<IntakePorts, 'standings'>, dossierId: string): Promise<void> => {
  const standing = await standings.standingOf(dossierId);
  if (standing?.ended) throw new Rejection('dossier-ended', { state: standing.state, allowed: ['tracking-link'] });
};

/** Records papers that came later; whether the dossier goes on is workflow's to decide. Refuses with 400 and pointers, 404, 403, 409, 410, 422. */
export const supplementSubmission =
  (needs: IntakePorts) =>
  async ({ dossierId, asker, body, ...rest }: SupplementSubmission): Promise<Recorded> => {
    const call: CommandCall = { ...rest, actor: actorOf(asker) };
    const supplementId = commandIdOf(needs.secrets, '/submissions/supplements', call, dossierId);
    return needs.turns.take(`submission-${dossierId}`, async () => {
      const { state, key } = await openFor(needs, dossierId, asker, 'act');
      const fingerprint = fingerprintOf(key, body);
      const before = state.supplements.find((each) => each.supplementId === supplementId);
      if (before && before.fingerprint !== fingerprint) throw keyReused();
      if (before) return repeat(needs, dossierId, supplementId, before.at);
      await assertOpen(needs, dossierId);
      const procedure = needs.catalogue.procedure(state.filed.procedure.code);
      const errors = procedure ? paperErrors(procedure, body.documents) : [];
      if (errors.length > 0) throw malformed(errors);

      const papers = await bindUploads(needs, call, supplementId, { id: dossierId, key, documents: documentsOf(state) }, body.documents);
      const at = instantOf(needs.now());
      const { position, repeated } = await needs.submissions.handle(
        `submission-${dossierId}`,
        {
          type: 'SupplementSubmission',
          supplement: {
            dossierId,
            supplementId,
            at,
            by: byOf(call.actor),
            documents: papers.documents,
            fingerprint,
            sealed: { ...(body.note !== undefined && { note: seal(body.note, key, dossierId) }) },
          },
        },
        { commandId: supplementId, metadata: metadataOf(call, at, dossierId, supplementId, fingerprint), idempotent: true },
      );
      papers.settle();
      return { id: supplementId, at, position, replayed: repeated };
    });
  };

/** The answer as it was given: at the position of the event that the key made. */
export const repeat = async (
  needs: Pick<IntakePorts, 'submissions'>,
  dossierId: string,
  commandId: string,
  at: string,
): Promise<Recorded> => {
  const stream = `submission-${dossierId}`;
  const found = await needs.submissions.findCommand(stream, commandId);
  const then = found && (await needs.submissions.loadAsOf(stream, found.revision));
  return { id: commandId, at, position: then?.position ?? 0, replayed: true };
};
