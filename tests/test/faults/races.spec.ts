import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { everythingVerifies } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { System } from '../../src/system.ts';

let system: System;
let api: Client;
let form: unknown;
let counter: string;
const officers = faultTable('50 officers race for one dossier');
const keys = faultTable('the same key 50 times at once');

interface Filed extends Record<string, unknown> {
  readonly id: string;
  readonly requestCode: string;
}
interface Dossier extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
}

const filed = async (): Promise<Filed> => {
  const answer = await api.call<Filed>('POST', '/api/intake/v1/submissions', { body: inventedSubmission({ form }) });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
};
const opened = (id: string) =>
  eventually(
    () => api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${id}`, { token: counter }),
    (answer) => answer.status === 200,
  );

beforeAll(async () => {
  system = await System.start();
  api = client(system.url);
  form = await exampleForm(api);
  counter = await api.officer('tiep-nhan');
});
afterAll(() => system.dispose());

test.each(everyRound())('round %i: fifty officers race for one dossier, one wins', async () => {
  const { id } = await filed();
  const { body } = await opened(id);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      api.call<Dossier>('POST', `/api/workflow/v1/dossiers/${id}/accept`, { token: counter, ifMatch: body.revision, body: {} }),
    ),
  );
  const statuses = answers.map((answer) => answer.status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409 || status === 412)).toHaveLength(49);
  officers.add({ acknowledged: 1, lost: 0, doubled: 0 });
});

test.each(everyRound())('round %i: the same key fifty times at once is one submission, and everybody hears the same', async () => {
  const key = randomUUID();
  const body = inventedSubmission({ form });
  const answers = await Promise.all(Array.from({ length: 50 }, () => api.call<Filed>('POST', '/api/intake/v1/submissions', { key, body })));
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(49);
  keys.add({ acknowledged: 1, lost: 0, doubled: 0 });
});

test('a hundred acceptances at once get a hundred different codes', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, filed));
  const dossiers = await Promise.all(all.map(({ id }) => opened(id)));
  const accepted = await Promise.all(
    dossiers.map(({ body }) =>
      api.call<Dossier>('POST', `/api/workflow/v1/dossiers/${body.id}/accept`, { token: counter, ifMatch: body.revision, body: {} }),
    ),
  );
  expect(accepted.map((answer) => answer.status)).toEqual(accepted.map(() => 200));
  expect(new Set(accepted.map((answer) => answer.body.code)).size).toBe(100);
});

test('afterwards every chain is whole, every read model is its fold', async () => {
  expect(await system.end('SIGTERM')).toBe(0);
  await everythingVerifies(system, 100);
});
