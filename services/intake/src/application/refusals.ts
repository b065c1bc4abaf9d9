import { Rejection } from '@motcua/es';
import type { FieldError } from '../domain/procedure/form-error.ts';

/** Use cases refuse by stable codes; the rim gives each its status and its words. */
export const notFound = (): Rejection => new Rejection('not-found');
export const erased = (): Rejection => new Rejection('gone');
export const malformed = (errors: readonly FieldError[]): Rejection => new Rejection('malformed', { errors });
export const malformedField = (pointer: string, code: string, message: string): Rejection => malformed([{ pointer, code, message }]);
export const keyReused = (): Rejection => new Rejection('idempotency-key-reused');
export const notCompetent = (): Rejection => new Rejection('other-agency');
export const forbidden = (): Rejection => new Rejection('forbidden');
export const busy = (): Rejection => new Rejection('unavailable', { retryAfter: 2 });
export const paperChecking = (): Rejection => new Rejection('paper-checking', { state: 'checking', allowed: [], retryAfter: 30 });
export const paperRefused = (): Rejection => new Rejection('paper-refused', { state: 'refused' });
/** Its link was made under a secret that is no longer held; a new one can be had. */
export const trackingSecretGone = (): Rejection => new Rejection('tracking-secret-gone', { state: 'filed', allowed: ['tracking-link'] });
