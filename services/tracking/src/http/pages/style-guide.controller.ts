import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { styleGuide } from '@motcua/web';
import { Controller } from '@nestjs/common';

/** The page that shows every component of all pages. */
@Controller()
export class StyleGuideController {
  @Route({
    method: 'GET',
    path: '/docs/style',
    summary: 'Every component in every state',
    auth: 'open',
    page: true,
    answers: { 200: { description: 'Page', mediaType: 'text/html' } },
  })
  show(@Incoming() call: Call): Answer {
    return styleGuide(call.language);
  }
}
