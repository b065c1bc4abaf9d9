import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { Controller, type Type } from '@nestjs/common';
import type { Inbox } from '../application/inbox.ts';
import { inboxPage } from './pages/inbox.page.ts';

const newest = 200;

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
      return inboxPage(await inbox(newest), call.language);
    }
  }
  return InboxController;
};
