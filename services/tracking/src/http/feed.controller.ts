import { type Answer, type Call, Incoming, malformed, Problem, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { toCloudEvent } from '../messaging/public.publisher.ts';
import { asyncApi } from './asyncapi.ts';
import { FeedQuery } from './tracking.schema.ts';
import { SETTINGS, type TrackingSettings, type TrackingUseCases, USE_CASES } from './tracking.tokens.ts';
import './problems.ts';

const batch = 'application/cloudevents-batch+json';

@Controller('/api/tracking/v1')
export class FeedController {
  readonly #useCases: TrackingUseCases;
  readonly #settings: TrackingSettings;
  readonly #asyncApi: object;
  constructor(@Inject(USE_CASES) useCases: TrackingUseCases, @Inject(SETTINGS) settings: TrackingSettings) {
    this.#useCases = useCases;
    this.#settings = settings;
    this.#asyncApi = asyncApi(settings);
  }

  @Route({
    method: 'GET',
    path: '/feed',
    summary: 'Public events, oldest first; `next` also where there is no more yet. Dossier codes only for neighbours.',
    auth: 'open',
    query: FeedQuery,
    answers: { 200: { description: 'CloudEvents', mediaType: batch } },
    problems: ['feed-restarted'],
  })
  async feed(@Incoming() call: Call): Promise<Answer> {
    const { after, limit = 20 } = call.query as FeedQuery;
    const page = await this.#useCases.readFeed({ after, limit });
    if (page === 'strange') throw malformed('?after', 'cursor', 'a cursor as it was answered');
    if (page === 'restarted') throw new Problem('feed-restarted');
    const isNeighbour = call.caller.kind === 'officer' && call.caller.roles.includes('neighbour');
    const events = page.events.map(toCloudEvent(this.#settings.province, isNeighbour));
    return {
      status: 200,
      raw: { mediaType: `${batch}; charset=utf-8`, content: JSON.stringify(events) },
      headers: {
        'cache-control': 'no-store',
        link: `</api/tracking/v1/feed?after=${encodeURIComponent(page.next)}&limit=${limit}>; rel="next"`,
      },
    };
  }

  @Route({
    method: 'GET',
    path: '/asyncapi.json',
    summary: 'The neighbours’ contract as AsyncAPI 3',
    auth: 'open',
    answers: { 200: { description: 'AsyncAPI 3.0', mediaType: 'application/json' } },
  })
  contract(): Answer {
    return { status: 200, body: this.#asyncApi, headers: { 'cache-control': 'public, max-age=300' } };
  }
}
