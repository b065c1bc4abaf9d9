import { z } from 'zod';
import type { Channel, Handover, Lookup } from '../application/ports.ts';
import { providerHttp } from './provider-http.ts';

/** Vietnamese gateways of the eSMS kind: 200 with a code in words; `RequestId` is the idempotency key. */
const Answer = z.object({ CodeResult: z.string(), SMSID: z.string().optional(), ErrorMessage: z.string().optional() });
/** 99 unknown error, 101 credentials, 103 balance, 118 too fast: the message is not to blame. */
const temporary = new Set(['101', '103', '118']);
const unknown = '99';
const duplicate = '124';
const notFound = '404';

export interface SmsOptions {
  readonly url: string;
  readonly token: string;
  /** The sender shown on the phone. */
  readonly brand: string;
  readonly connections: number;
  readonly timeoutMs: number;
}

export const smsGateway = ({ url, token, brand, ...limits }: SmsOptions): Channel => {
  const http = providerHttp(url, limits);
  const headers = { authorization: `Bearer ${token}` };

  const find = async (key: string): Promise<Lookup> => {
    const reached = await http.call('GET', `/sms/v4/status?RequestId=${encodeURIComponent(key)}`, { headers });
    if ('handover' in reached) return { kind: 'unknown', reason: reached.handover.reason };
    const answer = Answer.safeParse(reached.answer.body);
    if (!answer.success) return { kind: 'unknown', reason: 'unreadable answer' };
    const { CodeResult, SMSID } = answer.data;
    if (CodeResult === '100' && SMSID) return { kind: 'accepted', providerMessageId: SMSID };
    return CodeResult === notFound ? { kind: 'absent' } : { kind: 'unknown', reason: `sms code ${CodeResult}` };
  };

  return {
    provider: 'sms',
    async send({ key, to, text }): Promise<Handover> {
      const body = { Phone: to, Content: text, Brandname: brand, SmsType: '2', IsUnicode: '0', RequestId: key };
      const reached = await http.call('POST', '/sms/v4/send', { headers, body });
      if ('handover' in reached) return reached.handover;
      const answer = Answer.safeParse(reached.answer.body);
      if (!answer.success) return { kind: 'unknown', reason: `status ${reached.answer.status}, unreadable answer` };
      const { CodeResult, SMSID } = answer.data;
      if (CodeResult === '100' && SMSID) return { kind: 'accepted', providerMessageId: SMSID };
      // The gateway knows the key but does not say its message: `unknown` makes the sender ask.
      if (CodeResult === duplicate || CodeResult === unknown) return { kind: 'unknown', reason: `sms code ${CodeResult}` };
      return { kind: temporary.has(CodeResult) ? 'busy' : 'refused', reason: `sms code ${CodeResult}` };
    },
    find,
    close: () => http.close(),
  };
};
