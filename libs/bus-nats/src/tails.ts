import { publicTail, type RelayedService, relayedServices, tailOf } from '@motcua/contracts';

/** Where a service's tail is kept. In memory nothing of it outlives its server, and each message costs the server less: the log serves what a tail lacks. */
export type TailStorage = 'file' | 'memory';

/** How large the streams may grow, where the services' tails are kept, and by how many servers. */
export interface TailSettings {
  readonly tailBytes?: number;
  /** Default `file`. The neighbours' stream always is: who reads it has no log to go to but over HTTP. */
  readonly tailStorage?: TailStorage;
  readonly publicBytes?: number;
  /** 1 where there is no cluster. */
  readonly replicas?: number;
}

/** The settings of every service that say so. */
export interface TailsConfig {
  readonly MOTCUA_NATS_TAIL_BYTES?: number | undefined;
  readonly MOTCUA_NATS_TAIL_STORAGE?: TailStorage | undefined;
  readonly MOTCUA_NATS_TAIL_REPLICAS?: number | undefined;
}

export const tailSettingsOf = ({
  MOTCUA_NATS_TAIL_BYTES: tailBytes,
  MOTCUA_NATS_TAIL_STORAGE: tailStorage,
  MOTCUA_NATS_TAIL_REPLICAS: replicas,
}: TailsConfig): TailSettings => ({
  ...(tailBytes === undefined ? {} : { tailBytes }),
  ...(tailStorage === undefined ? {} : { tailStorage }),
  ...(replicas === undefined ? {} : { replicas }),
});

/** What a stream of ours may say of itself: the feature set of nats-server 2.9.10. */
export interface TailDeclaration {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: TailStorage;
  readonly maxBytes: number;
  /** How many of the newest events it gets when it is made. */
  readonly events: number;
}

const megabyte = 1024 * 1024;
const defaultTailBytes: Readonly<Record<TailStorage, number>> = { file: 128 * megabyte, memory: 4 * megabyte };
const newestEvents: Readonly<Record<TailStorage, number>> = { file: 20_000, memory: 1_000 };
const defaultPublicBytes = 64 * megabyte;

/** Bytes that all service tails together may take of the server's memory. */
export const tailMemory = ({ tailStorage, tailBytes = defaultTailBytes.memory }: TailSettings): number =>
  tailStorage === 'memory' ? relayedServices.length * tailBytes : 0;

/** Five tokens, so that heartbeats (three) and requests (four) never land on the stream. */
export const serviceTail = (service: RelayedService, { tailBytes, tailStorage: storage = 'file' }: TailSettings = {}): TailDeclaration => ({
  name: tailOf(service),
  subjects: [`motcua.${service}.*.*.*`],
  storage,
  maxBytes: tailBytes ?? defaultTailBytes[storage],
  events: newestEvents[storage],
});

export const neighboursTail = ({ publicBytes = defaultPublicBytes }: TailSettings = {}): TailDeclaration => ({
  name: publicTail,
  subjects: ['motcua.public.>'],
  storage: 'file',
  maxBytes: publicBytes,
  events: newestEvents.file,
});

/** `discard: old` and no deny flags: a tail may lose its oldest messages and may be deleted; the log serves what it lacks. */
export const streamConfigOf = (tail: TailDeclaration, replicas = 1): Readonly<Record<string, unknown>> => ({
  name: tail.name,
  subjects: tail.subjects,
  retention: 'limits',
  storage: tail.storage,
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
