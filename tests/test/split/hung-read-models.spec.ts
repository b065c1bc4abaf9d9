import { randomUUID } from 'node:crypto';
import { hangingMongo, mongoForTests } from '@motcua/mongo/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Answer, type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { type Acknowledged, file } from '../../src/load.ts';
import { type Instance, SplitSystem } from '../../src/split-system.ts';

const mongo = await mongoForTests();
afterAll(() => mongo.stop());

/** The promise to whoever looks up, with the way there and back. Not a measure of speed. */
const toldWithinMs = 3_000;

const fileOne = async (api: Client): Promise<Acknowledged> => {
  const answer = await file(api, { key: randomUUID(), body: inventedSubmission({ form: await exampleForm(api) }) });
  if (!('id' in answer)) throw new Error(answer.text);
  return answer;
};

interface LookUp {
  readonly ask: () => Promise<Answer>;
  /** What it answers while the read models do. */
  readonly due: number;
  readonly refusedAs: string;
}

/** Each way to ask for a dossier that nobody has asked for in the last second: no view of it is in memory. */
const lookUps = (tracking: Client, { token, requestCode, body }: Acknowledged): Readonly<Record<string, LookUp>> => {
  const api = '/api/tracking/v1';
  const nobodys = 'n'.repeat(43);
  const code = { code: requestCode, check: body.applicant.phone.slice(-4) };
  const form = { body: new URLSearchParams(code).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } };
  const problem = { due: 200, refusedAs: 'application/problem+json; charset=utf-8' };
  const page = { due: 200, refusedAs: 'text/html; charset=utf-8' };
  return {
    token: { ...problem, ask: () => tracking.call('GET', `${api}/status`, { tracking: token }) },
    'nobody’s token': { ...problem, due: 404, ask: () => tracking.call('GET', `${api}/status`, { tracking: nobodys }) },
    'code and check': { ...problem, ask: () => tracking.call('POST', `${api}/status`, { body: code }) },
    stage: { ...problem, ask: () => tracking.call('GET', `${api}/stages/${requestCode}`) },
    stream: { ...problem, due: 404, ask: () => tracking.call('GET', `${api}/status/stream`, { tracking: nobodys }) },
    'page behind the QR': { ...page, ask: () => tracking.call('POST', '/s/view', { tracking: token }) },
    'look-up page': { ...page, ask: () => tracking.call('POST', '/tra-cuu', form) },
  };
};

const answersAsDue = async (tracking: Client, one: Acknowledged): Promise<void> => {
  for (const [name, { ask, due }] of Object.entries(lookUps(tracking, one)))
    await eventually(
      async () => ({ name, status: (await ask()).status }),
      ({ status }) => status === due,
    );
};

/** All at once, as they would come. */
const refusesAll = async (tracking: Client, one: Acknowledged): Promise<void> => {
  const asked = Object.entries(lookUps(tracking, one)).map(async ([name, { ask, refusedAs }]) => {
    const began = performance.now();
    const { status, headers } = await ask();
    expect(performance.now() - began, name).toBeLessThan(toldWithinMs);
    const seen = { status, retryAfter: headers.get('retry-after'), type: headers.get('content-type') };
    expect(seen, name).toEqual({ status: 503, retryAfter: '2', type: refusedAs });
  });
  await Promise.all(asked);
};

/** What needs no read model. */
const othersAnswer = async (tracking: Client): Promise<void> => {
  for (const path of ['/livez', '/', '/tra-cuu', '/api/tracking/v1/feed'])
    expect((await tracking.call('GET', path)).status, path).toBe(200);
};

type Checks = { readonly checks?: readonly { readonly name: string; readonly ready: boolean }[] };
const readiness = async (tracking: Client) => {
  const { status, body } = await tracking.call<Checks>('GET', '/readyz');
  return { status, missing: body.checks?.filter(({ ready }) => !ready).map(({ name }) => name) };
};

describe.skipIf(mongo.url === undefined)('tracking, a process of its own, with its read models on a MongoDB that hangs', () => {
  let system: SplitSystem;
  let api: Client;
  const database = mongo.url === undefined ? '' : mongo.fresh();

  beforeAll(async () => {
    system = await SplitSystem.start(1);
    api = client(system.url);
  });
  afterAll(() => system?.dispose());

  const startTracking = async (url: string): Promise<Instance> => {
    await system.restart('tracking', { MOTCUA_READ_MODELS_URL: url });
    return system.instances.find(({ service }) => service === 'tracking') as Instance;
  };

  test.each([true, false])(
    'refuses look-ups with 503 in time and says that it is not ready; when the server answers again, so does it (the server still greets: %s)',
    async (greets) => {
      const server = await hangingMongo(database, { greets });
      onTestFinished(() => server.close());
      const instance = await startTracking(server.url);
      const tracking = client(instance.url);
      const before = await fileOne(api);
      await answersAsDue(tracking, before);

      server.hang();
      const meanwhile = await fileOne(api);
      await refusesAll(tracking, meanwhile);
      await othersAnswer(tracking);
      const told = await eventually(
        () => readiness(tracking),
        ({ status }) => status === 503,
      );
      expect(told.missing).toEqual(['read models']);
      await refusesAll(tracking, before); // also where the driver knows that nobody is there
      expect(server.swallowed()).toBeGreaterThan(0);

      server.thaw();
      await answersAsDue(tracking, before);
      await answersAsDue(tracking, meanwhile);
      await eventually(
        () => readiness(tracking),
        ({ status }) => status === 200,
      );
      expect(instance.process.exitCode).toBeNull(); // by itself, not by a restart
    },
  );

  test('all end cleanly', async () => {
    expect(await system.end('SIGTERM')).toEqual(system.instances.map(() => 0));
  });
});
