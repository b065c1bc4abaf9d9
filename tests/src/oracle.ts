import { expect } from 'vitest';
import { type Client, eventually } from './client.ts';
import type { Acknowledged, LoadReport } from './load.ts';

interface Status {
  readonly requestCode: string;
  readonly stage: { readonly state: string };
}
interface Queue {
  readonly items: readonly { readonly id: string; readonly requestCode: string }[];
}
interface Messages {
  readonly items: readonly { readonly id: string; readonly kind: string; readonly state: string }[];
}

const inBatches = async <T>(items: readonly T[], size: number, each: (item: T) => Promise<void>): Promise<void> => {
  for (let from = 0; from < items.length; from += size) await Promise.all(items.slice(from, from + size).map(each));
};

/** I1: every 201 resolves to exactly one dossier, and its token opens its status. */
const isThere = async (api: Client, filed: Acknowledged): Promise<void> => {
  const status = await eventually(
    () => api.call<Status & Record<string, unknown>>('GET', '/api/tracking/v1/status', { tracking: filed.token }),
    (answer) => answer.status === 200,
    60_000,
  );
  expect(status.body.requestCode).toBe(filed.requestCode);
};

/** I2: asked again with its key, an unknown outcome becomes exactly one submission, whichever it was. */
const settles = async (api: Client, { key, body }: LoadReport['unknown'][number]): Promise<void> => {
  const first = await api.call<{ id: string } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', { key, body });
  const second = await api.call<{ id: string } & Record<string, unknown>>('POST', '/api/intake/v1/submissions', { key, body });
  expect([first.status, second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 201, 'true']);
  expect(second.body.id).toBe(first.body.id);
};

/** Opened once in workflow, under its request code. */
const isOpenedOnce = async (api: Client, token: string, filed: Acknowledged): Promise<void> => {
  const queue = await eventually(
    () => api.call<Queue & Record<string, unknown>>('GET', `/api/workflow/v1/dossiers?q=${filed.requestCode}`, { token }),
    (answer) => answer.status === 200 && answer.body.items.length > 0,
    60_000,
  );
  expect(queue.body.items.map((item) => item.id)).toEqual([filed.id]);
};

/** What must hold of a load after any fault and recovery. */
export const nothingLostNothingDoubled = async (api: Client, report: LoadReport): Promise<void> => {
  expect(report.refused).toEqual([]);
  const token = await api.officer('tiep-nhan');
  await inBatches(report.acknowledged, 20, (filed) => isThere(api, filed));
  await inBatches(report.acknowledged, 20, (filed) => isOpenedOnce(api, token, filed));
  await inBatches(report.unknown, 20, (one) => settles(api, one));
};

/** I8, as the service sees it: one message of a kind for a dossier, and it is delivered. */
export const eachHeardOnce = async (api: Client, sample: readonly Acknowledged[]): Promise<void> => {
  const token = await api.officer('tiep-nhan');
  await inBatches(sample, 10, async (filed) => {
    const messages = await eventually(
      () => api.call<Messages & Record<string, unknown>>('GET', `/api/notify/v1/messages?dossier=${filed.id}`, { token }),
      (answer) =>
        answer.status === 200 && answer.body.items.some((message) => message.kind === 'received' && message.state === 'delivered'),
      60_000,
    );
    expect(messages.body.items.filter((message) => message.kind === 'received')).toHaveLength(1);
  });
};
