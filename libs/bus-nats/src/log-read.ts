import { LogReadRequest, type RelayedService, rpc } from '@motcua/contracts';
import type { EventStore, Recorded } from '@motcua/es';
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

/** Joins whole events up to the limit, at least one: a page fits a message. */
const pageText = (epoch: string, head: number, at: number, events: readonly Recorded[]): string => {
  const parts: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const text = JSON.stringify(event);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > maxBytes && parts.length > 0) break;
    parts.push(text);
  }
  return `{"epoch":${JSON.stringify(epoch)},"head":${head},"at":${at},"events":[${parts.join(',')}]}`;
};

/** Serves `motcua.<service>.rpc.log-read`: what the tail no longer has. */
export const serveLogRead = (requests: Requests, source: RelayedService, store: EventStore): Promise<void> =>
  requests.serve(rpc.logRead(source), 'log-read', async (payload) => {
    const request = LogReadRequest.parse(payload);
    const at = Date.now();
    if (request.stream === undefined) {
      const head = await store.head();
      const events = await store.readAll({ after: request.after, limit: request.limit });
      return pageText(store.epoch, head, at, events);
    }
    const events: Recorded[] = [];
    for await (const event of store.read(request.stream, { from: request.fromRevision ?? 0, limit: request.limit })) events.push(event);
    return pageText(store.epoch, await store.head(), at, events);
  });

/** Asks the owner. Throws `NobodyAnswers`, `RequestTimedOut`, `RequestFailed`. */
export const logReader = (requests: Requests, source: RelayedService) => {
  const ask = async (request: LogReadRequestInput): Promise<LogPage> => {
    const message = await requests.ask(rpc.logRead(source), request, 10_000);
    return message.json<LogPage>();
  };
  return {
    after: (position: number, limit = 1000): Promise<LogPage> => ask({ after: position, limit }),
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
