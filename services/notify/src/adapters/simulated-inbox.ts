import { request } from 'undici';
import { z } from 'zod';
import type { Inbox } from '../application/inbox.ts';

const Answer = z.object({
  items: z.array(z.object({ provider: z.string(), to: z.string(), text: z.string(), at: z.number(), delivered: z.boolean() })),
});

/** The simulator's newest messages, over its own HTTP. */
export const simulatedInbox =
  (url: string): Inbox =>
  async (limit) => {
    const response = await request(`${url}/inbox?limit=${limit}`, { headersTimeout: 2_000, bodyTimeout: 2_000 });
    return Answer.parse(await response.body.json()).items;
  };
