import type { EventStore, Recorded } from '@motcua/es';
import { isNotFound, type JetStreamApi, type StreamInfo } from './jetstream-api.ts';
import { idOfStored, placeOfStored } from './message.ts';
import { streamConfigOf, type TailDeclaration } from './tails.ts';

/** The stream holds something that this relay cannot have written: going on would corrupt it. */
export class RelayHalted extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RelayHalted';
  }
}

export interface RelayStart {
  /** Last sequence of the stream: the fence of the next message. */
  readonly seq: number;
  /** Everything up to and including this position is relayed or left to the log. */
  readonly position: number;
}

interface StartOptions {
  readonly api: JetStreamApi;
  readonly tail: TailDeclaration;
  readonly replicas: number;
  readonly store: EventStore;
  /** How many of the newest events a new stream gets; default as declared. */
  readonly tailEvents?: number;
  /** Id that the message of an event carries; undefined where it has none. */
  readonly idOf: (event: Recorded) => string | undefined;
  /** Only then may a tail of another epoch be replaced: the store was restored or migrated while no relay ran. */
  readonly first: boolean;
}

const infoOrCreate = async ({ api, tail, replicas }: StartOptions): Promise<StreamInfo> => {
  try {
    return await api.streamInfo(tail.name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return await api.createStream(tail.name, streamConfigOf(tail, replicas));
  }
};

const nearHead = async ({ store, tail, tailEvents = tail.events }: StartOptions, seq: number): Promise<RelayStart> => ({
  seq,
  position: Math.max(0, (await store.head()) - tailEvents),
});

const recreate = async (options: StartOptions): Promise<RelayStart> => {
  await options.api.deleteStream(options.tail.name);
  await options.api.createStream(options.tail.name, streamConfigOf(options.tail, options.replicas));
  return nearHead(options, 0);
};

/** The last message on the stream is the relay's checkpoint. */
export const findStart = async (options: StartOptions): Promise<RelayStart> => {
  const { api, tail, store } = options;
  const { state } = await infoOrCreate(options);
  const last = state.messages === 0 ? undefined : await api.message(tail.name, state.last_seq);
  if (!last) return nearHead(options, state.last_seq);
  const place = placeOfStored(last.headers);
  if (!place) throw new RelayHalted(`the last message of ${tail.name} is not ours`);
  if (place.epoch !== store.epoch) {
    if (options.first) return recreate(options);
    throw new RelayHalted(`${tail.name} is written from another epoch of this log`);
  }
  const [event] = await store.readAll({ after: place.position - 1, limit: 1 });
  if (event?.position !== place.position) throw new RelayHalted(`the last message of ${tail.name} lies beyond our log`);
  if (options.idOf(event) !== idOfStored(last.headers))
    throw new RelayHalted(`the last message of ${tail.name} is another event than ours`);
  return { seq: last.seq, position: place.position };
};
