import { AgencyCode, Channel, ProcedureCode } from '@motcua/contracts';
import { type Answer, type Call, Incoming, problem, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { Place } from '../application/find-procedures.ts';
import { Jwks, ProcedureAnswer, ProcedureList } from './answers.ts';
import { asOfHeader, awaitSeen } from './reading.ts';
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

const encoded = ({ rank, code }: Place): string => Buffer.from(`${rank}:${code}`).toString('base64url');
const placeOf = (cursor: string | undefined): Place | undefined => {
  if (cursor === undefined) return undefined;
  const [, rank, code] = /^([01]):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const known = ProcedureCode.safeParse(code);
  if (rank === undefined || !known.success)
    throw problem('malformed', 400, { errors: [{ pointer: '?cursor', code: 'invalid', message: 'not a cursor of this list' }] });
  return { rank: rank === '0' ? 0 : 1, code: known.data };
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
  async list(@Incoming() call: Call): Promise<Answer> {
    await awaitSeen(call, this.#rim.catalogue);
    const { limit = 20, cursor, q, agency, channel, audience } = call.query as ListQuery;
    const filter = {
      ...(q !== undefined && { q }),
      ...(agency !== undefined && { agency }),
      ...(channel !== undefined && { channel }),
      ...(audience !== undefined && { audience }),
    };
    const { items, next } = this.#rim.useCases.findProcedures(filter, { after: placeOf(cursor), limit });
    const query = next && new URLSearchParams({ ...filter, limit: String(limit), cursor: encoded(next) });
    return {
      status: 200,
      body: { items },
      headers: { ...this.#fresh(), ...(query && { link: `</api/intake/v1/procedures?${query}>; rel="next"` }) },
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
  async one(@Incoming() call: Call): Promise<Answer> {
    await awaitSeen(call, this.#rim.catalogue);
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
    return { ...nobodys, ...asOfHeader(this.#rim.catalogue) };
  }
}
