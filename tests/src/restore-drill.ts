import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from './client.ts';
import type { Tally } from './fault-table.ts';
import { type Acknowledged, file, submissionLoad } from './load.ts';
import { judge, patienceMs, sentTwice } from './oracle.ts';
import { type Accepted, simulatorLedger } from './stored.ts';
import { motcuaWith, System } from './system.ts';

interface Dossier extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly subjectId: string;
}

/** What outlives every restore: what people were told, and what must therefore never be told again. */
export interface Memory {
  /** Every code that an officer was given, in whatever life. */
  readonly codes: string[];
  readonly erased: Acknowledged[];
}

export interface Drill {
  readonly old: System;
  readonly memory: Memory;
  /** An empty folder for this drill's set and data. */
  readonly shelf: string;
  /** Who may open the set, and with what. */
  readonly recipient: string;
  readonly identity: string;
  /** Settings of the restored system: where its parts shall lie. */
  readonly env?: Readonly<Record<string, string>>;
}
export interface Restored {
  readonly system: System;
  /** All that is filed in it as far as this drill knows. */
  readonly filed: readonly Acknowledged[];
  readonly tally: Tally;
}

const fileSome = async (api: Client, count: number): Promise<Acknowledged[]> => {
  const form = await exampleForm(api);
  return Promise.all(
    Array.from({ length: count }, async () => {
      const answer = await file(api, { key: randomUUID(), body: inventedSubmission({ form }) });
      if (!('id' in answer)) throw new Error(answer.text);
      return answer;
    }),
  );
};

/** One officer's decision; answers the dossier as it stands then. */
const decide = async (api: Client, token: string, { id }: Acknowledged, name: string, body: object = {}): Promise<Dossier> => {
  const path = `/api/workflow/v1/dossiers/${id}`;
  const found = await eventually(
    () => api.call<Dossier>('GET', path, { token }),
    ({ status }) => status === 200,
  );
  const answer = await api.call<Dossier>('POST', `${path}/${name}`, { token, ifMatch: found.body.revision, body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};

const acceptAll = async (api: Client, token: string, dossiers: readonly Acknowledged[]): Promise<string[]> => {
  const codes: string[] = [];
  for (const one of dossiers) codes.push((await decide(api, token, one, 'accept')).code);
  return codes;
};

const isToldOf = (ledger: readonly Accepted[], words: string, code: string): boolean =>
  ledger.some(({ text }) => text.includes(words) && text.includes(code));

/** Until the provider has taken what these dossiers' people are to be told. */
const told = ({ dataDir }: System, received: readonly Acknowledged[], codes: readonly string[]) =>
  eventually(
    () => simulatorLedger(dataDir),
    (ledger) =>
      received.every(({ requestCode }) => isToldOf(ledger, 'da nhan ho so', requestCode)) &&
      codes.every((code) => isToldOf(ledger, 'tiep nhan ho so', code)),
    patienceMs,
  );

const statusOf = (api: Client, { token }: Acknowledged) => api.call('GET', '/api/tracking/v1/status', { tracking: token });

const erase = async (api: Client, one: Acknowledged, subjectId: string): Promise<void> => {
  const token = await api.officer('van-hanh');
  const body = { legalBasis: 'Luật 91/2025/QH15', reason: 'Người dân yêu cầu' };
  const answer = await eventually(
    () => api.call('POST', `/api/intake/v1/subjects/${subjectId}/erasure`, { token, body }),
    ({ status }) => status !== 409, // intake hears of the end of a dossier a moment later
  );
  expect(answer.status, answer.text).toBe(200);
  await eventually(
    () => statusOf(api, one),
    ({ status }) => status === 404,
  );
};

/** Those of whom anything can be seen again. */
const seenAgain = async (api: Client, token: string, erased: readonly Acknowledged[]): Promise<number> => {
  let seen = 0;
  for (const one of erased) {
    const status = await statusOf(api, one);
    const { text } = await api.call('GET', `/api/workflow/v1/dossiers/${one.id}`, { token });
    const { fullName, nationalId, phone } = one.body.applicant;
    if (status.status !== 404 || [fullName, nationalId, phone].some((secret) => text.includes(secret))) seen += 1;
  }
  return seen;
};

const twice = (items: readonly string[]): number => items.length - new Set(items).size;

/** The life that a restore takes back to the middle: what was filed before the backup, and what only the memory of people holds. */
const livedThrough = async ({ old, memory, shelf, recipient }: Drill) => {
  const api = client(old.url);
  const counter = await api.officer('tiep-nhan');
  const before = await fileSome(api, 4);
  const [accepted, gone, ...open] = before as [Acknowledged, Acknowledged, ...Acknowledged[]];
  memory.codes.push(...(await acceptAll(api, counter, [accepted])));
  const { subjectId } = await decide(api, counter, gone, 'refuse', { reason: 'notEligible', note: 'Chưa đủ điều kiện' });
  await told(old, before, memory.codes);

  const load = submissionLoad(api, await exampleForm(api), 1);
  await eventually(load.acknowledgedSoFar, (count) => count >= 5);
  const underLoad = [...load.acknowledged];
  const made = await motcuaWith(old.env, 'backup', '--data', old.dataDir, '--to', join(shelf, 'set'), '--recipient', recipient);
  expect(made.code, made.output).toBe(0);
  expect(load.acknowledgedSoFar()).toBeGreaterThan(underLoad.length); // it was taken while submissions came in
  const { refused } = await load.stop();
  expect(refused).toEqual([]);

  const after = await fileSome(api, 3);
  const acceptedSince = await acceptAll(api, counter, [...open, ...after.slice(0, 2)]);
  memory.codes.push(...acceptedSince);
  await told(old, after, acceptedSince);
  await erase(api, gone, subjectId);
  memory.erased.push(gone);
  expect(await old.end('SIGTERM')).toBe(0);
  return { held: [accepted, ...open, ...underLoad], open, after };
};

/** For a test of one: three times in it people are to be told, for which a full machine lets them wait (`patienceMs`). */
export const drillMs = 5 * patienceMs;

/**
 * A system is backed up under load, lives on and ends; its backup is restored to an empty place, started, and life goes on there. Asserts that nothing acknowledged
 * before the backup is lost or doubled, no code given twice, nobody told twice, and nobody erased seen again; answers what was counted.
 */
export const drillRestore = async (drill: Drill): Promise<Restored> => {
  const { memory, shelf, identity, env = {} } = drill;
  const { held, open, after } = await livedThrough(drill);
  const dataDir = join(shelf, 'data');
  const from = ['--from', join(shelf, 'set'), '--identity', identity, '--old', drill.old.dataDir, '--data', dataDir];
  const made = await motcuaWith(env, 'restore', ...from);
  expect(made.code, made.output).toBe(0);
  const system = await System.start({ dataDir, env });
  try {
    const api = client(system.url);
    const counter = await api.officer('tiep-nhan');
    const again = await fileSome(api, 3);
    const filed = [...held, ...again];
    const { tally } = await judge(system, api, { acknowledged: filed, unknown: [], refused: [] });
    expect((await statusOf(api, after[0] as Acknowledged)).status).toBe(404); // it went back in time

    const codes = await acceptAll(api, counter, [...open, ...again]);
    memory.codes.push(...codes);
    const ledger = await told(system, again, codes);
    const besides = {
      'codes given twice': twice(memory.codes),
      'messages sent twice': sentTwice(ledger),
      'erased seen again': await seenAgain(api, counter, memory.erased),
    };
    expect(besides).toEqual({ 'codes given twice': 0, 'messages sent twice': 0, 'erased seen again': 0 });
    return { system, filed, tally: { ...tally, besides } };
  } catch (error) {
    await system.dispose();
    throw error;
  }
};
