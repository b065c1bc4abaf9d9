import { randomUUID } from 'node:crypto';
import { type Client, inventedSubmission } from './client.ts';

type Submission = ReturnType<typeof inventedSubmission>;

export interface Acknowledged {
  readonly key: string;
  readonly body: Submission;
  readonly id: string;
  readonly requestCode: string;
  readonly token: string;
}
export interface Sent {
  readonly key: string;
  readonly body: Submission;
}

export interface LoadReport {
  readonly acknowledged: readonly Acknowledged[];
  /** Keys whose outcome the client never learned (the connection broke, or 503). */
  readonly unknown: readonly Sent[];
  /** Anything else than 201 and 503: always a defect. */
  readonly refused: readonly { status: number; text: string }[];
}

interface Filed extends Record<string, unknown> {
  readonly id: string;
  readonly requestCode: string;
  readonly tracking: { readonly token: string };
}

/** One request; throws where the connection breaks. */
export const file = async (
  api: Client,
  { key, body }: Sent,
): Promise<Acknowledged | { status: number; text: string; replayed?: boolean }> => {
  const answer = await api.call<Filed>('POST', '/api/intake/v1/submissions', { key, body, timeoutMs: 10_000 });
  if (answer.status !== 201) return { status: answer.status, text: answer.text.slice(0, 300) };
  const { id, requestCode, tracking } = answer.body;
  return { key, body, id, requestCode, token: tracking.token };
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Files submissions with some hands at once until told to stop; keeps what was acknowledged, and what it cannot know. A hand rests `restMs` between two, by
 * default not at all: where a fault lasts by the clock, what is filed meanwhile need not grow with the machine's speed.
 */
export const submissionLoad = (api: Client, form: unknown, hands: number, restMs = 0) => {
  const acknowledged: Acknowledged[] = [];
  const unknown: Sent[] = [];
  const refused: { status: number; text: string }[] = [];
  let stopped = false;

  /** The server is away or asks to come later: do not spin while it comes back. */
  const putOff = async (sent: Sent): Promise<void> => {
    unknown.push(sent);
    await pause(50);
  };
  const fileOne = async (): Promise<void> => {
    const sent: Sent = { key: randomUUID(), body: inventedSubmission({ form }) };
    try {
      const answer = await file(api, sent);
      if ('id' in answer) acknowledged.push(answer);
      else if (answer.status === 503) await putOff(sent);
      else refused.push(answer);
    } catch {
      await putOff(sent);
    }
  };
  const hand = async (): Promise<void> => {
    while (!stopped) {
      await fileOne();
      if (restMs > 0) await pause(restMs);
    }
  };
  const working = Promise.all(Array.from({ length: hands }, hand));

  return {
    acknowledged: acknowledged as readonly Acknowledged[],
    acknowledgedSoFar: (): number => acknowledged.length,
    /** Another body of the same kind, of a citizen of his own. */
    invented: (): Submission => inventedSubmission({ form }),
    stop: async (): Promise<LoadReport> => {
      stopped = true;
      await working;
      return { acknowledged, unknown, refused };
    },
  };
};
export type SubmissionLoad = ReturnType<typeof submissionLoad>;
