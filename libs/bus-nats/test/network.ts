import type { FeedBatch, PublicBus } from '@motcua/bus';
import { quickLimits, tell, told } from '@motcua/bus/testing';
import type { ServiceName } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
import { type NatsBusOptions, natsBus } from '../src/nats-bus.ts';
import { silent, type TestServer } from './nats-server.ts';

export const openBus = (server: TestServer, service: ServiceName, more: Partial<NatsBusOptions> = {}): Promise<PublicBus> =>
  natsBus({
    service,
    province: 'H53',
    servers: server.url,
    logger: silent,
    heartbeatMs: 200,
    publishTimeoutMs: 1_500,
    reactorLimits: quickLimits,
    ...more,
  });

/** Appends events to several streams, one append each, until told to stop; answers how many. */
export const underLoad = (store: EventStore, text = 'x'.repeat(200)) => {
  let stopped = false;
  let n = 0;
  const write = async (): Promise<number> => {
    while (!stopped) {
      for (let burst = 0; burst < 20; burst += 1) {
        n += 1;
        await tell(store, `dossier-${n % 17}`, told(`load ${n}`, 'Told.v1', { text }));
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return n;
  };
  const writing = write();
  return {
    written: () => n,
    async stop(): Promise<number> {
      stopped = true;
      return await writing;
    },
  };
};

/** Follows in the background and keeps every event; fails on the first that is out of order. */
export const collector = (feed: AsyncIterable<FeedBatch>) => {
  const events: Recorded[] = [];
  let position = 0;
  let problem: unknown;
  const run = async (): Promise<void> => {
    for await (const batch of feed) {
      for (const event of batch.events) {
        if (event.position <= position) throw new Error(`position ${event.position} came after ${position}`);
        position = event.position;
        events.push(event);
      }
    }
  };
  const running = run().catch((error: unknown) => {
    problem = error;
  });
  return {
    events,
    async end(): Promise<void> {
      await running;
      if (problem) throw problem;
    },
  };
};
