import { chained, describeSeal, type EventStore } from '@motcua/es';
import { appenderOf } from './appender.ts';
import type { Calls } from './calls.ts';
import { birthOf, findOrMintEpoch, mintNextEpoch } from './epochs.ts';
import { Unfit } from './faults.ts';
import type { Namespace } from './namespace.ts';
import { type KurrentdbLocation, openedAt, refusedBy } from './opening.ts';
import { openPositionIndex } from './position-index.ts';
import { readerOf } from './reader.ts';
import { openTail } from './tail.ts';

/** `born`: nothing of the namespace lies before it, and the log of a cluster that others filled for years is not looked through from its beginning. */
const counted = async (calls: Calls, namespace: Namespace, born: number) => {
  let fault: Error | undefined;
  const { index, last } = await openPositionIndex(calls, namespace.positions, (error) => {
    fault = error;
  });
  const tail = openTail(calls, namespace, index, Math.max(born, last), () => fault);
  try {
    await tail.catchUp();
  } catch (error) {
    await tail.close();
    throw error;
  }
  return { index, tail };
};

export interface KurrentdbOptions {
  /** For a move from or to this store: it reads, and writes, under a seal. */
  readonly despiteSeal?: boolean;
}

/**
 * An event store in the streams `<namespace>.*` of an EventStoreDB 20 or newer, or a KurrentDB. Rejects with `StoreRefused` where the server is not there,
 * not the right one, does not let us in, or the store is sealed.
 */
export const kurrentdbEventStore = async (
  location: KurrentdbLocation,
  { despiteSeal = false }: KurrentdbOptions = {},
): Promise<EventStore> => {
  const {
    calls,
    namespace,
    result: { epoch, born },
  } = await openedAt(location, async (first, { epochs }, deadline) => {
    const standing = await findOrMintEpoch(first, epochs, deadline);
    if (standing.seal !== undefined && !despiteSeal) throw new Unfit(describeSeal(standing.seal));
    return { ...standing, born: await birthOf(first, epochs, deadline) };
  });
  const { index, tail } = await counted(calls, namespace, born).catch(async (error: unknown) => {
    await calls.close();
    throw refusedBy(location, error);
  });
  const reader = readerOf(calls, namespace, tail, index, born);

  return chained({
    epoch,
    ordersCalls: false,
    append: appenderOf(calls, namespace, tail, index, reader, despiteSeal ? () => undefined : tail.assertUnsealed),
    hashAt: reader.hashAt,
    readStream: (stream, page) => reader.readStream(stream, page),
    readLog: reader.readLog,
    head: async () => {
      await tail.catchUp();
      return index.count();
    },
    onAppended: tail.onAppended,
    close: async () => {
      await tail.close();
      await calls.close();
    },
  });
};

/** To be called after a cluster was restored from a backup, before anything opens the store: positions and revisions given since then are void. */
export const newKurrentdbEpoch = async (location: KurrentdbLocation): Promise<string> => {
  const { calls, result } = await openedAt(location, (first, { epochs }, deadline) => mintNextEpoch(first, epochs, deadline));
  await calls.close();
  return result.epoch;
};
