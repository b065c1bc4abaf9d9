import type { Recorded } from '@motcua/es';
import type { ParkedMessage, ParkedMessages, Reaction } from './bus.ts';
import { type Outcome, park } from './outcome.ts';
import type { Parking } from './parking.ts';

/** A reactor that runs here, so that its parked messages can be handled again. */
export interface KnownReactor {
  readonly reaction: Reaction;
  readonly parking: Parking;
}

interface ParkedMessagesOptions {
  readonly parkings: () => Iterable<Parking>;
  readonly reactor: (name: string) => KnownReactor | undefined;
  readonly fetch: (message: ParkedMessage['event']) => Promise<Recorded | undefined>;
}

/** The operator's view: list, look, handle again, throw away. One replay at a time per key. */
export const parkedMessages = ({ parkings, reactor, fetch }: ParkedMessagesOptions): ParkedMessages => {
  const busy = new Set<string>();
  const located = (id: string): { parking: Parking; message: ParkedMessage } | undefined => {
    for (const parking of parkings()) {
      const message = parking.index.open().get(id);
      if (message) return { parking, message };
    }
    return undefined;
  };
  const get = (id: string): { parking: Parking; message: ParkedMessage } => {
    const found = located(id);
    if (!found) throw new RangeError(`no parked message ${id}`);
    return found;
  };

  const handleAgain = async (message: ParkedMessage): Promise<Outcome> => {
    const known = reactor(message.reactor);
    if (!known) return park(`reactor ${message.reactor} does not run here`);
    const event = await fetch(message.event);
    if (event?.id !== message.event.id) return park('the event is not in its log');
    try {
      return await known.reaction.handle(event, 1);
    } catch (error) {
      return park(reasonOf(error));
    }
  };

  /** From the front of the lane until one is not done; events that come meanwhile line up behind. */
  const drain = async (parking: Parking, lane: { reactor: string; key: string }, by: string): Promise<Outcome | undefined> => {
    let first: Outcome | undefined;
    for (;;) {
      const id = parking.index.lane(lane.reactor, lane.key)[0];
      const message = id === undefined ? undefined : parking.index.open().get(id);
      if (!message) return first;
      const outcome = await handleAgain(message);
      first ??= outcome;
      if (outcome.kind !== 'done') return first;
      await parking.close(message, 'ParkedMessageReplayed.v1', by);
    }
  };
  const alone = async <T>(message: ParkedMessage, work: () => Promise<T>): Promise<T> => {
    const lane = `${message.reactor}\n${message.key}`;
    if (busy.has(lane)) throw new Error('a replay of this key is under way');
    busy.add(lane);
    try {
      return await work();
    } finally {
      busy.delete(lane);
    }
  };

  return {
    async list({ limit, after }) {
      const all = [...parkings()].flatMap((parking) => [...parking.index.open().values()]);
      const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
      return all.slice(start, start + limit);
    },
    find: async (id) => located(id)?.message,
    async replay(id, by) {
      const { parking, message } = get(id);
      const [first] = parking.index.lane(message.reactor, message.key);
      if (first !== undefined && first !== id) return park(`waits behind ${first}`);
      return alone(message, async () => (await drain(parking, message, by)) ?? park('no longer parked'));
    },
    async discard(id, by) {
      const { parking, message } = get(id);
      await alone(message, async () => {
        const wasFirst = parking.index.lane(message.reactor, message.key)[0] === id;
        await parking.close(message, 'ParkedMessageDiscarded.v1', by);
        if (wasFirst) await drain(parking, message, by);
      });
    },
    count: () => [...parkings()].reduce((sum, parking) => sum + parking.index.open().size, 0),
  };
};

/** Name and message of what was thrown; errors carry nothing about a person. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown');
