import type { DossierEvent } from '@motcua/contracts';
import type { CommandHandler, EventMetadata } from '@motcua/es';
import type { SubjectKeys } from '@motcua/sealing';
import type { DossierCommand } from '../domain/dossier/dossier.commands.ts';
import type { Dossier } from '../domain/dossier/dossier.state.ts';
import type { AccessRecord } from './access-record.ts';
import type { GiveCode } from './give-code.ts';
import type { PublishedData } from './published-data.ts';

export type Dossiers = CommandHandler<Dossier | undefined, DossierCommand, DossierEvent>;

/** What intake has said so far, as this service has heard it. */
export interface IntakeHeard {
  /** True once everything up to that position is settled; false after the time given. */
  waitFor(position: number, timeoutMs: number): Promise<boolean>;
  /** A message of this dossier could not be handled and waits for an operator. */
  isParked(dossierId: string): boolean;
}

/** All that the use cases need from outside. */
export interface WorkflowPorts {
  readonly dossiers: Dossiers;
  readonly published: PublishedData;
  readonly keys: SubjectKeys;
  readonly codes: GiveCode;
  readonly access: AccessRecord;
  readonly intake: IntakeHeard;
  /** The e-form as filed, sealed; from intake's log. Undefined where there is none. */
  readonly sealedForm: (dossierId: string) => Promise<string | undefined>;
  /** Under which command ids are derived from idempotency keys; survives restarts. */
  readonly secret: Uint8Array;
  /** Epoch ms. */
  readonly now: () => number;
}

export const dossierStream = (dossierId: string): string => `dossier-${dossierId}`;

export const metadataOf = (of: {
  at: string;
  actor: string;
  dossierId: string;
  causationId: string;
  traceparent?: string | undefined;
  fingerprint?: string | undefined;
}): EventMetadata => ({
  at: of.at,
  actor: of.actor,
  correlationId: of.dossierId,
  causationId: of.causationId,
  ...(of.traceparent === undefined ? {} : { traceparent: of.traceparent }),
  ...(of.fingerprint === undefined ? {} : { fingerprint: of.fingerprint }),
});
