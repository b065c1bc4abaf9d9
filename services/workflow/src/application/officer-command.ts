import { isEventIdReused, isRejection, isVersionConflict, Rejection } from '@motcua/es';
import { dateOf, toInstant } from '@motcua/legal-clock';
import { fingerprintOf, uuidFromHmac } from '@motcua/sealing';
import { hasRole, mayDo } from '../domain/authorisation/authorisation.ts';
import type { DossierCommand, PinnedProcedure } from '../domain/dossier/dossier.commands.ts';
import { assertPossible } from '../domain/dossier/dossier.decider.ts';
import type { Dossier } from '../domain/dossier/dossier.state.ts';
import type { OfficerCommand } from '../domain/dossier/dossier.transitions.ts';
import type { Directory } from './directory.ts';
import { agenciesOf, allowedTo, type Officer } from './dossier-view.ts';
import { keyOf } from './people.ts';
import { type FieldIssue, Refused } from './refused.ts';
import { type ShownDossier, showDossier } from './show-dossier.ts';
import { dossierStream, metadataOf, type WorkflowPorts } from './workflow-ports.ts';

/** An officer's call of one command, as the rim has parsed it. */
export interface OfficerCall<Body> {
  readonly dossierId: string;
  readonly officer: Officer;
  readonly body: Body;
  readonly idempotencyKey?: string | undefined;
  readonly ifMatch?: number | undefined;
  readonly language: 'vi' | 'en';
  readonly traceparent?: string | undefined;
}

/** What is known before it is decided whether the caller may. */
export interface Known {
  readonly dossier: Dossier;
  readonly procedure: PinnedProcedure;
  readonly directory: Directory;
  /** Local date. */
  readonly today: string;
}
/** What a command is made from once everything is checked. `key` seals its free text. */
export interface Making extends Known {
  readonly officer: Officer;
  readonly at: string;
  readonly key: Uint8Array;
  readonly ports: WorkflowPorts;
}

export interface OfficerUseCase<Body> {
  readonly name: OfficerCommand;
  /** Names in the body that the dossier's procedure or the directory does not know: a 400, whoever asks. Tells nothing of how far the dossier is. */
  readonly unknown?: (body: Body, known: Known) => readonly FieldIssue[];
  /** What is wrong with the body for this very dossier as it stands: a 400, told only to whoever may, and not to a repeat. */
  readonly unfit?: (body: Body, dossier: Dossier) => readonly FieldIssue[];
  /** A rule about the caller himself, beyond role and agency: a 403. */
  readonly permits?: (body: Body, officer: Officer) => boolean;
  /** Whether the newest version of the procedure holds (acceptance pins it) or the one pinned. */
  readonly pins?: boolean;
  readonly make: (body: Body, making: Making) => DossierCommand | Promise<DossierCommand>;
}

const knownOf = (ports: WorkflowPorts, dossier: Dossier, pins: boolean | undefined, today: string): Known => {
  const { code, version } = dossier.procedure;
  const procedure = (pins ? ports.published.procedure(code) : undefined) ?? ports.published.procedure(code, version);
  const directory = ports.published.directory();
  if (!procedure || !directory) throw new Refused('unavailable');
  return { dossier, procedure, directory, today };
};

/** The domain's no, with what this very caller could do instead. */
const toCaller = (error: unknown, officer: Officer, dossier: Dossier): unknown =>
  isRejection(error) ? new Rejection(error.code, { ...error.details, state: dossier.state, allowed: allowedTo(officer, dossier) }) : error;

const refuseIssues = (issues: readonly FieldIssue[] = []): void => {
  if (issues.length > 0) throw new Refused('malformed', issues);
};

const assertMay = <Body>(useCase: OfficerUseCase<Body>, { officer, body }: OfficerCall<Body>, dossier: Dossier | undefined): Dossier => {
  if (!hasRole(officer, useCase.name)) throw new Refused('forbidden');
  if (!dossier) throw new Refused('not-found');
  if (!mayDo(officer, useCase.name, agenciesOf(dossier))) throw new Refused('other-agency');
  if (useCase.permits && !useCase.permits(body, officer)) throw new Refused('forbidden');
  return dossier;
};

/**
 * Every command of an officer. Checks, after 401 and the body's own shape: unknown names 400, role 403, dossier 404, agency 403, 428,
 * key seen before (its own answer, or 422), stale revision 412, the domain's no 409. A body that does not fit the dossier's present state is 400 once
 * that state allows the command at all.
 */
export const officerCommand =
  <Body>(ports: WorkflowPorts, useCase: OfficerUseCase<Body>) =>
  async (call: OfficerCall<Body>): Promise<ShownDossier> => {
    const { officer, body, dossierId, idempotencyKey, ifMatch, language, traceparent } = call;
    const { dossiers } = ports;
    const stream = dossierStream(dossierId);
    const at = toInstant(ports.now());
    // As the caller saw it, where we know it so: whether it still is, the append tells.
    const loaded = await dossiers.loadKnown(stream, ifMatch ?? -1);
    const known = loaded.state && knownOf(ports, loaded.state, useCase.pins, dateOf(Date.parse(at)));
    refuseIssues(known && useCase.unknown?.(body, known));
    const dossier = assertMay(useCase, call, loaded.state);
    if (!known) throw new Refused('not-found');
    if (idempotencyKey === undefined) throw new Refused('idempotency-key-required');
    if (ifMatch === undefined) throw new Refused('if-match-required');

    const key = await keyOf(ports.keys, dossierId);
    if (!key) throw new Refused('gone');
    const commandId = uuidFromHmac(ports.secret, `dossiers/${dossierId}/${useCase.name}`, officer.id, idempotencyKey);
    const fingerprint = fingerprintOf(key, body);
    const show = (found: { state: Dossier | undefined; revision: number; position?: number }, replayed: boolean) =>
      showDossier(ports, { ...found, officer, key, language, purpose: 'command', replayed });

    const seen = loaded.find(commandId);
    if (seen) {
      if (seen.fingerprint !== fingerprint) throw new Refused('idempotency-key-reused');
      return show(await dossiers.loadAsOf(stream, seen.revision), true);
    }
    if (ifMatch !== loaded.revision) throw new Refused('stale-revision');
    try {
      // Asked before anything is reserved for it.
      assertPossible(dossier, useCase.name);
      refuseIssues(useCase.unfit?.(body, dossier));
      const command = await useCase.make(body, { ...known, officer, at, key, ports });
      const metadata = metadataOf({ at, actor: `officer:${officer.id}`, dossierId, causationId: commandId, traceparent, fingerprint });
      const handled = await dossiers.handle(stream, command, { commandId, metadata, expected: ifMatch, idempotent: false });
      return await show(handled, handled.repeated);
    } catch (error) {
      if (isVersionConflict(error)) throw new Refused('stale-revision');
      if (isEventIdReused(error)) throw new Refused('idempotency-key-reused');
      throw toCaller(error, officer, dossier);
    }
  };
