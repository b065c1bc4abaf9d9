import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { services } from '@motcua/contracts';
import type { NewEvent, Recorded } from '@motcua/es';
import { collect } from '@motcua/es/testing';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, submissionLoad } from '../../src/load.ts';
import { everythingVerifies, judge } from '../../src/oracle.ts';
import { everyRound } from '../../src/rounds.ts';
import { motcua, System } from '../../src/system.ts';

let system: System;
let api: Client;
let form: unknown;
let operator: string;
/** Dossiers that a poison event was thrown at: filed and acknowledged, and standing still since. */
const victims: Acknowledged[] = [];
const everFiled: Acknowledged[] = [];
const table = faultTable('poison events');

interface Status extends Record<string, unknown> {
  readonly requestCode: string;
  readonly stale: boolean;
}
interface Projections extends Record<string, unknown> {
  readonly items: readonly { readonly name: string; readonly parked: readonly string[] }[];
}
interface Parked extends Record<string, unknown> {
  readonly items: readonly { readonly id: string; readonly event: { readonly stream: string; readonly revision: number } }[];
}
interface Place {
  readonly service: string;
  /** Stream and revision of the event. */
  readonly place: string;
}
interface ParkedMessage extends Place {
  readonly id: string;
}

/** Goes on with all others, as the tally tells. */
const file = async (count: number) => {
  const load = submissionLoad(api, form, 2);
  await eventually(load.acknowledgedSoFar, (filed) => filed >= count);
  const judged = await judge(system, api, await load.stop());
  everFiled.push(...judged.filed);
  return judged;
};

const like = (event: Recorded, type: string, data: object): NewEvent => ({ id: randomUUID(), type, data, metadata: event.metadata });

/**
 * What no code of ours would write, put into the stores behind the running services' backs: a filing without a body, and a question to a citizen whose sealed reason
 * does not open. Answers who has to park what: the filing is workflow's to open, the question is told to the citizen by notify and published by tracking.
 */
const poison = async ({ id }: Acknowledged): Promise<readonly Place[]> => {
  const inStore = async <T>(service: 'intake' | 'workflow', work: (store: Awaited<ReturnType<typeof sqliteEventStore>>) => Promise<T>) => {
    const store = await sqliteEventStore({ file: join(system.dataDir, service, 'events.db') });
    return work(store).finally(() => store.close());
  };
  const stranger = randomUUID();
  const [dossier, filing] = [`dossier-${id}`, `submission-${stranger}`];
  return inStore('workflow', async (workflow) => {
    const [opened] = await collect(workflow.read(dossier, { limit: 1 }));
    if (opened === undefined) throw new Error('nothing to poison');
    const filed = like(opened, 'SubmissionFiled.v1', { dossierId: stranger, surprise: true });
    await inStore('intake', (intake) => intake.append(filing, [filed], 'absent'));
    const asked = { dossierId: id, at: 'yesterday', documents: [], sealed: { reason: 'not a seal' } };
    const { revision } = await workflow.append(dossier, [like(opened, 'SupplementRequested.v1', asked)], opened.revision);
    const asking = `${dossier}@${revision}`;
    return [
      { service: 'workflow', place: `${filing}@0` },
      { service: 'notify', place: asking },
      { service: 'tracking', place: asking },
    ];
  });
};

const parked = async (): Promise<ParkedMessage[]> => {
  const found: ParkedMessage[] = [];
  for (const service of services) {
    const { body } = await api.call<Parked>('GET', `/api/${service}/v1/parked?limit=100`, { token: operator });
    found.push(...body.items.map(({ id, event }) => ({ service, id, place: `${event.stream}@${event.revision}` })));
  }
  return found;
};
const areAmong = (wanted: readonly Place[], places: readonly Place[]): boolean =>
  wanted.every(({ service, place }) => places.some((one) => one.service === service && one.place === place));

const settle = ({ service, id }: ParkedMessage, action: 'replay' | 'discard') =>
  api.call('POST', `/api/${service}/v1/parked/${encodeURIComponent(id)}/${action}`, { token: operator });

/** The document stands still, says so to the citizen, and its name to the operator. */
const standsStill = async (victim: Acknowledged): Promise<void> => {
  const { body } = await eventually(
    () => api.call<Status>('GET', '/api/tracking/v1/status', { tracking: victim.token }),
    ({ status, body: { stale } }) => status === 200 && stale === true,
  );
  expect(body.requestCode).toBe(victim.requestCode);
  const projections = await api.call<Projections>('GET', '/api/tracking/v1/projections', { token: operator });
  expect(projections.body.items.flatMap((one) => one.parked)).toContain(victim.id);
};

beforeAll(async () => {
  // As often tried as ever before it is parked, sooner.
  system = await System.start({ env: { MOTCUA_REACTION_BACKOFF_MS: '10' } });
  api = client(system.url);
  form = await exampleForm(api);
  operator = await api.officer('van-hanh');
  await file(2);
});
afterAll(() => system.dispose());

const nextVictim = (): Acknowledged => {
  const victim = everFiled[victims.length] ?? expect.unreachable('nobody left');
  victims.push(victim);
  return victim;
};

test.each(everyRound())('round %i: poison parks its own dossier, visibly; all others go on', async () => {
  const victim = nextVictim();
  const places = await poison(victim);
  const { tally } = await file(8);
  table.add(tally);
  const messages = await eventually(parked, (found) => areAmong(places, found));
  expect(messages.filter((message) => !areAmong([message], places))).toEqual([]);
  await standsStill(victim);
  expect((await settle(messages[0] as ParkedMessage, 'replay')).status).toBe(409); // handled again in vain
  await eventually(
    async () => {
      for (const message of await parked()) await settle(message, 'discard');
      return parked();
    },
    ({ length }) => length === 0,
  );
});

test('the command line lists what is parked, handles it again in vain, and throws it away', async () => {
  const places = await poison(nextVictim());
  const known = await eventually(parked, (found) => areAmong(places, found));
  const listed = await motcua('parked', '--data', system.dataDir);
  for (const { service, place } of places) expect(listed.output).toMatch(new RegExp(`  ${service}  .*\\(${place}\\)$`, 'm'));
  const replayed = await motcua('parked', 'replay', known[0]?.id ?? '', '--data', system.dataDir);
  expect(replayed.code, replayed.output).not.toBe(0);
  for (const { id } of await parked()) {
    const discarded = await motcua('parked', 'discard', id, '--data', system.dataDir);
    expect(discarded.code, discarded.output).toBe(0);
  }
  await eventually(
    () => motcua('parked', '--data', system.dataDir),
    ({ output }) => output === 'Nothing is parked.\n',
  );
});

test('every victim still stands still and is named; chains and folds hold', async () => {
  for (const victim of victims) await standsStill(victim);
  expect(await system.end('SIGTERM')).toBe(0);
  await everythingVerifies(system, everFiled.length);
});
