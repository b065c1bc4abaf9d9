import type { RateLimit } from '../adapters/rate-limit.ts';
import type { IntakeUseCases } from '../application/index.ts';
import type { Signer } from '../application/ports.ts';

/** What controllers and pages are given. */
export interface IntakeRim {
  readonly useCases: IntakeUseCases;
  readonly jwks: Signer['jwks'];
  readonly limits: { readonly submissions: RateLimit; readonly uploads: RateLimit };
  /** Last moment at which the catalogue had caught up with workflow's log. */
  readonly asOf: () => Date | undefined;
  /** Base of the links in pages and QR codes. */
  readonly publicUrl: string;
}
export const IntakeRim = Symbol('IntakeRim');
