import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Kept, LogDouble } from './log-double.ts';
import { checkpoint, confirmation, eventResponse, prefixesOf, streamNotFound, text } from './responses.ts';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** The server's own batch, of reading and of what it holds ready for one subscriber. */
const batch = 32;

/** A reader that takes nothing holds up its own call only. */
const whenWritable = (call: ReadCall): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      call.off('drain', go);
      call.off('cancelled', go);
      resolve();
    };
    call.on('drain', go);
    call.on('cancelled', go);
  });

export const readStream = (call: ReadCall, options: ReadReq.Options, log: LogDouble): void => {
  const range = options.getStream();
  const stream = text(range?.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array());
  const present = log.ofStream(stream);
  const count = Number(options.getCount());
  if (present === undefined) {
    call.write(streamNotFound(stream));
    return void call.end();
  }
  const forwards = options.getReadDirection() === 0;
  const from = range?.hasRevision() ? Number(range.getRevision()) : forwards ? 0 : present.length - 1;
  const page = forwards
    ? present.slice(from, from + count)
    : present.slice(Math.max(0, Math.min(from, present.length - 1) + 1 - count), Math.min(from, present.length - 1) + 1).reverse();
  for (const event of page) call.write(eventResponse(event));
  call.end();
};

const from = (options: ReadReq.Options): number | undefined => {
  const position = options.getAll()?.getPosition();
  return position === undefined ? undefined : Number(position.getCommitPosition());
};
const wanted = (options: ReadReq.Options) => {
  const prefixes = prefixesOf(options);
  return ({ stream }: Kept): boolean => prefixes === undefined || prefixes.some((prefix) => stream.startsWith(prefix));
};

/** A search through the log: how long one window of it takes, ms, and who counts the events that were looked at. */
export interface Search {
  readonly windowMs: () => number;
  readonly looked: () => void;
}

/** Called for each event that is looked at: takes its time at the end of each window. */
const searching = (options: ReadReq.Options, { windowMs, looked }: Search) => {
  const window = options.getFilter()?.getMax() || batch;
  let count = 0;
  return async (): Promise<void> => {
    looked();
    count += 1;
    if (windowMs() > 0 && count % window === 0) await new Promise((resolve) => setTimeout(resolve, windowMs()));
  };
};

/** Begins with the event at the position itself. Says what it finds, and not how far it is. */
export const readAll = async (
  call: ReadCall,
  options: ReadReq.Options,
  log: LogDouble,
  search: Search,
  handedOut: () => void,
): Promise<void> => {
  const start = from(options) ?? -1;
  const matches = wanted(options);
  const look = searching(options, search);
  let left = Number(options.getCount());
  for (const event of log.all.filter(({ commit }) => commit >= start)) {
    if (left === 0 || call.cancelled || call.destroyed) break;
    await look();
    if (!matches(event)) continue;
    left -= 1;
    handedOut();
    if (!call.write(eventResponse(event))) await whenWritable(call);
  }
  call.end();
};

export interface Subscribing {
  readonly frozen: () => boolean;
  readonly search: Search;
  readonly handedOut: (event: Kept) => void;
}

/** Begins behind the position. Says how far it is each time it has looked through the window that it was asked for. */
export const subscribeAll = async (
  call: ReadCall,
  options: ReadReq.Options,
  log: LogDouble,
  { frozen, search, handedOut }: Subscribing,
): Promise<void> => {
  const matches = wanted(options);
  const every = (options.getFilter()?.getMax() || batch) * (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1);
  let next = log.all.findIndex(({ commit }) => commit > (from(options) ?? -1));
  if (next === -1) next = log.all.length;
  const look = searching(options, search);
  let considered = 0;
  let wake: () => void = () => undefined;
  const silence = log.listen(() => wake());
  call.once('cancelled', () => {
    silence();
    wake();
  });
  call.write(confirmation());
  while (!call.cancelled && !call.destroyed) {
    const event = frozen() ? undefined : log.all[next];
    if (event === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    next += 1;
    considered += 1;
    await look();
    const response = matches(event) ? eventResponse(event) : considered % every === 0 ? checkpoint(event.commit) : undefined;
    if (response === undefined) continue;
    if (matches(event)) handedOut(event);
    if (!call.write(response)) await whenWritable(call);
  }
  silence();
};
