import { type Answer, type Call, Incoming, problem, Route } from '@motcua/service-kit';
import { assetAnswer, styleGuide } from '@motcua/web';
import { Controller } from '@nestjs/common';
import { z } from 'zod';

const Name = z.object({ name: z.string().max(100) });

/** Stylesheet and scripts of all pages, and the page that shows every component. */
@Controller()
export class AssetsController {
  @Route({
    method: 'GET',
    path: '/assets/:name',
    summary: 'A stylesheet or script, named by its hash',
    auth: 'open',
    page: true,
    params: Name,
    answers: { 200: { description: 'The file', mediaType: 'text/css' } },
  })
  file(@Incoming() call: Call): Answer {
    const found = assetAnswer(call.params.name ?? '');
    if (!found) throw problem('not-found');
    return found;
  }

  @Route({
    method: 'GET',
    path: '/docs/style',
    summary: 'Every component in every state',
    auth: 'open',
    page: true,
    answers: { 200: { description: 'Page', mediaType: 'text/html' } },
  })
  style(@Incoming() call: Call): Answer {
    return styleGuide(call.language);
  }
}
