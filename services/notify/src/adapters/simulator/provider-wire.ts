import type { FaultKind } from './faults.ts';
import type { LedgerEntry, Submitted } from './ledger.ts';

/** How one provider speaks: reads its own request shape, writes its own answers. */
export interface ProviderWire {
  readonly provider: string;
  readonly sendPath: string;
  readonly statusPath: string;
  isAuthorised(headers: Readonly<Record<string, string | string[] | undefined>>, token: string): boolean;
  /** Undefined: not a request of this provider's shape. */
  read(body: unknown): Submitted | undefined;
  keyOf(query: URLSearchParams): string | undefined;
  accepted(messageId: string): unknown;
  status(entry: LedgerEntry | undefined): unknown;
  problem(kind: 'unauthorised' | 'malformed' | Extract<FaultKind, 'error-body' | 'refuse'>): unknown;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

/** Zalo Official Account: 200 always, `error` says what happened. */
export const zaloWire: ProviderWire = {
  provider: 'zalo',
  sendPath: '/v3.0/oa/message/cs',
  statusPath: '/v3.0/oa/message/status',
  isAuthorised: (headers, token) => headers.access_token === token,
  read: (body) => {
    const [to, said, key] = [
      text(field(field(body, 'recipient'), 'user_id')),
      text(field(field(body, 'message'), 'text')),
      text(field(body, 'tracking_id')),
    ];
    return to && said && key ? { provider: 'zalo', to, text: said, key } : undefined;
  },
  keyOf: (query) => query.get('tracking_id') ?? undefined,
  accepted: (message_id) => ({ error: 0, message: 'Success', data: { message_id } }),
  status: (entry) =>
    entry ? { error: 0, message: 'Success', data: { message_id: entry.messageId } } : { error: -241, message: 'tracking_id not found' },
  problem: (kind) =>
    ({
      unauthorised: { error: -216, message: 'Access token is invalid' },
      malformed: { error: -201, message: 'Params is invalid' },
      'error-body': { error: -32, message: 'Rate limit exceeded' },
      refuse: { error: -213, message: 'User has not followed OA' },
    })[kind],
};

/** An SMS gateway of the eSMS kind: 200 with a code in words. */
export const smsWire: ProviderWire = {
  provider: 'sms',
  sendPath: '/sms/v4/send',
  statusPath: '/sms/v4/status',
  isAuthorised: (headers, token) => headers.authorization === `Bearer ${token}`,
  read: (body) => {
    const [to, said, key] = [text(field(body, 'Phone')), text(field(body, 'Content')), text(field(body, 'RequestId'))];
    return to && said && key ? { provider: 'sms', to, text: said, key } : undefined;
  },
  keyOf: (query) => query.get('RequestId') ?? undefined,
  accepted: (SMSID) => ({ CodeResult: '100', CountRegenerate: 0, SMSID }),
  status: (entry) => (entry ? { CodeResult: '100', SMSID: entry.messageId } : { CodeResult: '404', ErrorMessage: 'RequestId not found' }),
  problem: (kind) =>
    ({
      unauthorised: { CodeResult: '101', ErrorMessage: 'Authorize Failed' },
      malformed: { CodeResult: '99', ErrorMessage: 'Unknown error' },
      'error-body': { CodeResult: '118', ErrorMessage: 'Too many requests' },
      refuse: { CodeResult: '146', ErrorMessage: 'Phone number is blocked' },
    })[kind],
};
