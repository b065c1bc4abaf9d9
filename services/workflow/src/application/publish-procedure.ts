import type { ProcedureDefinition } from '@motcua/contracts';
import { procedureBroken } from '../domain/published/procedure-rules.ts';
import type { PublishCall, PublishedVersion } from './publish.ts';
import { Refused } from './refused.ts';

/** A procedure is checked beyond its shape before it becomes a version that dossiers pin. */
export const publishProcedure =
  (publish: (call: PublishCall) => Promise<PublishedVersion>) =>
  async (call: { definition: ProcedureDefinition; by: string; idempotencyKey?: string | undefined }): Promise<PublishedVersion> => {
    const issues = procedureBroken(call.definition);
    if (issues.length > 0) throw new Refused('malformed', issues.slice(0, 50));
    return publish({ kind: 'ProcedurePublished.v1', id: call.definition.code, ...call });
  };
