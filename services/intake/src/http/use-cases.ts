import type { RateLimit } from '../adapters/rate-limit.ts';
import type { IntakeUseCases } from '../application/index.ts';
import type { Signer } from '../application/ports.ts';
import type { Heard } from './reading.ts';

/** What controllers and pages are given. */
export interface IntakeRim {
  readonly useCases: IntakeUseCases;
  readonly jwks: Signer['jwks'];
  readonly limits: { readonly submissions: RateLimit; readonly uploads: RateLimit };
  /** What is published, as it stands in memory. */
  readonly catalogue: Heard;
  /** How dossiers stand, with their codes. */
  readonly standings: Heard;
  /** Base of the links in pages and QR codes. */
  readonly publicUrl: string;
}
export const IntakeRim = Symbol('IntakeRim');
