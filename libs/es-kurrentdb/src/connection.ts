import type { CallOptions, Channel, Metadata } from '@grpc/grpc-js';
import { inTime } from './deadline.ts';
import { isRefusal } from './faults.ts';
import { type Client, EventStoreDBClient, type StreamCalls, StreamsClient } from './protocol.ts';

/** What one call is made with. A deadline is a point in time (ms since 1970); without one it ends by itself only. */
export type CallArguments = (deadline?: number) => [Metadata, CallOptions];

/** The client's inner face: it finds the leader, reconnects and adds the credentials; the calls themselves are ours. */
interface Inside {
  execute<Calls, T>(calls: new (...args: never[]) => Calls, name: string, action: (calls: Calls) => Promise<T>): Promise<T>;
  callArguments(options: { readonly requiresLeader: boolean }, more: CallOptions): [Metadata, CallOptions];
  getChannel(): Promise<Channel>;
}

export interface Connection {
  /** One call on the streams, on one client from beginning to end. Always of the leader: what another node has may be old. */
  streams<T>(name: string, deadline: number, action: (calls: StreamCalls, args: CallArguments, client: object) => Promise<T>): Promise<T>;
  /** How often the client was replaced. */
  replaced(): number;
  close(): Promise<void>;
}

/** So many failures in a row, and the client is not believed to come back by itself. */
const failuresBeforeReplacing = 4;
const youngMs = 1_000;

/** Our own words are allowed in a URL; the client knows the old ones. */
const toClientUrl = (url: string): string => url.replace(/^(kurrentdb|kurrent|kdb)(\+discover)?:/, 'esdb$2:');

/** How often a server is pinged while a call is open, and how long it may take to answer before its connection is given up. */
const pingEveryMs = 10_000;
const pingAnswerMs = 10_000;
/** Within so many milliseconds a ping that was sent after the call has been answered, or the connection and the call have ended. */
export const pingedWithinMs = 2 * (pingEveryMs + pingAnswerMs);
/** So many clients of one process differ; the wire's library lets those that are set up alike share one connection, with its hundred calls and its window. */
const differentClients = 1_000;
let opened = 0;

/** Of the nodes that are asked for the leader, one that hangs holds it up for a second, not for the client's five. What comes last in a URL counts: the pings are ours. */
const withOurSettings = (url: string): string => {
  const gossip = /[?&]gossipTimeout=/i.test(url) ? '' : '&gossipTimeout=1';
  const pings = `keepAliveTimeout=${pingAnswerMs}&keepAliveInterval=${pingEveryMs + (opened++ % differentClients)}`;
  return `${url}${url.includes('?') ? '&' : '?'}${pings}${gossip}`;
};

const inside = (client: Client): Inside => client as unknown as Inside;

/** A client that is still looking for its cluster is not waited for. */
const dispose = async (client: Client): Promise<void> => {
  await client.dispose();
  const channel = inside(client)
    .getChannel()
    .then((open) => open.close());
  await inTime(channel, Date.now() + 500).catch(() => undefined);
};

/** Throws where the text is no connection string. */
export const connect = (url: string): Connection => {
  const known = toClientUrl(url);
  // Checked as it was given: with something added, nonsense may become sense.
  EventStoreDBClient.connectionString(known);
  const open = (): Client => EventStoreDBClient.connectionString(withOurSettings(known));
  let client = open();
  let since = Date.now();
  let failures = 0;
  let replaced = 0;
  let closed = false;
  const args: CallArguments = (deadline) =>
    inside(client).callArguments({ requiresLeader: true }, { deadline: deadline ?? Number.POSITIVE_INFINITY });

  const replace = (old: Client): void => {
    if (closed || old !== client) return;
    client = open();
    since = Date.now();
    failures = 0;
    replaced += 1;
    void dispose(old);
  };
  const failed = (): void => {
    failures += 1;
    if (failures >= failuresBeforeReplacing && Date.now() - since >= youngMs) replace(client);
  };

  const execute = async <Calls, T>(
    calls: new (...args: never[]) => Calls,
    name: string,
    deadline: number,
    action: (calls: Calls, used: Client) => Promise<T>,
  ): Promise<T> => {
    const used = client;
    try {
      const result = await inTime(
        inside(used).execute(calls, name, (on: Calls) => action(on, used)),
        deadline,
      );
      failures = 0;
      return result;
    } catch (error) {
      if (isRefusal(error)) failures = 0;
      else if (used === client) failed();
      throw error;
    }
  };

  return {
    streams: (name, deadline, action) => execute(StreamsClient, name, deadline, (calls: StreamCalls, used) => action(calls, args, used)),
    replaced: () => replaced,
    close: async () => {
      closed = true;
      await dispose(client);
    },
  };
};
