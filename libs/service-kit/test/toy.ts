import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import {
  type Answer,
  type Call,
  Incoming,
  type OpenService,
  Problem,
  partsOf,
  Route,
  type ServiceDefinition,
  serviceConfig,
} from '../src/index.ts';

const Body = z.strictObject({
  applicant: z.strictObject({ fullName: z.string().min(1), nationalId: z.string().regex(/^\d{12}$/) }),
  count: z.number().int().optional(),
  form: z.record(z.string(), z.unknown()).optional(),
});

/** What a waiting read hangs on until the service drains. */
export const waiting = { release: Promise.withResolvers<void>(), entered: Promise.withResolvers<void>() };
export const resetWaiting = (): void => {
  waiting.release = Promise.withResolvers();
  waiting.entered = Promise.withResolvers();
};

/** Lengths of the files that were read to their end without an error. */
export const wholeFiles: number[] = [];

@Controller('/api/tracking/v1')
class ToyController {
  @Route({ method: 'GET', path: '/hello', summary: 'Hello', auth: 'open', answers: { 200: { description: 'Hello' } } })
  hello(@Incoming() _call: Call): Answer {
    return { status: 200, json: '{"hello":"xin chào"}' };
  }

  @Route({
    method: 'GET',
    path: '/echo/:id',
    summary: 'Echo',
    auth: 'open',
    params: z.object({ id: z.string().max(40) }),
    query: z.object({ limit: z.string().regex(/^\d+$/).transform(Number).optional(), q: z.string().optional() }),
    answers: { 200: { description: 'What came', schema: z.object({ params: z.unknown() }) } },
  })
  echo(@Incoming() call: Call): Answer {
    const { params, query, caller, ifMatch, idempotencyKey, position, waitMs, language, address, traceId } = call;
    return { status: 200, body: { params, query, caller, ifMatch, idempotencyKey, position, waitMs, language, address, traceId } };
  }

  @Route({
    method: 'POST',
    path: '/things',
    summary: 'Make',
    auth: 'open',
    body: Body,
    needs: ['idempotency-key'],
    answers: { 201: { description: 'Made' } },
  })
  make(@Incoming() call: Call): Answer {
    return { status: 201, body: call.body };
  }

  @Route({
    method: 'POST',
    path: '/commands/:id',
    summary: 'No body',
    auth: 'officer',
    roles: ['signer'],
    answers: { 200: { description: 'Done' } },
  })
  command(@Incoming() call: Call): Answer {
    return { status: 200, body: { caller: call.caller } };
  }

  @Route({ method: 'GET', path: '/secret', summary: 'Token', auth: 'tracking', answers: { 200: { description: 'Done' } } })
  secret(@Incoming() call: Call): Answer {
    return { status: 200, body: call.caller };
  }

  @Route({ method: 'POST', path: '/upload', summary: 'Upload', auth: 'open', multipart: true, answers: { 201: { description: 'Made' } } })
  async upload(@Incoming() call: Call): Promise<Answer> {
    const seen: unknown[] = [];
    for await (const part of partsOf(call, { files: 2, fileSize: 1_000 }))
      if (part.kind === 'file') {
        const { length } = await buffer(part.content);
        wholeFiles.push(length);
        seen.push([part.name, part.fileName, length]);
        // To keep a file takes time, in which the parser goes on.
        await setImmediate();
      } else seen.push([part.name, part.value]);
    return { status: 201, body: seen };
  }

  @Route({ method: 'GET', path: '/boom', summary: 'A bug', auth: 'open', answers: { 200: { description: 'Never' } } })
  boom(): Answer {
    throw new TypeError('0912345678 must not be seen');
  }

  @Route({ method: 'GET', path: '/thrown/:name', summary: 'Errors of ports', auth: 'open', answers: { 200: { description: 'Never' } } })
  thrown(@Incoming() call: Call<{ name: string }>): Answer {
    if (call.params.name === 'Problem') throw new Problem('forbidden');
    throw Object.assign(new Error('x'), { name: call.params.name, code: 'wrong-state', details: { state: 'opened', allowed: ['accept'] } });
  }

  @Route({ method: 'GET', path: '/wait', summary: 'Waits', auth: 'open', answers: { 200: { description: 'Released' } } })
  async wait(): Promise<Answer> {
    waiting.entered.resolve();
    await waiting.release.promise;
    return { status: 200, body: { released: true } };
  }
}

@Controller()
class ToyPages {
  @Route({
    method: 'GET',
    path: '/',
    summary: 'Start',
    auth: 'open',
    page: true,
    answers: { 200: { description: 'Page', mediaType: 'text/html' } },
  })
  start(): Answer {
    return { status: 200, raw: { mediaType: 'text/html; charset=utf-8', content: '<!doctype html><title>Một Cửa</title>' } };
  }

  @Route({
    method: 'POST',
    path: '/form',
    summary: 'Form',
    auth: 'open',
    page: true,
    body: z.strictObject({ name: z.string(), tag: z.union([z.string(), z.array(z.string())]).optional() }),
    answers: { 200: { description: 'Page', mediaType: 'text/html' } },
  })
  form(@Incoming() call: Call): Answer {
    return { status: 200, body: call.body };
  }
}

@Module({ controllers: [ToyController, ToyPages] })
class ToyModule {}

export const toyState = { ready: true, events: [] as string[] };

export const toy: ServiceDefinition<{ MOTCUA_TRACKING_LEVEL: string; MOTCUA_TRACKING_SECRET?: string | undefined }> = {
  name: 'tracking',
  config: z.object({
    ...serviceConfig,
    MOTCUA_TRACKING_LEVEL: z.string().default('low'),
    MOTCUA_TRACKING_SECRET: z.string().meta({ secret: true }).optional(),
  }),
  open: (_config, host): Promise<OpenService> => {
    host.metrics.gauge('toy_gauge', 'A gauge', () => 7);
    return Promise.resolve({
      module: ToyModule,
      strategies: [],
      start: () => Promise.resolve(void toyState.events.push('start')),
      readiness: () => Promise.resolve([{ name: 'toy', ready: toyState.ready }]),
      drain: () => {
        toyState.events.push('drain');
        waiting.release.resolve();
        return Promise.resolve();
      },
      stop: () => Promise.resolve(void toyState.events.push('stop')),
    });
  },
};
