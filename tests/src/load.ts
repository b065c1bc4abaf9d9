import { randomUUID } from 'node:crypto';
import { type Client, inventedSubmission } from './client.ts';

export interface Acknowledged {
  readonly key: string;
  readonly body: ReturnType<typeof inventedSubmission>;
  readonly id: string;
  readonly requestCode: string;
  readonly token: string;
}

export interface LoadReport {
  readonly acknowledged: readonly Acknowledged[];
  /** Keys whose outcome the client never learned (the connection broke, or 503). */
  readonly unknown: readonly { key: string; body: ReturnType<typeof inventedSubmission> }[];
  /** Anything else than 201 and 503: always a defect. */
  readonly refused: readonly { status: number; text: string }[];
}

interface Filed {
  readonly id: string;
  readonly requestCode: string;
  readonly tracking: { readonly token: string };
}

/** Files submissions with some hands at once until told to stop; keeps what was acknowledged, and what it cannot know. */
export const submissionLoad = (api: Client, form: unknown, hands: number) => {
  const acknowledged: Acknowledged[] = [];
  const unknown: { key: string; body: ReturnType<typeof inventedSubmission> }[] = [];
  const refused: { status: number; text: string }[] = [];
  let stopped = false;

  const fileOne = async (): Promise<void> => {
    const key = randomUUID();
    const body = inventedSubmission({ form });
    try {
      const answer = await api.call<Filed & Record<string, unknown>>('POST', '/api/intake/v1/submissions', { key, body, timeoutMs: 5_000 });
      if (answer.status === 201)
        acknowledged.push({ key, body, id: answer.body.id, requestCode: answer.body.requestCode, token: answer.body.tracking.token });
      else if (answer.status === 503) unknown.push({ key, body });
      else refused.push({ status: answer.status, text: answer.text.slice(0, 300) });
    } catch {
      unknown.push({ key, body });
      // The server is away: do not spin while it comes back.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const hand = async (): Promise<void> => {
    while (!stopped) await fileOne();
  };
  const working = Promise.all(Array.from({ length: hands }, hand));

  return {
    acknowledgedSoFar: (): number => acknowledged.length,
    stop: async (): Promise<LoadReport> => {
      stopped = true;
      await working;
      return { acknowledged, unknown, refused };
    },
  };
};
