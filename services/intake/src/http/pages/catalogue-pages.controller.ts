import { type Answer, type Call, Incoming, problem, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { IntakeRim } from '../use-cases.ts';
import { procedurePage, proceduresPage } from './catalogue.page.ts';

const Query = z.object({ q: z.string().max(100).optional() });
/** Whatever is typed there: what is no code is no procedure either. */
const Code = z.object({ code: z.string().max(100) });
const page = { description: 'Page', mediaType: 'text/html' } as const;

/** What can be applied for, to read and to print. */
@Controller('/thu-tuc')
export class CataloguePagesController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({ method: 'GET', path: '/', summary: 'Procedures', auth: 'open', page: true, query: Query, answers: { 200: page } })
  list(@Incoming() call: Call): Answer {
    const { q = '' } = call.query as z.infer<typeof Query>;
    return proceduresPage(this.#rim.useCases.findProcedures(q === '' ? {} : { q }).items, q, call.language);
  }

  @Route({ method: 'GET', path: '/:code', summary: 'A procedure', auth: 'open', page: true, params: Code, answers: { 200: page } })
  one(@Incoming() call: Call): Answer {
    const found = this.#rim.useCases.findProcedure(call.params.code ?? '');
    if (!found) throw problem('not-found');
    return procedurePage(found, this.#rim.publicUrl, call.language);
  }
}
