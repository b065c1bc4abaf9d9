import type { LookUpUseCases, TrackingUseCases } from '../application/index.ts';

export const USE_CASES = Symbol('tracking use cases');
export const SETTINGS = Symbol('tracking settings');

export interface TrackingSettings {
  readonly province: string;
  readonly publicUrl: string;
  /** Event streams open at once; more are answered 503. */
  readonly maxStreams: number;
  readonly heartbeatMs: number;
  /** Aborts when the service drains. */
  readonly draining: AbortSignal;
}
export type { LookUpUseCases, TrackingUseCases };
