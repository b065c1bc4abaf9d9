import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { everythingVerifies } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { storedEvents } from '../../src/stored.ts';
import { System } from '../../src/system.ts';

let system: System;
let api: Client;
let form: unknown;
let counter: string;
const officers = faultTable('50 officers race for one dossier');
const keys = faultTable('the same key 50 times at once');
/** What each round of the two was answered; what the logs hold of it is counted when the system has ended. */
const accepted: { readonly id: string; readonly codes: readonly string[]; readonly refused: number }[] = [];
const submitted: { readonly ids: readonly string[]; readonly replayed: number }[] = [];

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
  const codes = answers.filter(({ status }) => status === 200).map((answer) => answer.body.code);
  const refused = answers.filter(({ status }) => status === 409 || status === 412).length;
  expect({ codes: codes.length, refused }).toEqual({ codes: 1, refused: 49 });
  accepted.push({ id, codes, refused });
});

test.each(everyRound())('round %i: the same key fifty times at once is one submission, and everybody hears the same', async () => {
  const key = randomUUID();
  const body = inventedSubmission({ form });
  const answers = await Promise.all(Array.from({ length: 50 }, () => api.call<Filed>('POST', '/api/intake/v1/submissions', { key, body })));
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201));
  expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
  const replayed = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true').length;
  expect(replayed).toBe(49);
  submitted.push({ ids: [...new Set(answers.map((answer) => answer.body.id))], replayed });
});

test('a hundred acceptances at once get a hundred different codes', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, filed));
  const dossiers = await Promise.all(all.map(({ id }) => opened(id)));
  const answers = await Promise.all(
    dossiers.map(({ body }) =>
      api.call<Dossier>('POST', `/api/workflow/v1/dossiers/${body.id}/accept`, { token: counter, ifMatch: body.revision, body: {} }),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map((answer) => answer.body.code)).size).toBe(100);
});

test('afterwards every chain is whole, every read model is its fold', async () => {
  expect(await system.end('SIGTERM')).toBe(0);
  await everythingVerifies(system, 100);
});

const missing = (acknowledged: readonly string[], stored: readonly string[]): number =>
  acknowledged.filter((one) => !stored.includes(one)).length;

test('afterwards the log holds of each race the one acceptance that was acknowledged', async () => {
  const stored = (await storedEvents(system.dataDir, 'workflow', ['DossierAccepted.v1'])).map(
    ({ data }) => data as { dossierId: string; code: string },
  );
  for (const { id, codes, refused } of accepted) {
    const held = stored.filter(({ dossierId }) => dossierId === id).map(({ code }) => code);
    const tally = { acknowledged: codes.length, lost: missing(codes, held), doubled: held.length - 1 };
    expect(tally).toEqual({ acknowledged: 1, lost: 0, doubled: 0 });
    officers.add({ ...tally, besides: { refused } });
  }
});

test('afterwards the log holds of each key the one submission that was acknowledged', async () => {
  const stored = (await storedEvents(system.dataDir, 'intake', ['SubmissionFiled.v1'])).map(
    ({ data }) => data as { dossierId: string; subjectId: string },
  );
  for (const { ids, replayed } of submitted) {
    // Each key had a citizen of its own: whatever else was filed with it has the same subject.
    const subjects = stored.filter(({ dossierId }) => ids.includes(dossierId)).map(({ subjectId }) => subjectId);
    const held = stored.filter(({ subjectId }) => subjects.includes(subjectId)).map(({ dossierId }) => dossierId);
    const tally = { acknowledged: ids.length, lost: missing(ids, held), doubled: held.length - 1 };
    expect(tally).toEqual({ acknowledged: 1, lost: 0, doubled: 0 });
    keys.add({ ...tally, besides: { replayed } });
  }
});
