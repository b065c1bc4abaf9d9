import type { Connection } from './connection.ts';
import { OutOfTime } from './deadline.ts';
import { openAppends } from './open-appends.ts';
import type { AppendReq, AppendResp, ReadReq, ReadResp, RecordedEvent, StreamCalls } from './protocol.ts';
import { appendRequests, eventIn, type LogRange, logRequest, type StreamRange, streamRequest, subscriptionRequest } from './requests.ts';
import { commitOf, numberOf, type toProposed } from './stored-form.ts';

/** Revision of the last event, or that the stream stands elsewhere than expected. */
export type AppendAnswer = { readonly revision: number } | 'wrong-revision';

export interface Calls {
  /** Sent once. Where it fails nobody knows whether it was written. */
  append(stream: string, expected: number, events: readonly ReturnType<typeof toProposed>[], deadline: number): Promise<AppendAnswer>;
  /** A missing stream reads empty. */
  readStream(range: StreamRange, deadline: number): Promise<readonly RecordedEvent[]>;
  /** Waits for as long as the server is there and searches: between two events of a service may lie millions of others. */
  readLog(range: LogRange, limit: number): Promise<readonly RecordedEvent[]>;
  /** Ends with the signal; rejects when it breaks, and does not come back by itself. */
  subscribe(range: LogRange, follower: Follower, signal: AbortSignal): Promise<void>;
  /** Ends the appends that are still open, then the connection. */
  close(): Promise<void>;
}

export interface Follower {
  event(event: RecordedEvent): void;
  /** Nothing of the prefixes that was not handed out lies up to here. */
  scanned(commit: number): void;
}

const silentMs = 1_100;
const probeMs = 350;
/** After so many silences in a row a search is gone on with as a subscription, which says how far it is. */
const readSilences = 2;
/** So long at most: at the head of a busy log a subscription goes on for ever, where a read ends at once. */
const followMs = 5_000;
/** A server that answers others, but gets no further with this search, for so long: it is asked anew. */
const stuckMs = 45_000;

/** Tells of a silence too many; rejects when nothing was heard for a while and the server does not answer a small question either. */
const watchdog = (ask: () => Promise<unknown>, silencesAllowed: number) => {
  const over = Promise.withResolvers<'silent'>();
  over.promise.catch(() => undefined);
  let silences = 0;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const arm = (): void => {
    clearTimeout(timer);
    if (!ended) timer = setTimeout(() => void doubt(), silentMs);
  };
  const doubt = async (): Promise<void> => {
    silences += 1;
    const there = await ask().then(
      () => true,
      () => false,
    );
    if (!there) over.reject(new OutOfTime());
    else if (silences >= silencesAllowed) over.resolve('silent');
    else arm();
  };
  arm();
  return {
    over: over.promise,
    heard: () => {
      silences = 0;
      arm();
    },
    stop: () => {
      ended = true;
      clearTimeout(timer);
    },
  };
};

/** Id, type and framing of an event, at the most. */
const bytesBesides = 300;

const send = (call: { write(request: AppendReq): unknown; end(): unknown }, requests: readonly AppendReq[]): void => {
  for (const request of requests) call.write(request);
  call.end();
};

const bytesOf = (requests: readonly AppendReq[]): number => {
  const proposed = requests.flatMap((request) => request.getProposedMessage() ?? []);
  return proposed.reduce((sum, event) => sum + event.getData_asU8().length + event.getCustomMetadata_asU8().length + bytesBesides, 0);
};

const answerOf = (response: AppendResp): AppendAnswer => {
  const success = response.getSuccess();
  return success === undefined ? 'wrong-revision' : { revision: numberOf(success.getCurrentRevision()) };
};

type Take = (response: ReadResp) => void;

/** Resolves when the server has said all, or with the signal. */
const readBy = (begin: () => ReturnType<StreamCalls['read']>, take: Take, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = begin();
    const end = (): void => {
      resolve();
      call.cancel();
    };
    const settled = (): void => signal?.removeEventListener('abort', end);
    call.on('data', (response: ReadResp) => {
      try {
        take(response);
      } catch (error) {
        reject(error);
        call.cancel();
      }
    });
    call.on('error', (error) => {
      settled();
      reject(error);
    });
    call.on('end', () => {
      settled();
      resolve();
    });
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });

export const callsOn = (connection: Connection, probe: StreamRange, lookEveryMs?: number): Calls => {
  const read = (request: ReadReq, deadline: number, take: Take, signal?: AbortSignal): Promise<void> =>
    connection.streams('read', deadline, (calls, args) => readBy(() => calls.read(request, ...args(deadline)), take, signal));

  const readStream = async (range: StreamRange, deadline: number): Promise<readonly RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    await read(streamRequest(range), deadline, (response) => {
      const event = eventIn(response);
      if (event !== undefined) events.push(event);
    });
    return events;
  };

  /** One call, until it ends or says nothing for too long. */
  const listened = async (
    request: ReadReq,
    silencesAllowed: number,
    take: (response: ReadResp, heard: () => void, end: () => void) => void,
  ): Promise<'ended' | 'silent'> => {
    const ending = new AbortController();
    const dog = watchdog(() => readStream(probe, Date.now() + probeMs), silencesAllowed);
    const each: Take = (response) => take(response, dog.heard, () => ending.abort());
    try {
      return await Promise.race([read(request, Number.POSITIVE_INFINITY, each, ending.signal).then(() => 'ended' as const), dog.over]);
    } finally {
      dog.stop();
      ending.abort();
    }
  };

  const readLog = async (range: LogRange, limit: number): Promise<readonly RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    let from = range.from;
    let movedAt = Date.now();
    const reached = (commit: number): void => {
      from = Math.max(from, commit);
      movedAt = Date.now();
    };
    const add = (event: RecordedEvent): void => {
      const last = events.at(-1);
      // A search that goes on begins with the event it has ended with.
      if (events.length >= limit || (last !== undefined && commitOf(event) <= commitOf(last))) return;
      events.push(event);
      reached(commitOf(event));
    };
    /** A read says nothing but what it finds, and a rare prefix may be found after minutes, or never. A subscription says where it is. */
    const goOnBySubscription = (): Promise<unknown> => {
      const endsAt = Date.now() + followMs;
      return listened(subscriptionRequest({ ...range, from }), 1, (response, heard, end) => {
        const event = eventIn(response);
        const checkpoint = response.getCheckpoint();
        if (event !== undefined) add(event);
        else if (checkpoint !== undefined) reached(numberOf(checkpoint.getCommitPosition()));
        else return;
        heard();
        if (events.length >= limit || Date.now() > endsAt) end();
      });
    };
    for (;;) {
      const more = limit - events.length + (events.length > 0 ? 1 : 0);
      const outcome = await listened(logRequest({ ...range, from }, more), readSilences, (response, heard) => {
        const event = eventIn(response);
        if (event === undefined) return;
        add(event);
        heard();
      });
      if (outcome === 'silent' && events.length < limit) await goOnBySubscription();
      if (outcome === 'ended' || events.length >= limit) return events;
      if (Date.now() - movedAt > stuckMs) throw new OutOfTime();
    }
  };

  const appends = openAppends(() => readStream(probe, Date.now() + probeMs), lookEveryMs);

  return {
    append: (stream, expected, events, deadline) =>
      connection.streams(
        'append',
        deadline,
        (calls, args, client) =>
          new Promise((resolve, reject) => {
            // The caller has heard of the outage by now: what was not sent yet stays unsent.
            if (Date.now() >= deadline) return reject(new OutOfTime());
            const call = calls.append(...args(), (error, response) => {
              ended();
              if (error === null) resolve(answerOf(response));
              else reject(error);
            });
            const requests = appendRequests(stream, expected, events);
            const ask = (deadline = Date.now() + probeMs) =>
              readBy(
                () => calls.read(streamRequest(probe), ...args(deadline)),
                () => undefined,
              );
            const ended = appends.watch({ client, bytes: bytesOf(requests), ask, cancel: () => call.cancel() });
            // What breaks while it is being written is told by the answer as well.
            call.on('error', reject);
            send(call, requests);
          }),
      ),
    readStream,
    readLog,
    subscribe: async (range, follower, signal) => {
      const take = (response: ReadResp): void => {
        const event = eventIn(response);
        const checkpoint = response.getCheckpoint();
        if (event !== undefined) follower.event(event);
        else if (checkpoint !== undefined) follower.scanned(numberOf(checkpoint.getCommitPosition()));
      };
      await read(subscriptionRequest(range), Number.POSITIVE_INFINITY, take, signal);
      if (!signal.aborted) throw new Error('the server ended the subscription');
    },
    close: async () => {
      await appends.close();
      await connection.close();
    },
  };
};
