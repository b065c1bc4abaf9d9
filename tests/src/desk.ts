import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Client, eventually } from './client.ts';
import type { SubmissionLoad } from './load.ts';

interface Dossier extends Record<string, unknown> {
  readonly id: string;
  readonly code?: string;
  readonly revision: number;
  readonly state: string;
}
interface Acceptance {
  readonly id: string;
  readonly key: string;
  readonly ifMatch: number;
}

export interface DeskReport {
  /** Code by dossier, as the officer was told. */
  readonly accepted: ReadonlyMap<string, string>;
  /** Acceptances whose outcome the officer never learned. */
  readonly unknown: readonly Acceptance[];
  readonly refused: readonly { status: number; text: string }[];
}

const accept = (api: Client, token: string, { id, key, ifMatch }: Acceptance) =>
  api.call<Dossier>('POST', `/api/workflow/v1/dossiers/${id}/accept`, { token, key, ifMatch, body: {} });

/** Officers at the counter who accept what a load files, until told to stop. */
export const deskLoad = (api: Client, token: string, load: SubmissionLoad, hands: number) => {
  const accepted = new Map<string, string>();
  const unknown: Acceptance[] = [];
  const refused: { status: number; text: string }[] = [];
  let [stopped, next] = [false, 0];

  const acceptOne = async (id: string): Promise<void> => {
    const found = await api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${id}`, { token });
    if (found.status !== 200) return;
    const acceptance = { id, key: randomUUID(), ifMatch: found.body.revision };
    try {
      const answer = await accept(api, token, acceptance);
      if (answer.status === 200 && answer.body.code) accepted.set(id, answer.body.code);
      else if (answer.status === 503) unknown.push(acceptance);
      else refused.push({ status: answer.status, text: answer.text.slice(0, 300) });
    } catch {
      unknown.push(acceptance);
    }
  };
  const hand = async (): Promise<void> => {
    while (!stopped) {
      const filed = load.acknowledged[next];
      if (filed) next += 1;
      if (filed) await acceptOne(filed.id).catch(() => undefined);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const working = Promise.all(Array.from({ length: hands }, hand));
  return {
    acceptedSoFar: (): number => accepted.size,
    stop: async (): Promise<DeskReport> => {
      stopped = true;
      await working;
      return { accepted, unknown, refused };
    },
  };
};

/** What officers were told still holds, and what they never learned is settled by asking again with the same key. Answers all codes given. */
export const deskHolds = async (api: Client, token: string, report: DeskReport): Promise<ReadonlyMap<string, string>> => {
  expect(report.refused).toEqual([]);
  const codes = new Map<string, string>();
  for (const [id, code] of report.accepted) {
    const { body } = await eventually(
      () => api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${id}`, { token }),
      ({ status }) => status === 200,
    );
    expect([body.state, body.code]).toEqual(['accepted', code]);
    codes.set(id, code);
  }
  for (const acceptance of report.unknown) {
    const answer = await accept(api, token, acceptance);
    expect(answer.status, answer.text).toBe(200);
    codes.set(acceptance.id, answer.body.code ?? '');
  }
  return codes;
};
