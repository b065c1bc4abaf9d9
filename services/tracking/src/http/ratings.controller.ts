import { type Answer, type Call, Incoming, Route, requireKey } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { refused } from './problems.ts';
import { RatingAnswer, RatingBody } from './tracking.schema.ts';
import { type TrackingUseCases, USE_CASES } from './tracking.tokens.ts';

@Controller('/api/tracking/v1')
export class RatingsController {
  readonly #useCases: TrackingUseCases;
  constructor(@Inject(USE_CASES) useCases: TrackingUseCases) {
    this.#useCases = useCases;
  }

  @Route({
    method: 'POST',
    path: '/ratings',
    summary: 'One rating of a returned dossier, by the holder of its receipt',
    auth: 'tracking',
    body: RatingBody,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'Rated', schema: RatingAnswer } },
    problems: ['dossier-not-found', 'already-rated', 'not-returned', 'not-yet-visible'],
  })
  async rate(@Incoming() call: Call): Promise<Answer> {
    const token = call.caller.kind === 'tracking' ? call.caller.token : '';
    const rated = await this.#useCases.rateDossier(
      { token, body: call.body as RatingBody, idempotencyKey: () => requireKey(call), traceparent: call.traceparent },
      call,
    );
    if (typeof rated === 'string') throw refused(rated);
    const position = `tracking:${rated.position}`;
    return {
      status: 201,
      body: { score: rated.score, at: rated.at, position },
      headers: {
        'motcua-position': position,
        'cache-control': 'no-store',
        ...(rated.repeated ? { 'idempotency-replayed': 'true' } : {}),
      },
    };
  }
}
