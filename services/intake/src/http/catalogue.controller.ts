import { AgencyCode, Channel, ProcedureCode } from '@motcua/contracts';
import { type Answer, type Call, Incoming, problem, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import { Jwks, ProcedureAnswer, ProcedureList } from './answers.ts';
import { IntakeRim } from './use-cases.ts';

const ListQuery = z.object({
  q: z.string().max(100).optional(),
  agency: AgencyCode.optional(),
  channel: Channel.optional(),
  audience: z.enum(['citizen', 'business']).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, '1 to 100')
    .optional(),
  cursor: z.string().min(1).max(100).optional(),
});
type ListQuery = z.infer<typeof ListQuery>;
const Code = z.object({ code: ProcedureCode });

const encoded = (offset: number): string => Buffer.from(`n${offset}`).toString('base64url');
const offsetOf = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  const match = /^n(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1])
    throw problem('malformed', 400, { errors: [{ pointer: '?cursor', code: 'invalid', message: 'not a cursor of this list' }] });
  return Number(match[1]);
};

/** Nobody's matter: whoever has it already need not be sent it again, if he asks. */
const nobodys = { 'cache-control': 'no-cache' } as const;

/** What can be applied for, as citizens need it. */
@Controller('/api/intake/v1')
export class CatalogueController {
  readonly #rim: IntakeRim;
  constructor(@Inject(IntakeRim) rim: IntakeRim) {
    this.#rim = rim;
  }

  @Route({
    method: 'GET',
    path: '/procedures',
    summary: 'The catalogue; `q` is searched without diacritics in code, name and everyday words',
    auth: 'open',
    query: ListQuery,
    answers: { 200: { description: 'Procedures', schema: ProcedureList } },
  })
  list(@Incoming() call: Call): Answer {
    const { limit = 20, cursor, q, agency, channel, audience } = call.query as ListQuery;
    const filter = {
      ...(q !== undefined && { q }),
      ...(agency !== undefined && { agency }),
      ...(channel !== undefined && { channel }),
      ...(audience !== undefined && { audience }),
    };
    const all = this.#rim.useCases.findProcedures(filter);
    const start = offsetOf(cursor);
    const items = all.slice(start, start + limit);
    const more = start + limit < all.length;
    const next = new URLSearchParams({ ...filter, limit: String(limit), cursor: encoded(start + limit) });
    return {
      status: 200,
      body: { items },
      headers: { ...this.#fresh(), ...(more && { link: `</api/intake/v1/procedures?${next}>; rel="next"` }) },
    };
  }

  @Route({
    method: 'GET',
    path: '/procedures/:code',
    summary: 'Papers, time, fee, agencies, steps, channels and e-form of one procedure',
    auth: 'open',
    params: Code,
    answers: { 200: { description: 'The procedure at its newest version', schema: ProcedureAnswer } },
  })
  one(@Incoming() call: Call): Answer {
    const found = this.#rim.useCases.findProcedure(call.params.code ?? '');
    if (!found) throw problem('not-found');
    return { status: 200, body: found, headers: this.#fresh() };
  }

  @Route({
    method: 'GET',
    path: '/jwks.json',
    summary: 'Public keys of certificates',
    auth: 'open',
    answers: { 200: { description: 'JWK set', schema: Jwks } },
  })
  keys(): Answer {
    return { status: 200, body: this.#rim.jwks, headers: nobodys };
  }

  #fresh(): Record<string, string> {
    const asOf = this.#rim.asOf();
    return asOf ? { ...nobodys, 'motcua-as-of': asOf.toISOString() } : nobodys;
  }
}
