import { neighboursTail, serviceTail, streamConfigOf } from '@motcua/bus-nats';
import { relayedServices } from '@motcua/contracts';
import type { StreamConfig } from '@nats-io/jetstream';

/** What a durable consumer gave up on: read by supervision, and the reason to reconcile. */
export const advisories = 'ADVISORIES';
/** One message that is overwritten again and again: a publish that does not come back tells that the server sticks. */
export const probe = { stream: 'PROBE', subject: 'motcua.probe' } as const;

export interface TopologySizes {
  readonly tailBytes?: number;
  readonly publicBytes?: number;
  /** Servers that keep each stream; 1 where there is no cluster. */
  readonly replicas?: number;
}

/** Every stream there is, as nats-server is told it (feature set of 2.9.10). Durables belong to their reactors: `<service>-<what>-v<N>`, made by them at start. */
export const declaredStreams = ({ tailBytes, publicBytes, replicas = 1 }: TopologySizes = {}): readonly Partial<StreamConfig>[] =>
  [
    ...relayedServices.map((service) => streamConfigOf(serviceTail(service, tailBytes), replicas) as Partial<StreamConfig>),
    streamConfigOf(neighboursTail(publicBytes), replicas) as Partial<StreamConfig>,
    {
      name: advisories,
      subjects: ['$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>'],
      storage: 'file',
      discard: 'old',
      max_bytes: 4 * 1024 * 1024,
      num_replicas: replicas,
    },
    { name: probe.stream, subjects: [probe.subject], storage: 'file', discard: 'old', max_msgs: 1, num_replicas: replicas },
  ] as readonly Partial<StreamConfig>[];
