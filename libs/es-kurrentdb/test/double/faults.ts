import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** What goes wrong with one call. `cut-after`: written, and the answer lost. `hang`: nothing more is heard. `mute`: written, and never answered. `held`: neither, until the double lets go. */
export type Fault =
  | 'unavailable'
  | 'hang'
  | 'mute'
  | 'held'
  | 'cut-before'
  | 'cut-after'
  | 'not-leader'
  | 'leaderless'
  | 'timeout'
  | 'not-ready';
export type Method = 'append' | 'read' | 'subscribe';

/** Faults in store, method by method: the next call takes the next; `always` until it is taken back. */
export const faultBox = () => {
  const next = new Map<Method, Fault[]>();
  let always: Fault | undefined;
  const happened: string[] = [];
  return {
    happened,
    next: (method: Method, ...faults: Fault[]): void => void next.set(method, [...(next.get(method) ?? []), ...faults]),
    always: (fault: Fault | undefined): void => {
      always = fault;
    },
    take: (method: Method): Fault | undefined => {
      const [first, ...rest] = next.get(method) ?? [];
      next.set(method, rest);
      const fault = first ?? always;
      if (fault !== undefined) happened.push(`${method} ${fault}`);
      return fault;
    },
  };
};
export type FaultBox = ReturnType<typeof faultBox>;

const serviceError = (code: status, details: string, entries: Readonly<Record<string, string>> = {}): ServiceError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

/** As the server puts them. */
export const errors = {
  unavailable: () => serviceError(status.UNAVAILABLE, 'cut off'),
  notReady: () => serviceError(status.UNAVAILABLE, 'Server Is Not Ready'),
  timeout: () => serviceError(status.ABORTED, 'Operation timed out: Prepare phase timeout'),
  leaderless: () => serviceError(status.UNKNOWN, 'No leader info available in response'),
  notLeader: (host: string, port: number) =>
    serviceError(status.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
  accessDenied: () => serviceError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  tooLarge: (max: number) =>
    serviceError(status.INVALID_ARGUMENT, `Maximum Append Size of ${max} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(max),
    }),
};
