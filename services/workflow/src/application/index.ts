import type { OfficerCommand } from '../domain/dossier/dossier.transitions.ts';
import { acceptDossier } from './accept-dossier.ts';
import { assignDossier } from './assign-dossier.ts';
import { type Awaiting, awaitIntake, awaitQueue, type QueueHeard } from './awaiting.ts';
import { completeStep } from './complete-step.ts';
import { forwardDossier } from './forward-dossier.ts';
import { noteSupplement, openDossier, withdrawDossier } from './from-intake.ts';
import { issueResult } from './issue-result.ts';
import { type OfficerCall, officerCommand } from './officer-command.ts';
import { printReceipt, type ReceiptPorts } from './print-receipt.ts';
import type { PublishCall, PublishedVersion } from './publish.ts';
import { publishProcedure } from './publish-procedure.ts';
import { readDossier } from './read-dossier.ts';
import { refuseDossier } from './refuse-dossier.ts';
import { requestSupplement } from './request-supplement.ts';
import { returnResult } from './return-result.ts';
import type { ShownDossier } from './show-dossier.ts';
import type { WorkflowPorts } from './workflow-ports.ts';

export interface QueuePorts<Question> extends QueueHeard {
  readonly head: () => Promise<number>;
  readonly find: (question: Question) => Promise<{ readonly items: readonly string[]; readonly next?: string; readonly asOf?: string }>;
}

/** Bodies were parsed by the route's own schema; each use case knows the shape of its own. */
type Command = (call: OfficerCall<unknown>) => Promise<ShownDossier>;

/** Everything this service can do, by name. */
export const workflowUseCases = <Question>(
  ports: WorkflowPorts,
  receipt: ReceiptPorts,
  queue: QueuePorts<Question>,
  publish: (call: PublishCall) => Promise<PublishedVersion>,
  forgetKeys: (dossierIds: readonly string[]) => void,
) => {
  const commands: Readonly<Record<OfficerCommand, Command>> = {
    accept: officerCommand(ports, acceptDossier) as Command,
    refuse: officerCommand(ports, refuseDossier) as Command,
    forward: officerCommand(ports, forwardDossier) as Command,
    assign: officerCommand(ports, assignDossier) as Command,
    'complete-step': officerCommand(ports, completeStep) as Command,
    'request-supplement': officerCommand(ports, requestSupplement) as Command,
    'issue-result': officerCommand(ports, issueResult) as Command,
    'return-result': officerCommand(ports, returnResult) as Command,
  };
  return {
    commands,
    readDossier: readDossier(ports),
    printReceipt: printReceipt(ports, receipt),
    findDossiers: queue.find,
    awaitIntake: awaitIntake(ports.intake) as (awaiting: Awaiting) => Promise<void>,
    awaitQueue: awaitQueue(ports.intake, queue, queue.head) as (awaiting: Awaiting) => Promise<void>,
    published: ports.published,
    publish,
    publishProcedure: publishProcedure(publish),
    openDossier: openDossier(ports),
    noteSupplement: noteSupplement(ports),
    withdrawDossier: withdrawDossier(ports),
    /** The keys are destroyed: copies kept for a minute go at once. */
    forgetKeys,
  };
};
export type WorkflowUseCases = ReturnType<typeof workflowUseCases<import('../projections/queue/queue.query.ts').QueueQuestion>>;
