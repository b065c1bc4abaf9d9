import { Metadata, status } from '@grpc/grpc-js';
import { AppendTooLarge, StoreUnavailable } from '@motcua/es';

/** The server is there, and is not what this adapter can work with. */
export class Unfit extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'Unfit';
  }
}

const codeOf = (error: unknown): status | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
};

/** The server's own word for what went wrong, `not-leader` or `stream-deleted`; undefined where it gave none. */
const wordOf = (error: unknown): string | undefined => {
  const { metadata } = (error ?? {}) as { metadata?: unknown };
  return metadata instanceof Metadata ? metadata.get('exception')[0]?.toString() : undefined;
};

const refusals: readonly (status | undefined)[] = [
  status.PERMISSION_DENIED,
  status.UNAUTHENTICATED,
  status.INVALID_ARGUMENT,
  status.FAILED_PRECONDITION,
  status.UNIMPLEMENTED,
];

export const isAccessDenied = (error: unknown): boolean =>
  codeOf(error) === status.PERMISSION_DENIED || codeOf(error) === status.UNAUTHENTICATED;

export const isNotLeader = (error: unknown): boolean => wordOf(error) === 'not-leader';

/** The server has answered and means it: asking again gives the same. Everything else (away, cut off, leaderless, busy) may pass. */
export const isRefusal = (error: unknown): boolean => refusals.includes(codeOf(error)) && !isNotLeader(error);

const reasonOf = (error: unknown): string => {
  if (isAccessDenied(error)) return 'access denied';
  const word = wordOf(error);
  if (word !== undefined) return word;
  const { details, message } = error as { details?: unknown; message?: unknown };
  return String(details ?? message ?? error).slice(0, 200);
};

/** What the port knows: the append is too large, or the store cannot answer now. */
export const toPortError = (error: unknown, bytes = 0): Error => {
  if (error instanceof StoreUnavailable) return error;
  if (wordOf(error) === 'maximum-append-size-exceeded') return new AppendTooLarge(bytes);
  return new StoreUnavailable(`the event store does not answer: ${reasonOf(error)}`, { cause: error });
};
