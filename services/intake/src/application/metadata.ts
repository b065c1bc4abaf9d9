import type { EventMetadata } from '@motcua/es';
import type { Actor, CommandCall } from './ports.ts';

/** Who, as events keep it: `By` of the contracts, and the actor of the metadata. */
export const byOf = (actor: Actor): { kind: 'citizen' } | { kind: 'officer'; officer: string } =>
  actor.kind === 'officer' ? { kind: 'officer', officer: actor.id } : { kind: 'citizen' };

export const metadataOf = (
  { actor, traceparent }: Pick<CommandCall, 'actor' | 'traceparent'>,
  at: string,
  correlationId: string,
  causationId: string,
  fingerprint?: string,
): EventMetadata => ({
  at,
  actor: actor.kind === 'officer' ? `officer:${actor.id}` : 'citizen',
  correlationId,
  causationId,
  ...(traceparent !== undefined && { traceparent }),
  ...(fingerprint !== undefined && { fingerprint }),
});
