import { z } from 'zod';
import type { Channel, Handover, Lookup } from '../application/ports.ts';
import { providerHttp } from './provider-http.ts';

/** Zalo's Official Account API says 200 to everything; what happened stands in `error`. */
const Answer = z.object({
  error: z.int(),
  message: z.string().optional(),
  data: z.object({ message_id: z.string() }).optional(),
});
/** -32 rate limit, -200 sending failed for now, -216/-220 our own token: the message is not to blame. Source: OA API error table. */
const temporary = new Set([-32, -200, -216, -220]);
const notFound = -241;

export interface ZaloOptions {
  readonly url: string;
  readonly token: string;
  readonly connections: number;
  readonly timeoutMs: number;
}

/** `POST /v3.0/oa/message/cs` with our key as `tracking_id`, which its receipts carry back. */
export const zaloOa = ({ url, token, ...limits }: ZaloOptions): Channel => {
  const http = providerHttp(url, limits);
  const headers = { access_token: token };
  return {
    provider: 'zalo',
    async send({ key, to, text }): Promise<Handover> {
      const body = { recipient: { user_id: to }, message: { text }, tracking_id: key };
      const reached = await http.call('POST', '/v3.0/oa/message/cs', { headers, body });
      if ('handover' in reached) return reached.handover;
      const answer = Answer.safeParse(reached.answer.body);
      if (!answer.success) return { kind: 'unknown', reason: `status ${reached.answer.status}, unreadable answer` };
      const { error, data } = answer.data;
      if (error === 0 && data) return { kind: 'accepted', providerMessageId: data.message_id };
      return { kind: temporary.has(error) ? 'busy' : 'refused', reason: `zalo error ${error}` };
    },
    async find(key): Promise<Lookup> {
      const reached = await http.call('GET', `/v3.0/oa/message/status?tracking_id=${encodeURIComponent(key)}`, { headers });
      if ('handover' in reached) return { kind: 'unknown', reason: reached.handover.reason };
      const answer = Answer.safeParse(reached.answer.body);
      if (!answer.success) return { kind: 'unknown', reason: 'unreadable answer' };
      if (answer.data.error === 0 && answer.data.data) return { kind: 'accepted', providerMessageId: answer.data.data.message_id };
      return answer.data.error === notFound ? { kind: 'absent' } : { kind: 'unknown', reason: `zalo error ${answer.data.error}` };
    },
    close: () => http.close(),
  };
};
