import type { Recorded } from '@motcua/es';
import type { ClosedMessage, ParkedMessage, ParkedMessages, Reaction } from './bus.ts';
import { done, type Outcome, park } from './outcome.ts';
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

/** The operator's view: list, look, handle again, throw away. One at a time per key; who comes meanwhile waits for it. */
export const parkedMessages = ({ parkings, reactor, fetch }: ParkedMessagesOptions): ParkedMessages => {
  const busy = new Map<string, Promise<unknown>>();
  const located = (id: string): { parking: Parking; message: ParkedMessage } | undefined => {
    for (const parking of parkings()) {
      const message = parking.index.open().get(id);
      if (message) return { parking, message };
    }
    return undefined;
  };
  const closedAs = (id: string): ClosedMessage | undefined => {
    for (const parking of parkings()) {
      const closed = parking.index.closed(id);
      if (closed) return closed;
    }
    return undefined;
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
  /** `work` on the message where it is still parked when its turn comes. */
  const alone = async <T>(id: string, work: (parking: Parking, message: ParkedMessage) => Promise<T>): Promise<T | undefined> => {
    const asked = located(id);
    if (!asked) return undefined;
    const lane = `${asked.message.reactor}\n${asked.message.key}`;
    const turn = (busy.get(lane) ?? Promise.resolve())
      .catch(() => undefined)
      .then(async () => {
        const found = located(id);
        return found && work(found.parking, found.message);
      });
    busy.set(lane, turn);
    try {
      return await turn;
    } finally {
      if (busy.get(lane) === turn) busy.delete(lane);
    }
  };

  return {
    async list({ limit, after }) {
      const all = [...parkings()].flatMap((parking) => [...parking.index.open().values()]);
      const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
      return all.slice(start, start + limit);
    },
    find: async (id) => located(id)?.message,
    lane: async (id) => {
      const found = located(id);
      return found ? found.parking.index.lane(found.message.reactor, found.message.key) : [];
    },
    closed: async (id) => closedAs(id),
    async replay(id, by) {
      const outcome = await alone(id, async (parking, message) => {
        const [first] = parking.index.lane(message.reactor, message.key);
        return first === id ? drain(parking, message, by) : park(`waits behind ${first}`);
      });
      return outcome ?? (closedAs(id)?.how === 'replayed' ? done : park('no longer parked'));
    },
    async discard(id, by) {
      await alone(id, async (parking, message) => {
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
