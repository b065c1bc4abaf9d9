import type { ClosedMessage, Outcome, ParkedMessage, ParkedMessages } from '@motcua/bus';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Server } from '@nestjs/microservices';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  createLogger,
  operationsModule,
  type Running,
  type ServiceDefinition,
  startServices,
  testBearer,
  testService,
} from '../src/index.ts';

const message = (id: string): ParkedMessage => ({
  id,
  reactor: 'workflow-open-v1',
  key: 'd-1',
  at: '2026-11-23T08:00:00+07:00',
  reason: 'unknown procedure',
  event: { service: 'intake', stream: 'submission-1', revision: 0, position: 1, id: 'e-1', type: 'SubmissionFiled.v1' },
});

class FakeParked implements ParkedMessages {
  messages = ['a', 'b', 'c'].map(message);
  outcome: Outcome = { kind: 'done' };
  acts: string[] = [];
  settled = new Map<string, ClosedMessage>();
  #settle(id: string, how: ClosedMessage['how']) {
    this.messages = this.messages.filter((one) => one.id !== id);
    this.settled.set(id, { how, position: 40 + this.settled.size });
  }
  list({ limit, after }: { limit: number; after?: string }) {
    const start = after === undefined ? 0 : this.messages.findIndex(({ id }) => id === after) + 1;
    return Promise.resolve(this.messages.slice(start, start + limit));
  }
  find(id: string) {
    return Promise.resolve(this.messages.find((one) => one.id === id));
  }
  replay(id: string, by: string) {
    this.acts.push(`replay ${id} by ${by}`);
    if (this.outcome.kind === 'done') this.#settle(id, 'replayed');
    return Promise.resolve(this.outcome);
  }
  // As the real ones, functions that know no `this`.
  discard = (id: string, by: string) => {
    this.acts.push(`discard ${id} by ${by}`);
    this.#settle(id, 'discarded');
    return Promise.resolve();
  };
  lane(id: string) {
    return Promise.resolve(this.messages.some((one) => one.id === id) ? this.messages.map((one) => one.id) : []);
  }
  closed(id: string) {
    return Promise.resolve(this.settled.get(id));
  }
  count() {
    return this.messages.length;
  }
}

const parked = new FakeParked();
let rebuilt: PromiseWithResolvers<{ readonly generation: number }>[] = [];
const projection = {
  name: 'tracking-status',
  rebuild: () => {
    const one = Promise.withResolvers<{ readonly generation: number }>();
    rebuilt.push(one);
    return one.promise;
  },
  generation: () => 3_000 + rebuilt.length,
  rebuilding: async () => ({ generation: 3_007, position: 17 }),
  caughtUp: () => true,
  asOf: () => new Date(0),
  position: () => 42,
  parked: () => [],
};

class Collecting extends Server {
  override on(): never {
    throw new Error('not used');
  }
  override unwrap<T>(): T {
    throw new Error('not used');
  }
  listen(done: () => void): void {
    done();
  }
  close(): void {}
  patterns(): string[] {
    return [...this.messageHandlers.keys()];
  }
}

const serviceOf = (name: 'tracking' | 'notify', strategy: Collecting): ServiceDefinition => {
  @Controller()
  class Subscriber {
    @EventPattern<string>(`workflow.DossierOpened.v1.${name}`)
    opened(): void {}
  }
  @Module({ imports: [operationsModule({ service: name, parked, projections: [projection] })], controllers: [Subscriber] })
  class ServiceModule {}
  return {
    name,
    config: z.object({}),
    open: () =>
      Promise.resolve({
        module: ServiceModule,
        strategies: [strategy],
        start: () => Promise.resolve(),
        readiness: () => Promise.resolve([]),
        drain: () => Promise.resolve(),
        stop: () => Promise.resolve(),
      }),
  };
};

let service: Awaited<ReturnType<typeof testService>>;
beforeAll(async () => {
  service = await testService(serviceOf('tracking', new Collecting()));
});
afterAll(() => service.stop());

const authorization = testBearer({ id: 'van-hanh', roles: ['operator'] });
const ask = async (method: string, path: string, headers: Record<string, string> = { authorization, 'idempotency-key': 'k' }) => {
  const response = await fetch(`${service.url}/api/tracking/v1${path}`, { method, headers });
  return {
    status: response.status,
    link: response.headers.get('link'),
    location: response.headers.get('location'),
    position: response.headers.get('motcua-position'),
    replayed: response.headers.get('idempotency-replayed'),
    body: (await response.json()) as { items: { id: string }[] } & Record<string, unknown>,
  };
};

test('an operator pages through what is parked', async () => {
  const first = await ask('GET', '/parked?limit=2');
  expect(first.body.items.map(({ id }) => id)).toStrictEqual(['a', 'b']);
  expect(first.link).toBe('</api/tracking/v1/parked?limit=2&cursor=b>; rel="next"');
  const second = await ask('GET', '/parked?limit=2&cursor=b');
  expect(second.body.items.map(({ id }) => id)).toStrictEqual(['c']);
  expect(second.link).toBeNull();
});

test('replay and discard need a key and name who did it', async () => {
  expect((await ask('POST', '/parked/a/replay', { authorization })).status).toBe(428);
  expect((await ask('POST', '/parked/nope/replay')).status).toBe(404);
  parked.outcome = { kind: 'park', reason: 'still unknown' };
  expect((await ask('POST', '/parked/a/replay')).body).toMatchObject({ status: 409, code: 'replay-not-done' });
  parked.outcome = { kind: 'done' };
  expect(await ask('POST', '/parked/a/replay')).toMatchObject({ status: 200, position: 'tracking:40', replayed: null });
  expect(await ask('POST', '/parked/b/discard')).toMatchObject({ status: 200, position: 'tracking:41', replayed: null });
  expect(parked.acts).toStrictEqual(['replay a by van-hanh', 'replay a by van-hanh', 'discard b by van-hanh']);
});

test('what was settled is told again to whoever asks again, and not done otherwise', async () => {
  const before = [...parked.acts];
  const again = await ask('POST', '/parked/a/replay');
  expect(again).toMatchObject({ status: 200, position: 'tracking:40', replayed: 'true', body: { outcome: 'done' } });
  expect(await ask('POST', '/parked/b/discard')).toMatchObject({ status: 200, position: 'tracking:41', replayed: 'true' });
  expect((await ask('POST', '/parked/a/discard')).body).toMatchObject({ code: 'settled-otherwise', state: 'replayed' });
  expect((await ask('POST', '/parked/b/replay')).body).toMatchObject({ code: 'settled-otherwise', state: 'discarded' });
  expect(parked.acts).toStrictEqual(before);
});

test('an operator looks at one, and at what waits with it', async () => {
  expect((await ask('GET', '/parked/c')).body).toMatchObject({ id: 'c', reason: 'unknown procedure', lane: ['c'] });
  expect((await ask('GET', '/parked/a')).status).toBe(404);
});

describe('projections', () => {
  const [path, iso] = ['/projections/tracking-status', expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)];
  const begin = (key: string) => ask('POST', `${path}/rebuild`, { authorization, 'idempotency-key': key });
  const seen = async () => (await ask('GET', path)).body['rebuild'];
  beforeEach(() => {
    rebuilt = [];
  });

  test('are shown, all of them or one', async () => {
    const shown = {
      name: 'tracking-status',
      caughtUp: true,
      asOf: '1970-01-01T00:00:00.000Z',
      position: 42,
      parked: [],
      generation: 3_000,
    };
    expect((await ask('GET', '/projections')).body.items).toStrictEqual([shown]);
    expect((await ask('GET', path)).body).toStrictEqual(shown);
    expect((await ask('GET', '/projections/other')).status).toBe(404);
  });

  test('are rebuilt behind the answer, which says where to look', async () => {
    const { status, location, body } = await begin('one');
    expect([status, location]).toEqual([202, `/api/tracking/v1${path}`]);
    expect(body['rebuild']).toEqual({ state: 'under-way', since: iso, generation: 3_007, position: 17 });
    // Another key's too, while one is under way.
    await begin('two');
    expect(rebuilt).toHaveLength(1);
    rebuilt[0]?.resolve({ generation: 3_007 });
    await vi.waitFor(async () => expect(await seen()).toEqual({ state: 'done', since: iso, at: iso, generation: 3_007 }));
    // Both have asked for that one.
    for (const key of ['one', 'two']) expect((await begin(key)).body['rebuild']).toMatchObject({ state: 'done' });
    expect(rebuilt).toHaveLength(1);
  });

  test('a repeated request begins none, a new one does; one that failed says why', async () => {
    await begin('three');
    rebuilt[0]?.reject(new TypeError('of Trần Thị Thu An'));
    await vi.waitFor(async () => expect(await seen()).toEqual({ state: 'failed', since: iso, at: iso, reason: 'TypeError' }));
    expect((await begin('three')).body['rebuild']).toMatchObject({ state: 'failed' });
    expect(rebuilt).toHaveLength(1);
    await begin('four');
    expect(rebuilt).toHaveLength(2);
    rebuilt[1]?.resolve({ generation: 3_008 });
    await vi.waitFor(async () => expect(await seen()).toMatchObject({ state: 'done' }));
  });

  test('none without a key, and none that there is not', async () => {
    expect((await ask('POST', `${path}/rebuild`, { authorization })).status).toBe(428);
    expect((await ask('POST', '/projections/other/rebuild')).status).toBe(404);
    expect(rebuilt).toHaveLength(0);
  });
});

test('only operators', async () => {
  expect((await ask('GET', '/parked', { authorization: testBearer({ roles: ['head'] }) })).status).toBe(403);
  expect((await ask('GET', '/parked', {})).status).toBe(401);
});

test('two services in one application keep their handlers and routes apart', async () => {
  const strategies = { tracking: new Collecting(), notify: new Collecting() };
  const running: Running = await startServices(
    (['tracking', 'notify'] as const).map((name) => ({ definition: serviceOf(name, strategies[name]), env: {} })),
    { port: 0, logger: createLogger('silent') },
  );
  try {
    expect(strategies.tracking.patterns()).toStrictEqual(['workflow.DossierOpened.v1.tracking']);
    expect(strategies.notify.patterns()).toStrictEqual(['workflow.DossierOpened.v1.notify']);
    for (const name of ['tracking', 'notify']) expect((await fetch(`${running.url}/api/${name}/v1/parked`)).status).toBe(401);
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
  } finally {
    await running.stop();
  }
});
