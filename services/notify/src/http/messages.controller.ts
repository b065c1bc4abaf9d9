import { DossierId, holdsRole, messageChannels, notificationKinds, readers } from '@motcua/contracts';
import { instantOf } from '@motcua/es';
import { type Answer, type Call, Incoming, malformed, officerOf, officerRoles, problem, Route } from '@motcua/service-kit';
import { Controller, type Type } from '@nestjs/common';
import { z } from 'zod';
import type { Awaited } from '../application/await-messages.ts';
import type { MessageView, Reader } from '../application/read-messages.ts';

const Query = z.object({
  dossier: DossierId,
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, '1 to 100')
    .optional(),
  cursor: z.string().min(1).max(100).optional(),
});
const Message = z.object({
  id: z.uuid(),
  dossier: DossierId,
  kind: z.enum(notificationKinds),
  channel: z.enum(messageChannels),
  variant: z.string().optional(),
  state: z.enum(['requested', 'sent', 'delivered', 'failed', 'parked']),
  text: z.string().nullable(),
  at: z.string(),
});

export interface MessagesOptions {
  readonly read: (
    reader: Reader,
    dossierId: string,
    page: { limit: number; after?: string | undefined },
  ) => Promise<{ items: readonly MessageView[]; next: string | undefined }>;
  /** Waits until the list holds what stands at a service's position; answers whether it does. */
  readonly passed: (dossierId: string, position: Awaited, timeoutMs: number) => Promise<boolean>;
  readonly asOf: () => Date | undefined;
}

const cursorOf = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!id.success) throw malformed('?cursor', 'format', 'a cursor as it was answered');
  return id.data;
};
const nextOf = (dossier: string, limit: number, id: string): string =>
  `</api/notify/v1/messages?dossier=${dossier}&limit=${limit}&cursor=${Buffer.from(id).toString('base64url')}>; rel="next"`;

const readerRoles = officerRoles.filter((role) => holdsRole({ agency: '', roles: [role] }, readers));

export const messagesController = ({ read, passed, asOf }: MessagesOptions): Type => {
  @Controller('/api/notify/v1')
  class MessagesController {
    @Route({
      method: 'GET',
      path: '/messages',
      summary: "A dossier's messages to its people, oldest first",
      auth: 'officer',
      roles: readerRoles,
      query: Query,
      answers: { 200: { description: 'Empty for a dossier of another agency', schema: z.object({ items: z.array(Message) }) } },
      problems: ['not-yet-visible'],
    })
    async messages(@Incoming() call: Call): Promise<Answer> {
      const { dossier, limit = 20, cursor } = call.query as z.infer<typeof Query>;
      const after = cursorOf(cursor);
      const { position } = call;
      if (position && call.waitMs > 0 && !(await passed(dossier, position, call.waitMs)))
        throw problem('not-yet-visible', 503, { retryAfter: 1 });
      const { items, next } = await read(officerOf(call), dossier, { limit, after });
      const seen = asOf();
      const headers = {
        'cache-control': 'no-store',
        ...(seen === undefined ? {} : { 'motcua-as-of': instantOf(seen) }),
        ...(next === undefined ? {} : { link: nextOf(dossier, limit, next) }),
      };
      return { status: 200, body: { items }, headers };
    }
  }
  return MessagesController;
};
