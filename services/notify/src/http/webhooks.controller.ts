import { Instant } from '@motcua/contracts';
import { instantOf } from '@motcua/es';
import { type Answer, type Call, Incoming, problem, Route } from '@motcua/service-kit';
import { Controller, type Type } from '@nestjs/common';
import { z } from 'zod';
import type { Receipt, ReceiptsRecorded } from '../application/record-receipts.ts';

const Receipts = z.strictObject({
  receipts: z
    .array(
      z.strictObject({
        key: z.uuid(),
        messageId: z.string().min(1).max(200),
        status: z.enum(['delivered', 'undeliverable']),
        at: Instant,
        reason: z.string().max(200).optional(),
      }),
    )
    .min(1)
    .max(1_000),
});
/** Zalo's events have many shapes of Zalo's own; we read the two that concern us and let the others pass. */
const ZaloEvent = z.looseObject({
  event_name: z.string().max(100),
  timestamp: z.union([z.string().regex(/^\d{1,16}$/), z.int().positive()]),
  message: z.looseObject({ tracking_id: z.string().max(200).optional() }).optional(),
});
const Recorded = z.object({ recorded: z.int(), ignored: z.int() });

export interface WebhookOptions {
  readonly record: (provider: string) => (receipts: readonly Receipt[]) => Promise<ReceiptsRecorded>;
  readonly providers: readonly string[];
}

/** What providers tell us. The signature has been checked on the bytes before; keys that are not ours are answered like the others. */
export const webhooksController = ({ record, providers }: WebhookOptions): Type => {
  @Controller('/api/notify/v1')
  class WebhooksController {
    @Route({
      method: 'POST',
      path: '/webhooks/:provider/receipts',
      summary: 'Delivery receipts of a provider (header Motcua-Signature)',
      auth: 'open',
      params: z.object({ provider: z.string().min(1).max(32) }),
      body: Receipts,
      answers: { 200: { description: 'Recorded; unknown keys are ignored', schema: Recorded } },
      problems: ['unauthenticated'],
    })
    async receipts(@Incoming() call: Call): Promise<Answer> {
      const { provider } = call.params as { provider: string };
      if (!providers.includes(provider)) throw problem('not-found');
      return { status: 200, body: await record(provider)((call.body as z.infer<typeof Receipts>).receipts) };
    }

    @Route({
      method: 'POST',
      path: '/webhooks/zalo',
      summary: 'Events of the Zalo Official Account (header X-ZEvent-Signature)',
      auth: 'open',
      body: ZaloEvent,
      answers: { 200: { description: 'Heard', schema: Recorded } },
      problems: ['unauthenticated'],
    })
    async zalo(@Incoming() call: Call): Promise<Answer> {
      const event = call.body as z.infer<typeof ZaloEvent>;
      const key = z.uuid().safeParse(event.message?.tracking_id);
      if (event.event_name !== 'user_received_message' || !key.success) return { status: 200, body: { recorded: 0, ignored: 1 } };
      return { status: 200, body: await record('zalo')([{ key: key.data, status: 'delivered', at: instantOf(Number(event.timestamp)) }]) };
    }
  }
  return WebhooksController;
};
