import type { BusLogger, PublicBus, PublicTranslation, ReactorCheckpoints, ReactorLimits } from '@motcua/bus';
import { type RelayedService, type ServiceName, sourceOf } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import type { BusAddress } from './bus-address.ts';
import { openFeeds } from './feeds.ts';
import { startHeartbeat } from './heartbeat.ts';
import { openLink } from './link.ts';
import { serveLogRead } from './log-read.ts';
import { messageWriter } from './message.ts';
import { type Bursts, startRelay } from './relay.ts';
import type { Outgoing } from './relay-window.ts';
import { openRequests } from './requests.ts';
import { neighboursTail, serviceTail, type TailSettings } from './tails.ts';

/** `TailSettings`: for a tail that the relay has to make again. */
export interface NatsBusOptions extends BusAddress, TailSettings {
  readonly service: ServiceName;
  /** Province code, part of the CloudEvents source (`H53`). */
  readonly province: string;
  /** The service's own store: it follows its own log there, projections and reactors alike; what others say comes over the bus. */
  readonly own?: EventStore;
  readonly checkpoints?: ReactorCheckpoints;
  readonly logger: BusLogger;
  /** How many of the newest events a new tail gets; default as declared. */
  readonly tailEvents?: number;
  /** Default 1 s. */
  readonly heartbeatMs?: number;
  /** How long a publish may stay unconfirmed before the relay starts over; default 5 s. */
  readonly publishTimeoutMs?: number;
  readonly reactorLimits?: Partial<ReactorLimits>;
}

/** A citizen looks for what he has just filed, and for what an officer has just done; nobody sits waiting for the rest. */
const burstsOf: Readonly<Record<RelayedService | 'public', Bursts>> = {
  intake: { everyMs: 5, enough: 64 },
  workflow: { everyMs: 50, enough: 10 },
  public: { everyMs: 100, enough: 256 },
};

/** Only the service's own credential may read there. */
export const inboxPrefixOf = (service: ServiceName): string => `_INBOX_${service}`;

const publicMessage =
  (source: string, epoch: string, translation: PublicTranslation) =>
  (event: Recorded, previous: number): Outgoing | undefined => {
    const said = translation.toPublic(event);
    if (!said) return undefined;
    const fields = `ce-specversion: 1.0\r\nce-source: ${source}\r\ncontent-type: application/json\r\nce-id: ${said.id}\r\nce-type: ${said.type}\r\nce-subject: ${said.subjectId}\r\nce-time: ${said.time}\r\nce-sequence: ${said.sequence}\r\nMotcua-Position: ${epoch}:${event.position}\r\nMotcua-Previous: ${previous}\r\n`;
    return { subject: said.subject, fields, body: JSON.stringify(said.data) };
  };

/** The bus on NATS. Resolves at once; the connection is made in the background and made again for ever. */
export const natsBus = async (options: NatsBusOptions): Promise<PublicBus> => {
  const { service, province, logger, own, heartbeatMs = 1_000 } = options;
  const link = openLink({ ...options, name: service, inboxPrefix: inboxPrefixOf(service) });
  const requests = openRequests(link, logger);
  const stops = new Set<() => Promise<void>>();
  const keep = <T extends { stop(): Promise<void> }>(running: T): T => {
    stops.add(() => running.stop());
    return running;
  };
  const relayOptions = {
    link,
    logger,
    replicas: options.replicas ?? 1,
    ...(options.tailEvents === undefined ? {} : { tailEvents: options.tailEvents }),
    timeoutMs: options.publishTimeoutMs ?? 5_000,
  };

  const feeds = openFeeds({
    link,
    requests,
    logger,
    beatMs: heartbeatMs,
    ...(own ? { own: { service, store: own } } : {}),
    ...(options.reactorLimits ? { limits: options.reactorLimits } : {}),
  });

  const relay: PublicBus['relay'] = async (source, store, confirmed) => {
    const writer = messageWriter(source, province, store.epoch);
    await serveLogRead(requests, source, store);
    const beat = startHeartbeat(link, source, store, heartbeatMs);
    const running = startRelay({
      ...relayOptions,
      store,
      bursts: burstsOf[source],
      tail: serviceTail(source, options),
      toMessage: (event, previous) => ({
        subject: writer.subject(event),
        fields: writer.fields(event, previous),
        body: writer.body(event),
      }),
      idOf: (event) => event.id,
      ...(confirmed ? { confirmed } : {}),
    });
    return keep({
      status: running.status,
      async stop() {
        beat.stop();
        await running.stop();
      },
    });
  };

  return {
    relay,
    relayPublic: async (store, translation) =>
      keep(
        startRelay({
          ...relayOptions,
          store,
          bursts: burstsOf.public,
          tail: neighboursTail(options),
          toMessage: publicMessage(sourceOf(translation.province, service), store.epoch, translation),
          idOf: (event) => translation.toPublic(event)?.id,
        }),
      ),
    follow: feeds.follow,
    react: async (reaction, kept) => keep(await feeds.react(reaction, kept)),
    parked: () => feeds.parked,
    readStream: feeds.readStream,
    request: async (subject, payload, given) => (await requests.ask(subject, payload, { timeoutMs: given?.timeoutMs ?? 5_000 })).json(),
    respond: async (subject, handler) =>
      requests.serve(subject, 'answer', async (payload) => JSON.stringify((await handler(payload)) ?? null)),
    tell: requests.tell,
    hear: requests.hear,
    isConnected: () => link.now() !== undefined,
    async close() {
      await Promise.all([...stops].map((stop) => stop()));
      feeds.close();
      await link.close();
    },
  };
};
