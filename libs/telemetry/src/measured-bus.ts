import type { PublicBus, Reaction, RunningRelay } from '@motcua/bus';
import { publicTail, tailOf } from '@motcua/contracts';
import type { EventStore } from '@motcua/es';
import type { Metrics } from './metrics.ts';

/** From ten milliseconds to an hour: who waits for a message notices minutes. */
const delays = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

/** A bus that says how far its relays and reactors are behind, and what is parked. */
export const measuredBus = (bus: PublicBus, metrics: Metrics): PublicBus => {
  const reactions = metrics.counter('motcua_reactions_total', 'What came of handling an event', ['reactor', 'outcome']);
  const delay = metrics.histogram(
    'motcua_reaction_delay_seconds',
    'From the recording of an event until it was handled',
    ['reactor'],
    delays,
  );
  metrics.gauge('motcua_bus_connected', '1 while the bus is connected', () => (bus.isConnected() ? 1 : 0));
  metrics.gauge('motcua_parked_messages', 'Messages that wait for an operator', () => bus.parked().count());

  const measured = (reaction: Reaction): Reaction => ({
    ...reaction,
    handle: async (event, attempt) => {
      try {
        const outcome = await reaction.handle(event, attempt);
        reactions({ reactor: reaction.name, outcome: outcome.kind });
        if (outcome.kind === 'done') delay((Date.now() - Date.parse(event.metadata.at)) / 1000, { reactor: reaction.name });
        return outcome;
      } catch (error) {
        reactions({ reactor: reaction.name, outcome: 'threw' });
        throw error;
      }
    },
  });
  const measuredRelay = (relay: RunningRelay, store: EventStore, tail: string): RunningRelay => {
    metrics.gauge(
      'motcua_relay_lag_events',
      'Events of the log that the tail does not have yet, said by the instance that relays',
      async () => (relay.status().active ? Math.max(0, (await store.head()) - relay.status().position) : undefined),
      { tail },
    );
    metrics.gauge('motcua_relay_active', '1 where this instance relays, one of several', () => (relay.status().active ? 1 : 0), { tail });
    metrics.gauge(
      'motcua_relay_halted',
      '1 where the last message of the tail is not ours and the relay has stopped',
      () => (relay.status().halted === undefined ? 0 : 1),
      { tail },
    );
    return relay;
  };
  return {
    ...bus,
    relay: async (source, store, confirmed) => measuredRelay(await bus.relay(source, store, confirmed), store, tailOf(source)),
    relayPublic: async (store, translation) => measuredRelay(await bus.relayPublic(store, translation), store, publicTail),
    react: (reaction, kept) => bus.react(measured(reaction), kept),
  };
};
