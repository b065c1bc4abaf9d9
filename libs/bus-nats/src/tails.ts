import { publicTail, type RelayedService, tailOf } from '@motcua/contracts';

/** What a stream of ours may say of itself: the feature set of nats-server 2.9.10. */
export interface TailDeclaration {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly maxBytes: number;
}

export const defaultTailBytes = 128 * 1024 * 1024;
export const defaultPublicBytes = 64 * 1024 * 1024;

/** Five tokens, so that heartbeats (three) and requests (four) never land on the stream. */
export const serviceTail = (service: RelayedService, maxBytes = defaultTailBytes): TailDeclaration => ({
  name: tailOf(service),
  subjects: [`motcua.${service}.*.*.*`],
  maxBytes,
});

export const neighboursTail = (maxBytes = defaultPublicBytes): TailDeclaration => ({
  name: publicTail,
  subjects: ['motcua.public.>'],
  maxBytes,
});

/** `discard: old` and no deny flags: a tail may lose its oldest messages and may be deleted; the log serves what it lacks. */
export const streamConfigOf = (tail: TailDeclaration, replicas = 1): Readonly<Record<string, unknown>> => ({
  name: tail.name,
  subjects: tail.subjects,
  retention: 'limits',
  storage: 'file',
  discard: 'old',
  max_bytes: tail.maxBytes,
  max_msgs: -1,
  max_msgs_per_subject: -1,
  max_age: 0,
  max_consumers: -1,
  num_replicas: replicas,
  deny_delete: false,
  deny_purge: false,
});
