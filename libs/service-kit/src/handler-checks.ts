import type { Officer } from './caller.ts';
import { Problem } from './problem.ts';
import type { Call } from './route.ts';

type With<K extends keyof Call> = Pick<Call, K>;

/** 428 without `Idempotency-Key`. */
export const requireKey = (call: With<'idempotencyKey'>): string => {
  if (call.idempotencyKey === undefined) throw new Problem('idempotency-key-required');
  return call.idempotencyKey;
};

/** 428 without `If-Match`. */
export const requireIfMatch = (call: With<'ifMatch'>): number => {
  if (call.ifMatch === undefined) throw new Problem('if-match-required');
  return call.ifMatch;
};

/** The officer who calls; 401 where the route let anybody in and it is none. */
export const officerOf = (call: With<'caller'>): Officer => {
  if (call.caller.kind !== 'officer') throw new Problem('unauthenticated');
  return call.caller;
};

/** 403 unless the officer is of that agency. Rules for superior agencies live with the data they need. */
export const requireAgency = (officer: Officer, agency: string): void => {
  if (officer.agency !== agency) throw new Problem('other-agency');
};
