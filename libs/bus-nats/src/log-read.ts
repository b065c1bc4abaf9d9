import { LogReadRequest, type RelayedService, rpc } from '@motcua/contracts';
import type { EventStore, Recorded, StoredEvent } from '@motcua/es';
import type { Requests } from './requests.ts';

/** A page of a service's log. Fewer events than asked for do not mean the end: `head` tells. */
export interface LogPage {
  readonly epoch: string;
  /** Position of the newest event of the log when the page was read. */
  readonly head: number;
  /** RFC 3339-free: ms since 1970 at which `head` was read. */
  readonly at: number;
  readonly events: readonly Recorded[];
}

const maxBytes = 512 * 1024;
/** A page of the log ends with what it has by then: whoever asks for it waits not much longer. */
const maxMs = 1_000;
/** Read between two turns of the loop: whoever asks for the whole log must not hold up those who wait for an answer from the same thread. */
const sliceSize = 64;
/** Of JSON, between two events. */
const comma = 0x2c;

/** Its JSON from the texts that are kept: nobody here looks into an event. */
const textOf = ({ data, metadata, ...place }: StoredEvent): string =>
  `${JSON.stringify(place).slice(0, -1)},"data":${data},"metadata":${metadata}}`;

/** Where pages grow: kept from one to the next, since buffers that come and go by the dozen a second make V8 mark the whole heap twice a second. */
const spare: Buffer[] = [];
const maxSpare = 2;

/** Of a page of one stream: it is small, as a rule, and many are read at once. */
const smallRoom = 16 * 1024;

const roomFor = (bytes: number): Buffer => Buffer.allocUnsafeSlow(bytes);

/** Joins whole events up to the limit, at least one: a page fits a message. Encoded as it grows, since a page of text that lives on is copied by each collection. */
const openPage = (limit: number, endsAt = Number.POSITIVE_INFINITY, given = roomFor(smallRoom)) => {
  let room = given;
  let [count, length, isFull] = [0, 0, false];
  return {
    /** How many more it is worth reading for it. */
    wants: (): number => (isFull || (count > 0 && performance.now() > endsAt) ? 0 : limit - count),
    add(text: string): void {
      const bytes = Buffer.byteLength(text) + 1;
      isFull ||= count > 0 && length + bytes > maxBytes;
      if (isFull) return;
      if (length + bytes > room.length) room = Buffer.concat([room.subarray(0, length)], Math.max(2 * room.length, length + bytes));
      if (count > 0) room[length++] = comma;
      length += room.write(text, length);
      count += 1;
    },
    /** Nothing is added any more. */
    json(epoch: string, head: number, at: number): Uint8Array {
      const before = `{"epoch":${JSON.stringify(epoch)},"head":${head},"at":${at},"events":[`;
      const page = Buffer.concat([Buffer.from(before), room.subarray(0, length), Buffer.from(']}')]);
      if (room.length === maxBytes && spare.length < maxSpare) spare.push(room);
      return page;
    },
  };
};

const wholeLogPage = async (store: EventStore, after: number, limit: number): Promise<Uint8Array> => {
  const at = Date.now();
  const head = await store.head();
  const page = openPage(limit, performance.now() + maxMs, spare.pop() ?? roomFor(maxBytes));
  for (let position = after; position < head && page.wants() > 0; ) {
    const events = await store.readAllTexts({ after: position, limit: Math.min(sliceSize, page.wants()) });
    for (const event of events) page.add(textOf(event));
    position = events.at(-1)?.position ?? head;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return page.json(store.epoch, head, at);
};

const streamPage = async (store: EventStore, stream: string, from: number, limit: number): Promise<Uint8Array> => {
  const at = Date.now();
  const page = openPage(limit);
  for await (const event of store.read(stream, { from, limit })) {
    page.add(JSON.stringify(event));
    if (page.wants() === 0) break;
  }
  return page.json(store.epoch, await store.head(), at);
};

/** Serves `motcua.<service>.rpc.log-read`: what the tail no longer has. */
export const serveLogRead = (requests: Requests, source: RelayedService, store: EventStore): Promise<void> =>
  requests.serve(rpc.logRead(source), 'log-read', async (payload) => {
    const { stream, after, fromRevision = 0, limit } = LogReadRequest.parse(payload);
    return stream === undefined ? wholeLogPage(store, after, limit) : streamPage(store, stream, fromRevision, limit);
  });

/** An owner who went away with the question does not answer it; another of its instances, or itself again, is asked then. */
const timeoutMs = 5_000;

/** Asks the owner. Throws `NobodyAnswers`, `RequestTimedOut`, `RequestFailed`; `RequestTimedOut` also where the signal came first. */
export const logReader = (requests: Requests, source: RelayedService) => {
  const ask = async (request: LogReadRequestInput, signal?: AbortSignal): Promise<LogPage> => {
    const message = await requests.ask(rpc.logRead(source), request, { timeoutMs, ...(signal && { signal }) });
    return message.json<LogPage>();
  };
  return {
    after: (position: number, signal?: AbortSignal): Promise<LogPage> => ask({ after: position, limit: 1000 }, signal),
    stream: (stream: string, fromRevision: number): Promise<LogPage> => ask({ after: 0, limit: 1000, stream, fromRevision }),
  };
};
export type LogReader = ReturnType<typeof logReader>;
interface LogReadRequestInput {
  readonly after: number;
  readonly limit: number;
  readonly stream?: string;
  readonly fromRevision?: number;
}
