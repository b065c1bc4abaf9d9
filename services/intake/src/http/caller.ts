import { type Call, officerOf, Problem, requireKey } from '@motcua/service-kit';
import type { RateLimit } from '../adapters/rate-limit.ts';
import type { Asker } from '../application/authorise.ts';
import type { Actor, CommandCall } from '../application/ports.ts';

const officerActor = (call: Call): Extract<Actor, { kind: 'officer' }> => {
  const { id, agency, roles } = officerOf(call);
  return { kind: 'officer', id, agency, roles };
};

/** Who files or uploads: an officer, or a citizen whom nobody needs to know. */
export const actorOf = (call: Call): Actor => (call.caller.kind === 'officer' ? officerActor(call) : { kind: 'citizen' });

/** Who asks for one submission. */
export const askerOf = (call: Call): Asker =>
  call.caller.kind === 'tracking' ? { kind: 'holder', token: call.caller.token } : officerActor(call);

/** 428 without a key. */
export const keyed = (call: Call): Omit<CommandCall, 'actor'> => ({
  idempotencyKey: requireKey(call),
  ...(call.traceparent !== undefined && { traceparent: call.traceparent }),
});

/** 429 past the limit of this address. */
export const assertWithin = (limit: RateLimit, call: Call): void => {
  const retryAfter = limit(call.address);
  if (retryAfter !== undefined) throw new Problem('too-many-requests', 429, { retryAfter });
};

const noStore = { 'cache-control': 'no-store' } as const;

/** Headers of a write's answer. */
export const written = (position: number | undefined, replayed: boolean): Record<string, string> => ({
  ...noStore,
  ...(position !== undefined && { 'motcua-position': `intake:${position}` }),
  ...(replayed && { 'idempotency-replayed': 'true' }),
});
export const personal: Readonly<Record<string, string>> = noStore;
