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

/** Its JSON from the texts that are kept: nobody here looks into an event. */
const textOf = ({ data, metadata, ...place }: StoredEvent): string =>
  `${JSON.stringify(place).slice(0, -1)},"data":${data},"metadata":${metadata}}`;

/** Joins whole events up to the limit, at least one: a page fits a message. Encoded as it grows, since a page of text that lives on is copied by each collection. */
const openPage = (limit: number, endsAt = Number.POSITIVE_INFINITY) => {
  const parts: Buffer[] = [];
  let [count, bytes, isFull] = [0, 0, false];
  return {
    /** How many more it is worth reading for it. */
    wants: (): number => (isFull || (count > 0 && performance.now() > endsAt) ? 0 : limit - count),
    add(texts: readonly string[]): void {
      let taken = 0;
      for (const text of texts) {
        bytes += Buffer.byteLength(text) + 1;
        isFull = bytes > maxBytes && count > 0;
        if (isFull) break;
        count += 1;
        taken += 1;
      }
      if (taken > 0) parts.push(Buffer.from(`${parts.length > 0 ? ',' : ''}${texts.slice(0, taken).join(',')}`));
    },
    json: (epoch: string, head: number, at: number): Uint8Array =>
      Buffer.concat([Buffer.from(`{"epoch":${JSON.stringify(epoch)},"head":${head},"at":${at},"events":[`), ...parts, Buffer.from(']}')]),
  };
};

const wholeLogPage = async (store: EventStore, after: number, limit: number): Promise<Uint8Array> => {
  const at = Date.now();
  const head = await store.head();
  const page = openPage(limit, performance.now() + maxMs);
  for (let position = after; position < head && page.wants() > 0; ) {
    const events = await store.readAllTexts({ after: position, limit: Math.min(sliceSize, page.wants()) });
    page.add(events.map(textOf));
    position = events.at(-1)?.position ?? head;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return page.json(store.epoch, head, at);
};

const streamPage = async (store: EventStore, stream: string, from: number, limit: number): Promise<Uint8Array> => {
  const at = Date.now();
  const page = openPage(limit);
  for await (const event of store.read(stream, { from, limit })) {
    page.add([JSON.stringify(event)]);
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
