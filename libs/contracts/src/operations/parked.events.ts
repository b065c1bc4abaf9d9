import { z } from 'zod';
import { Instant, OfficerId } from '../values.ts';

/** Stream `parked-<reactor>_<key>` of any service: a message that could not be handled, and what an operator did with it. */
export const MessageParkedV1 = z.object({
  parkedId: z.uuid(),
  reactor: z.string(),
  key: z.string(),
  at: Instant,
  reason: z.string().max(500),
  source: z.object({
    service: z.string(),
    stream: z.string(),
    revision: z.int(),
    position: z.int(),
    eventId: z.string(),
    type: z.string(),
  }),
});
export type MessageParked = { type: 'MessageParked.v1'; data: z.infer<typeof MessageParkedV1> };
export const ParkedMessageReplayedV1 = z.object({ parkedId: z.uuid(), at: Instant, by: OfficerId });
export type ParkedMessageReplayed = { type: 'ParkedMessageReplayed.v1'; data: z.infer<typeof ParkedMessageReplayedV1> };
export const ParkedMessageDiscardedV1 = z.object({ parkedId: z.uuid(), at: Instant, by: OfficerId });
export type ParkedMessageDiscarded = { type: 'ParkedMessageDiscarded.v1'; data: z.infer<typeof ParkedMessageDiscardedV1> };

export type ParkedEvent = MessageParked | ParkedMessageReplayed | ParkedMessageDiscarded;
