import { instantOf } from '@motcua/es';
import { fingerprintOf, seal } from '@motcua/sealing';
import type { WithdrawalBody } from '../domain/submission/submission.body.ts';
import { type Asker, actorOf, openFor } from './authorise.ts';
import { commandIdOf } from './command-ids.ts';
import { byOf, metadataOf } from './metadata.ts';
import type { CommandCall, IntakePorts } from './ports.ts';
import { keyReused } from './refusals.ts';
import { assertOpen, type Recorded, repeat } from './supplement-submission.ts';

export interface RequestWithdrawal extends Omit<CommandCall, 'actor'> {
  readonly dossierId: string;
  readonly asker: Asker;
  readonly body: WithdrawalBody;
}

/** Records the wish; workflow answers with `DossierWithdrawn` or `WithdrawalDeclined`. Refuses with 404, 403, 409, 410, 422. */
export const requestWithdrawal =
  (needs: IntakePorts) =>
  async ({ dossierId, asker, body, ...rest }: RequestWithdrawal): Promise<Recorded> => {
    const call: CommandCall = { ...rest, actor: actorOf(asker) };
    const requestId = commandIdOf(needs.secrets, '/submissions/withdrawal', call, dossierId);
    const { state, key } = await openFor(needs, dossierId, asker, 'act');
    const fingerprint = fingerprintOf(key, body);
    if (state.withdrawal?.requestId === requestId) {
      if (state.withdrawal.fingerprint !== fingerprint) throw keyReused();
      return repeat(needs, dossierId, requestId, state.withdrawal.at);
    }
    await assertOpen(needs, dossierId);
    const at = instantOf(needs.now());
    const { position, repeated, events } = await needs.submissions.handle(
      `submission-${dossierId}`,
      {
        type: 'RequestWithdrawal',
        request: { dossierId, requestId, at, by: byOf(call.actor), fingerprint, sealed: { reason: seal(body.reason, key, dossierId) } },
      },
      { commandId: requestId, metadata: metadataOf(call, at, dossierId, requestId, fingerprint), idempotent: true },
    );
    return { id: requestId, at: events[0]?.metadata.at ?? at, position, replayed: repeated };
  };
