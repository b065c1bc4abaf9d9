import { neighboursTail, serviceTail, streamConfigOf, type TailSettings } from '@motcua/bus-nats';
import { relayedServices } from '@motcua/contracts';
import type { StreamConfig } from '@nats-io/jetstream';

/** What a durable consumer gave up on: read by supervision, and the reason to reconcile. */
export const advisories = 'ADVISORIES';
/** One message that is overwritten again and again: a publish that does not come back tells that the server sticks. */
export const probe = { stream: 'PROBE', subject: 'motcua.probe' } as const;

/** Every stream there is, as nats-server is told it (feature set of 2.9.10). Durables belong to their reactors: `<service>-<what>-v<N>`, made by them at start. */
export const declaredStreams = (settings: TailSettings = {}): readonly Partial<StreamConfig>[] => {
  const { replicas = 1 } = settings;
  return [
    ...relayedServices.map((service) => streamConfigOf(serviceTail(service, settings), replicas) as Partial<StreamConfig>),
    streamConfigOf(neighboursTail(settings), replicas) as Partial<StreamConfig>,
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
};
