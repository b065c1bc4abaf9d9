import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { NewEvent, Recorded } from '@motcua/es';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { everythingVerifies, judge } from '../../src/oracle.ts';
import { storedEvents } from '../../src/stored.ts';
import { motcua, System } from '../../src/system.ts';

let system: System;
let form: unknown;
let victim: Acknowledged;
let poisoned: string;
const table = faultTable('poison events');

interface Status extends Record<string, unknown> {
  readonly requestCode: string;
  readonly stale: boolean;
}
interface Projections extends Record<string, unknown> {
  readonly items: readonly { readonly name: string; readonly parked: readonly string[] }[];
}

const file = async (count: number) => {
  const api = client(system.url);
  const load = submissionLoad(api, form, 2);
  await eventually(load.acknowledgedSoFar, (filed) => filed >= count);
  return judge(system, api, await load.stop());
};

const append = async (service: 'intake' | 'workflow', stream: string, event: NewEvent, expected: 'absent' | number): Promise<void> => {
  const store = await sqliteEventStore({ file: join(system.dataDir, service, 'events.db') });
  await store.append(stream, [event], expected);
  await store.close();
};

const like = (event: Recorded, type: string, data: object): NewEvent => ({ id: randomUUID(), type, data, metadata: event.metadata });

/** What no code of ours would write: a filing without a body, and a question to a citizen whose sealed reason does not open. */
const poison = async (): Promise<void> => {
  const [opened] = (await storedEvents(system.dataDir, 'workflow', ['DossierOpened.v1'])).filter(
    ({ data }) => (data as { dossierId: string }).dossierId === victim.id,
  );
  if (!opened) throw new Error('nothing to poison');
  poisoned = randomUUID();
  await append('intake', `submission-${poisoned}`, like(opened, 'SubmissionFiled.v1', { dossierId: poisoned, surprise: true }), 'absent');
  const asked = { dossierId: victim.id, at: 'yesterday', documents: [], sealed: { reason: 'not a seal' } };
  await append('workflow', opened.stream, like(opened, 'SupplementRequested.v1', asked), opened.revision);
};

beforeAll(async () => {
  system = await System.start();
  form = await exampleForm(client(system.url));
});
afterAll(() => system.dispose());

test('a poison event parks its dossier; all others go on', async () => {
  const { filed } = await file(5);
  victim = filed[0] as Acknowledged;
  expect(await system.end('SIGTERM')).toBe(0);
  await poison();
  await system.start();
  const { tally } = await file(20);
  table.add(tally);
  const status = await client(system.url).call<Status>('GET', '/api/tracking/v1/status', { tracking: victim.token });
  expect([status.status, status.body.requestCode]).toEqual([200, victim.requestCode]);
  await eventually(
    () => client(system.url).call<Status>('GET', '/api/tracking/v1/status', { tracking: victim.token }),
    ({ body }) => body.stale === true, // it stands still, and says so
  );
});

test('what is parked is listed, handled again in vain, and thrown away', async () => {
  const listed = await eventually(
    () => motcua('parked', '--data', system.dataDir),
    ({ code, output }) => code === 0 && [`submission-${poisoned}@0`, `dossier-${victim.id}@1`].every((place) => output.includes(place)),
    60_000,
  );
  const parked = [...listed.output.matchAll(/^(\S+) {2}(\w+) {2}\S+ {2}(\S+) \((\S+)\)$/gm)].map(([, id = '', service, type, place]) => ({
    id,
    service,
    type,
    place,
  }));
  expect(parked.length).toBeGreaterThan(1);
  expect(parked.every(({ place }) => place === `submission-${poisoned}@0` || place === `dossier-${victim.id}@1`)).toBe(true);
  const [first] = parked;
  const replayed = await motcua('parked', 'replay', first?.id ?? '', '--data', system.dataDir);
  expect(replayed.code, replayed.output).not.toBe(0);
  for (const { id } of parked) {
    const discarded = await motcua('parked', 'discard', id, '--data', system.dataDir);
    expect(discarded.code, discarded.output).toBe(0);
  }
  expect((await motcua('parked', '--data', system.dataDir)).output).toContain('Nothing is parked.');
});

test('the read model names the parked document; chains and folds still hold', async () => {
  const api = client(system.url);
  const token = await api.officer('van-hanh');
  const { body } = await api.call<Projections>('GET', '/api/tracking/v1/projections', { token });
  expect(body.items.flatMap(({ parked }) => parked)).toContain(victim.id);
  expect(await system.end('SIGTERM')).toBe(0);
  await everythingVerifies(system, 25);
});
