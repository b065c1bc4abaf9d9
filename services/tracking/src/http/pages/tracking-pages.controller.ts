import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { partAnswer } from '@motcua/web';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { foundPage, frontPage, linkPage, lookupPage, notFoundPage } from './lookup.page.ts';
import { notFoundView, statusView } from './status.page.ts';
import { TrackingPages } from './tracking-pages.ts';

const Lookup = z.strictObject({ code: z.string().max(100), check: z.string().max(20) });
const page = { description: 'Page', mediaType: 'text/html' } as const;

/** Following a dossier: by code and check without script, by the QR's link with it. */
@Controller()
export class TrackingPagesController {
  readonly #pages: TrackingPages;
  constructor(@Inject(TrackingPages) pages: TrackingPages) {
    this.#pages = pages;
  }

  @Route({ method: 'GET', path: '/', summary: 'Front page', auth: 'open', page: true, answers: { 200: page } })
  front(@Incoming() call: Call): Answer {
    return frontPage(call.language);
  }

  @Route({ method: 'GET', path: '/tra-cuu', summary: 'Look-up', auth: 'open', page: true, answers: { 200: page } })
  ask(@Incoming() call: Call): Answer {
    return lookupPage(call.language);
  }

  @Route({
    method: 'POST',
    path: '/tra-cuu',
    summary: 'Look-up by code and check',
    auth: 'open',
    page: true,
    body: Lookup,
    answers: { 200: page, 404: page, 429: page },
  })
  async lookUp(@Incoming() call: Call): Promise<Answer> {
    const { code, check } = call.body as z.infer<typeof Lookup>;
    const known = code.trim().toUpperCase();
    const found = await this.#pages.findByCode(known, check.trim(), call.address, call.language);
    if (found === undefined || 'retryAfter' in found)
      return notFoundPage(call.language, code, this.#pages.enquiryAbout(known, call.language), found?.retryAfter);
    // Code and check open the status; only the link lets its holder act.
    const { dossierId: _, ...shown } = found;
    return foundPage({ ...shown, language: call.language });
  }

  @Route({ method: 'GET', path: '/s', summary: 'The page behind the QR', auth: 'open', page: true, answers: { 200: page } })
  link(@Incoming() call: Call): Answer {
    return linkPage(call.language);
  }

  @Route({
    method: 'POST',
    path: '/s/view',
    summary: 'The status behind the QR, as a part of its page',
    auth: 'tracking',
    page: true,
    answers: { 200: page, 404: page },
  })
  async view(@Incoming() call: Call): Promise<Answer> {
    const token = call.caller.kind === 'tracking' ? call.caller.token : '';
    const found = await this.#pages.findByToken(token, call.language);
    if (!found) return partAnswer(notFoundView(call.language, 'link'), call.language, 404);
    return partAnswer(statusView({ ...found, language: call.language }), call.language);
  }
}
