import { expect } from 'vitest';
import { type Client, eventually } from './client.ts';
import type { Tally } from './fault-table.ts';
import { type Acknowledged, file, type LoadReport, type Sent } from './load.ts';
import { type Accepted, simulatorLedger, storedEvents } from './stored.ts';
import { motcuaWith, type System } from './system.ts';

interface Status extends Record<string, unknown> {
  readonly requestCode: string;
}
interface Queue extends Record<string, unknown> {
  readonly items: readonly { readonly id: string; readonly requestCode: string }[];
}

/** Of any way of running the system: where its data lies, and the settings that name what does not lie there. */
type Folder = Pick<System, 'dataDir'> & Partial<Pick<System, 'env'>>;

/** After a fault everything may be late, and on a full machine messages wait for a minute and a half (ADR 0042) before they are hurried; what has not come by then is lost. As long as the last messages may take after a rush. */
export const patienceMs = 180_000;

const inBatches = async <T, R>(items: readonly T[], size: number, each: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += size) results.push(...(await Promise.all(items.slice(from, from + size).map(each))));
  return results;
};

/** I2: asked again with its key, an unknown outcome becomes exactly one submission, whichever it was. */
const settled = async (api: Client, sent: Sent): Promise<Acknowledged> => {
  // 503 says "ask again" (Retry-After), and so does any client; everything else is an answer.
  const first = await eventually(
    () => file(api, sent),
    (answer) => 'id' in answer || answer.status !== 503,
    patienceMs,
  );
  const second = await file(api, sent);
  if (!('id' in first)) throw new Error(`a repeated submission was refused: ${first.status} ${first.text}`);
  expect(second).toEqual(first);
  return first;
};

/** I1: the token that was given opens the status of the dossier that was named. */
const isVisible = async (api: Client, { token, requestCode }: Acknowledged): Promise<boolean> => {
  const ask = () => api.call<Status>('GET', '/api/tracking/v1/status', { tracking: token });
  const answer = await eventually(ask, ({ status }) => status === 200, patienceMs).catch(() => undefined);
  return answer?.body.requestCode === requestCode;
};

/** How often it was opened in workflow: the officer's queue finds it by its request code. */
const timesOpened = async (api: Client, token: string, { id, requestCode }: Acknowledged): Promise<number> => {
  const ask = () => api.call<Queue>('GET', `/api/workflow/v1/dossiers?q=${requestCode}`, { token });
  const found = await eventually(ask, ({ status, body }) => status === 200 && body.items.length > 0, patienceMs).catch(() => undefined);
  const items = found?.body.items ?? [];
  return items.every((item) => item.id === id) ? items.length : Number.NaN;
};

const said = (ledger: readonly Accepted[], code: string): readonly Accepted[] =>
  ledger.filter(({ text }) => text.includes('da nhan ho so') && text.includes(code));

/** Messages that a phone was to show twice, or that were handed over again. */
export const sentTwice = (ledger: readonly Accepted[]): number => {
  const shown = ledger.length - new Set(ledger.map(({ to, text }) => `${to} ${text}`)).size;
  return ledger.reduce((total, { repeats }) => total + repeats, shown);
};

/** I8, as the provider saw it: who filed was told so, once. */
const timesHeard = async (system: Folder, filed: readonly Acknowledged[]): Promise<number[]> => {
  const times = ({ repeats }: Accepted): number => 1 + repeats;
  const count = () => {
    const ledger = simulatorLedger(system.dataDir);
    return filed.map(({ requestCode }) => said(ledger, requestCode).reduce((total, one) => total + times(one), 0));
  };
  return eventually(count, (counts) => !counts.includes(0), patienceMs).catch(count);
};

/** What must hold of a load after any fault and recovery; answers everything that was filed, the unknown ones settled. */
export const judge = async (system: Folder, api: Client, report: LoadReport): Promise<{ filed: readonly Acknowledged[]; tally: Tally }> => {
  expect(report.refused).toEqual([]);
  const filed = [...report.acknowledged, ...(await inBatches(report.unknown, 10, (one) => settled(api, one)))];
  const token = await api.officer('tiep-nhan');
  const visible = await inBatches(filed, 20, (one) => isVisible(api, one));
  const opened = await inBatches(filed, 20, (one) => timesOpened(api, token, one));
  const heard = await timesHeard(system, filed);
  const missing = (i: number): readonly string[] => [
    ...(visible[i] ? [] : ['not visible']),
    ...(opened[i] === 0 ? ['not opened'] : []),
    ...(heard[i] === 0 ? ['not told'] : []),
  ];
  const lost = filed.flatMap(({ requestCode }, i) => (missing(i).length > 0 ? [`${requestCode}: ${missing(i).join(', ')}`] : []));
  const doubled = filed.filter((_, i) => opened[i] !== 1 || (heard[i] ?? 0) > 1).map(({ requestCode }) => requestCode);
  expect({ lost, doubled }, `of ${filed.length} filed: ${[...lost, ...doubled].slice(0, 5).join('; ')}`).toEqual({ lost: [], doubled: [] });
  return { filed, tally: { acknowledged: report.acknowledged.length, lost: lost.length, doubled: doubled.length } };
};

/** `motcua verify` on the stopped folder: every chain is whole, every read model equals its fold. */
export const everythingVerifies = async ({ dataDir, env = {} }: Folder, leastDossiers: number): Promise<void> => {
  const { code, output } = await motcuaWith(env, 'verify', '--data', dataDir);
  expect(code, output).toBe(0);
  const documents = Number(/tracking-status: (\d+) documents, equal to their fold/.exec(output)?.[1] ?? 0);
  expect(documents, output).toBeGreaterThanOrEqual(leastDossiers);
  expect(output).toMatch(/workflow-queue: \d+ documents, equal to their fold/);
};

/**
 * Reads what a system that has ended leaves: just those submissions, each opened once, every code given once, no message handed over twice.
 * `filed` is all that was ever filed in this folder.
 */
export const folderIsWhole = async ({ dataDir }: Folder, filed: readonly Acknowledged[]): Promise<void> => {
  await everythingVerifies({ dataDir }, filed.length);
  const ids = filed.map(({ id }) => id).sort();
  const idsOf = async (service: 'intake' | 'workflow', type: string) =>
    (await storedEvents(dataDir, service, [type])).map(({ data }) => (data as { dossierId: string }).dossierId).sort();
  expect(await idsOf('intake', 'SubmissionFiled.v1')).toEqual(ids);
  expect(await idsOf('workflow', 'DossierOpened.v1')).toEqual(ids);
  const given = (await storedEvents(dataDir, 'workflow', ['DossierAccepted.v1'])).map(({ data }) => (data as { code: string }).code);
  expect(new Set(given).size).toBe(given.length);
  expect(sentTwice(simulatorLedger(dataDir))).toBe(0);
};

/** Ends the system as a person would, and looks at the folder. */
export const leavesAWholeFolder = async (system: System, filed: readonly Acknowledged[]): Promise<void> => {
  expect(await system.end('SIGTERM')).toBe(0);
  await folderIsWhole(system, filed);
};
