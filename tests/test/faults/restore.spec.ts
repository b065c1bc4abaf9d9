import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { faultTable } from '../../src/fault-table.ts';
import { type Acknowledged, file } from '../../src/load.ts';
import { everythingVerifies } from '../../src/oracle.ts';
import { simulatorLedger } from '../../src/stored.ts';
import { motcua, System } from '../../src/system.ts';

interface Dossier extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly subjectId: string;
}

const shelf = mkdtempSync(join(tmpdir(), 'motcua-restore-'));
const backupDir = join(shelf, 'backup');
const table = faultTable('restore of an older backup');
let old: System;
let restored: System | undefined;
let form: unknown;
const [before, after]: [Acknowledged[], Acknowledged[]] = [[], []];
let erased: Acknowledged;
let erasedSubject: string;
const codesBefore = new Set<string>();

const filed = async (api: Client, count: number): Promise<Acknowledged[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const answer = await file(api, { key: randomUUID(), body: inventedSubmission({ form }) });
      if (!('id' in answer)) throw new Error(answer.text);
      return answer;
    }),
  );

const opened = (api: Client, token: string, { id }: Acknowledged) =>
  eventually(
    () => api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${id}`, { token }),
    ({ status }) => status === 200,
  );

const command = async (api: Client, token: string, one: Acknowledged, name: string, body: object = {}): Promise<Dossier> => {
  const { body: dossier } = await opened(api, token, one);
  const answer = await api.call<Dossier>('POST', `/api/workflow/v1/dossiers/${one.id}/${name}`, { token, ifMatch: dossier.revision, body });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
};

const heard = (system: System, text: RegExp): Promise<number> =>
  eventually(
    () => simulatorLedger(system.dataDir).filter((message) => text.test(message.text)).length,
    (count) => count > 0,
    60_000,
  );

const erase = (api: Client, auditor: string) =>
  eventually(
    () =>
      api.call('POST', `/api/intake/v1/subjects/${erasedSubject}/erasure`, {
        token: auditor,
        body: { legalBasis: 'Luật 91/2025/QH15', reason: 'Người dân yêu cầu' },
      }),
    ({ status }) => status !== 409, // intake hears of the end of a dossier a moment later
  );

beforeAll(async () => {
  old = await System.start();
  form = await exampleForm(client(old.url));
});
afterAll(async () => {
  await restored?.dispose();
  await old.dispose();
  rmSync(shelf, { recursive: true, force: true });
});

test('a backup is made while the system runs; afterwards life goes on', async () => {
  const api = client(old.url);
  const [counter, auditor] = await Promise.all(['tiep-nhan', 'van-hanh'].map((name) => api.officer(name)));
  if (!counter || !auditor) throw new Error('no tokens');
  before.push(...(await filed(api, 6)));
  // One stands as filed, one is accepted, one has ended, the others are accepted after the backup.
  codesBefore.add((await command(api, counter, before[0] as Acknowledged, 'accept')).code);
  erased = before[1] as Acknowledged;
  erasedSubject = (await command(api, counter, erased, 'refuse', { reason: 'notEligible', note: 'Chưa đủ điều kiện' })).subjectId;
  for (const { requestCode } of before) await heard(old, new RegExp(`da nhan ho so.*${requestCode}`));
  await eventually(
    () => api.call('GET', '/api/tracking/v1/status', { tracking: erased.token }),
    ({ status }) => status === 200,
  );
  const made = await motcua('backup', '--data', old.dataDir, '--to', backupDir);
  expect(made.code, made.output).toBe(0);

  after.push(...(await filed(api, 6)));
  for (const one of [before[2], before[3], after[0], after[1]])
    codesBefore.add((await command(api, counter, one as Acknowledged, 'accept')).code);
  expect(codesBefore.size).toBe(5);
  for (const code of codesBefore) await heard(old, new RegExp(`tiep nhan ho so ${code}`));
  for (const { requestCode } of after) await heard(old, new RegExp(`da nhan ho so.*${requestCode}`));
  const erasure = await erase(api, auditor);
  expect(erasure.status, erasure.text).toBe(200);
  await eventually(
    () => api.call('GET', '/api/tracking/v1/status', { tracking: erased.token }),
    ({ status }) => status === 404,
  );
  expect(await old.end('SIGTERM')).toBe(0);
});

test('restored and started: what the backup holds is there, no code is given twice, no message is sent twice, the erased stay erased', async () => {
  const dataDir = join(shelf, 'data');
  const made = await motcua('restore', '--from', backupDir, '--old', old.dataDir, '--data', dataDir);
  expect(made.code, made.output).toBe(0);
  const sentBefore = simulatorLedger(dataDir);
  expect(sentBefore.length).toBeGreaterThan(15); // the provider remembers what it took after the backup
  restored = await System.start({ dataDir });
  const api = client(restored.url);
  const counter = await api.officer('tiep-nhan');
  for (const { id, token, requestCode } of before.filter((one) => one !== erased)) {
    const { body } = await eventually(
      () => api.call<{ requestCode: string } & Record<string, unknown>>('GET', '/api/tracking/v1/status', { tracking: token }),
      ({ status }) => status === 200,
      60_000,
    );
    expect([id, body.requestCode]).toEqual([id, requestCode]);
  }
  const again = await filed(api, 4);
  const codes = [];
  for (const one of [before[2], before[3], ...again]) codes.push((await command(api, counter, one as Acknowledged, 'accept')).code);
  expect(new Set(codes).size).toBe(6);
  expect(codes.filter((code) => codesBefore.has(code))).toEqual([]);

  const status = await api.call('GET', '/api/tracking/v1/status', { tracking: erased.token });
  expect(status.status).toBe(404);
  const dossier = await api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${erased.id}`, { token: counter });
  for (const secret of [erased.body.applicant.fullName, erased.body.applicant.nationalId, erased.body.applicant.phone])
    expect(dossier.text).not.toContain(secret);

  for (const { requestCode } of again) await heard(restored, new RegExp(`da nhan ho so.*${requestCode}`));
  for (const code of codes) await heard(restored, new RegExp(`tiep nhan ho so ${code}`));
  const ledger = simulatorLedger(dataDir);
  expect(ledger.filter(({ repeats }) => repeats > 0)).toEqual([]);
  const received = ledger.filter(({ text }) => text.includes('da nhan ho so')).map(({ text }) => text);
  expect(new Set(received).size).toBe(received.length);
  table.add({ acknowledged: before.length + again.length, lost: 0, doubled: 0 });
});

test('afterwards every chain is whole, every read model is its fold', async () => {
  if (!restored) throw new Error('not restored');
  expect(await restored.end('SIGTERM')).toBe(0);
  await everythingVerifies(restored, before.length - 1);
});
