import { createHash } from 'node:crypto';
import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { Controller, type Type } from '@nestjs/common';
import type { Inbox } from '../application/inbox.ts';
import { inboxPage, inboxStyle } from './pages/inbox.page.ts';

const newest = 200;
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(inboxStyle).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'`;

/** `/hop-thu`: mounted in trials only. */
export const inboxController = (inbox: Inbox): Type => {
  @Controller()
  class InboxController {
    @Route({
      method: 'GET',
      path: '/hop-thu',
      summary: "What citizens' phones would show in a trial",
      auth: 'open',
      page: true,
      answers: { 200: { description: 'Newest first, by phone', mediaType: 'text/html' } },
    })
    async show(@Incoming() call: Call): Promise<Answer> {
      const content = inboxPage(await inbox(newest), call.language);
      return {
        status: 200,
        raw: { mediaType: 'text/html; charset=utf-8', content },
        headers: { 'content-security-policy': policy, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
      };
    }
  }
  return InboxController;
};
