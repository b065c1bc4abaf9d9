import { type Answer, type Call, Incoming, Route } from '@motcua/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { untilWrongAnswer } from '../application/find-by-check.ts';
import { viewIn } from '../projections/status/index.ts';
import { refused } from './problems.ts';
import { readHeaders } from './read-headers.ts';
import { statusStream } from './status-stream.ts';
import { ByCheck, Stage, StageParams, Status } from './tracking.schema.ts';
import { type LookUpUseCases, SETTINGS, type TrackingSettings, USE_CASES } from './tracking.tokens.ts';

const json = 'application/json; charset=utf-8';
const tokenOf = ({ caller }: Call): string => (caller.kind === 'tracking' ? caller.token : '');

/** Where is my dossier? */
@Controller('/api/tracking/v1')
export class StatusController {
  readonly #useCases: LookUpUseCases;
  readonly #settings: TrackingSettings;
  readonly #headers: ReturnType<typeof readHeaders>;
  constructor(@Inject(USE_CASES) useCases: LookUpUseCases, @Inject(SETTINGS) settings: TrackingSettings) {
    this.#useCases = useCases;
    this.#settings = settings;
    this.#headers = readHeaders(useCases.asOf);
  }

  @Route({
    method: 'GET',
    path: '/status',
    summary: 'The status, by the token of the receipt',
    auth: 'tracking',
    answers: { 200: { description: 'As of `Motcua-As-Of`', schema: Status } },
    problems: ['dossier-not-found', 'not-yet-visible'],
  })
  async byToken(@Incoming() call: Call): Promise<Answer> {
    const startedAt = performance.now();
    const content = await this.#useCases.status.show(tokenOf(call), call.language, call);
    if (content === 'not-found') await untilWrongAnswer(startedAt);
    if (typeof content === 'string') throw refused(content);
    return { status: 200, raw: { mediaType: json, content }, headers: this.#headers() };
  }

  @Route({
    method: 'POST',
    path: '/status',
    summary: 'The status, by dossier or request code and the last 4 digits of the applicant’s phone or national id',
    auth: 'open',
    body: ByCheck,
    answers: { 200: { description: 'As of `Motcua-As-Of`', schema: Status } },
    problems: ['dossier-not-found', 'too-many-requests', 'not-yet-visible'],
  })
  async byCheck(@Incoming() call: Call): Promise<Answer> {
    const found = await this.#useCases.findByCheck({ ...(call.body as ByCheck), address: call.address }, call);
    if (typeof found === 'string' || 'retryAfter' in found) throw refused(found);
    return { status: 200, json: viewIn(found.rendered, call.language), headers: this.#headers() };
  }

  @Route({
    method: 'GET',
    path: '/stages/:code',
    summary: 'The coarse stage of a code, nothing else',
    auth: 'open',
    params: StageParams,
    answers: { 200: { description: 'As of `Motcua-As-Of`', schema: Stage } },
    problems: ['dossier-not-found', 'too-many-requests', 'not-yet-visible'],
  })
  async stage(@Incoming() call: Call): Promise<Answer> {
    const { code } = call.params as { code: string };
    const found = await this.#useCases.findStage({ code, address: call.address, language: call.language }, call);
    if (typeof found === 'string' || 'retryAfter' in found) throw refused(found);
    return { status: 200, body: found, headers: this.#headers() };
  }

  @Route({
    method: 'GET',
    path: '/status/stream',
    summary: 'Server-sent events: the status now and at each change; a comment as heartbeat; ends when the token is revoked',
    auth: 'tracking',
    answers: { 200: { description: 'Each event’s data is a status', mediaType: 'text/event-stream' } },
    problems: ['dossier-not-found', 'not-yet-visible', 'too-many-streams'],
  })
  async stream(@Incoming() call: Call): Promise<Answer> {
    const token = tokenOf(call);
    const startedAt = performance.now();
    const found = await this.#useCases.findStatus(token, call);
    if (found === 'not-found') await untilWrongAnswer(startedAt);
    if (typeof found === 'string') throw refused(found);
    const content = statusStream(this.#useCases.watch, this.#settings, { token, found, language: call.language, signal: call.signal });
    return { status: 200, raw: { mediaType: 'text/event-stream; charset=utf-8', content }, headers: { 'cache-control': 'no-store' } };
  }
}
