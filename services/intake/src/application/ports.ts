import type { Blobs } from '@motcua/blobs';
import type { SubmissionEvent, UploadEvent } from '@motcua/contracts';
import type { CommandHandler, EventStore } from '@motcua/es';
import type { Keys } from '@motcua/keys';
import type { SecretRing } from '@motcua/sealing';
import type { SubmissionCommand } from '../domain/submission/submission.commands.ts';
import type { Submission } from '../domain/submission/submission.state.ts';
import type { UploadCommand } from '../domain/upload/upload.decider.ts';
import type { Upload } from '../domain/upload/upload.state.ts';
import type { DossierStanding } from '../projections/dossiers/dossier-standing.projection.ts';
import type { Catalogue } from './catalogue.ts';
import type { Turns } from './turns.ts';

export type MediaType = 'application/pdf' | 'image/jpeg' | 'image/png';

/** Looks at untrusted files away from the main thread. Throws `PaperRefused`. */
export interface Papers {
  /** Images come back re-encoded, upright and without camera or place; PDFs as they are, if they hold nothing active. */
  clean(bytes: Uint8Array, mediaType: MediaType): Promise<Uint8Array>;
}
export class PaperRefused extends Error {
  readonly reason: 'damaged' | 'tooManyPixels' | 'encrypted' | 'active' | 'tooLong';
  constructor(reason: PaperRefused['reason']) {
    super(reason);
    this.name = 'PaperRefused';
    this.reason = reason;
  }
}

/** What a virus scanner says of a file. None: it is away, was too slow, or could not look at this one; the reason is for the log. */
export type Verdict =
  | { readonly kind: 'clean' }
  | { readonly kind: 'found'; readonly signature: string }
  | { readonly kind: 'none'; readonly reason: string /** It did not answer at all. */; readonly isAway?: true };

export interface VirusScanner {
  /** Never throws, and answers within seconds. */
  scan(bytes: Uint8Array): Promise<Verdict>;
}

/** Uploads that still wait for a verdict; may be a moment behind their streams. */
export interface WaitingPapers {
  /** Ids, the one that has waited longest first. */
  oldestFirst(): AsyncIterable<string>;
}

/** Where there is a virus scanner: it, and what it has not seen yet. */
export interface VirusCheck {
  /** For whom somebody waits. */
  readonly scanner: VirusScanner;
  /** For what has been taken already; not kept from it by those who wait. */
  readonly laterScanner: VirusScanner;
  readonly waiting: WaitingPapers;
}

/** Secrets of intake alone; losing one breaks what was derived with it. */
export interface IntakeSecrets {
  /** Ids of submissions, uploads and commands, from their idempotency keys. */
  readonly ids: Uint8Array;
  readonly subjects: Uint8Array;
  readonly codes: Uint8Array;
  readonly tracking: SecretRing;
}

/** Signs certificates as JWS (EdDSA); the public keys are served as a JWKS. */
export interface Signer {
  sign(claims: Readonly<Record<string, unknown>>, type: string): Promise<string>;
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

/** What the projection of workflow's dossiers knows; undefined: not opened yet. */
export interface DossierStandings {
  standingOf(dossierId: string): Promise<DossierStanding | undefined>;
}

/** Tells the services that may ask for it the key of a dossier that was just filed: they need it a moment later. May be lost; they can ask. */
export type HandOutKey = (dossierId: string, key: Uint8Array) => void;

/** Everything the use cases of intake stand on. */
export interface IntakePorts {
  readonly store: EventStore;
  readonly submissions: CommandHandler<Submission, SubmissionCommand, SubmissionEvent>;
  readonly uploads: CommandHandler<Upload, UploadCommand, UploadEvent>;
  readonly keys: Keys;
  readonly handOutKey: HandOutKey;
  readonly blobs: Blobs;
  readonly papers: Papers;
  /** Without it papers are taken unseen by any scanner. */
  readonly virusCheck?: VirusCheck;
  readonly catalogue: Catalogue;
  readonly standings: DossierStandings;
  readonly secrets: IntakeSecrets;
  readonly signer: Signer;
  readonly turns: Turns;
  /** Base of tracking links. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Who acts, as far as the domain cares. */
export type Actor =
  | { readonly kind: 'citizen' }
  | { readonly kind: 'officer'; readonly id: string; readonly agency: string; readonly roles: readonly string[] };

/** What every command carries. */
export interface CommandCall {
  readonly actor: Actor;
  readonly idempotencyKey: string;
  readonly traceparent?: string;
}
