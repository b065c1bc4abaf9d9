import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { isStoreUnavailable } from '@motcua/es';
import { type Calls, callsOn } from './calls.ts';
import { type Connection, connect } from './connection.ts';
import { OutOfTime } from './deadline.ts';
import { isAccessDenied, isRefusal, Unfit } from './faults.ts';
import { type Namespace, namespaceOf } from './namespace.ts';

export interface KurrentdbLocation {
  /** `esdb://user:password@host:2113?tls=true`, `esdb+discover://…` for a cluster; `kurrentdb://` means the same. */
  readonly url: string;
  /** What the names of its streams begin with: one service of one province in a cluster that several share. */
  readonly namespace: string;
}

/** The store does not open, and why, in one line without a password. */
export class StoreRefused extends Error {
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`event store ${withoutPassword(url)}: ${reason}`, options);
    this.name = 'StoreRefused';
  }
}

export const refusedBy = ({ url }: KurrentdbLocation, error: unknown): StoreRefused =>
  error instanceof StoreRefused
    ? error
    : new StoreRefused(url, reasonOf(isStoreUnavailable(error) ? (error.cause ?? error) : error), { cause: error });

export interface Opened<T> {
  readonly calls: Calls;
  readonly namespace: Namespace;
  readonly result: T;
}

/** A start that cannot be is known within five seconds. */
const openMs = 3_500;
const callMs = 1_500;
const betweenMs = 200;

/** A URL as it may be shown. */
export const withoutPassword = (url: string): string => url.replace(/\/\/.*@/, '//***@').replace(/\?.*$/, '');

const reasonOf = (error: unknown): string => {
  if (isAccessDenied(error)) return 'wrong credentials, or a user who may not read $all and write';
  const { details, message, code } = error as { details?: unknown; message?: unknown; code?: unknown };
  const text = String(details ?? message ?? error)
    .replaceAll(/\s+/g, ' ')
    .slice(0, 160);
  if (code === status.UNIMPLEMENTED) return `neither an EventStoreDB 20 or newer nor a KurrentDB (${text})`;
  return isRefusal(error) || error instanceof Unfit ? text : `not to be reached (${text})`;
};

/** The last try of a start has little time; that it ran out says less than what the server said before. */
const ranOut = (error: unknown): boolean => {
  const cause = isStoreUnavailable(error) ? error.cause : error;
  return cause instanceof OutOfTime || (cause as { code?: unknown } | undefined)?.code === status.DEADLINE_EXCEEDED;
};

const connectTo = (url: string): Connection => {
  try {
    return connect(url);
  } catch (error) {
    // The client's own words may quote the URL with the password in it.
    const { message } = error as Error;
    const because = message.includes('://') ? '' : ` (${message})`;
    throw new StoreRefused(url, `not a connection string${because}`);
  }
};

/** Tries `first` until it works or the time is over: a store that is electing its leader is worth waiting for, one that says no is not. */
export const openedAt = async <T>(
  location: KurrentdbLocation,
  first: (calls: Calls, namespace: Namespace, deadline: number) => Promise<T>,
): Promise<Opened<T>> => {
  const namespace = namespaceOf(location.namespace);
  const connection = connectTo(location.url);
  const calls = callsOn(connection, { stream: namespace.epochs, from: 'end', direction: 'backwards', limit: 1 });
  const end = Date.now() + openMs;
  let said: unknown;
  for (;;) {
    try {
      const result = await first(calls, namespace, Math.min(end, Date.now() + callMs));
      return { calls, namespace, result };
    } catch (error) {
      if (said === undefined || !ranOut(error)) said = error;
      if (isRefusal(error) || error instanceof Unfit || Date.now() + betweenMs >= end) {
        await calls.close();
        throw refusedBy(location, said);
      }
      await pause(betweenMs);
    }
  }
};
