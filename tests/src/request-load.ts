import { type Answer, type Client, eventually, inventedSubmission } from './client.ts';

/** One answer that a caller would have called a failure. */
export interface Failed {
  readonly request: string;
  readonly why: string;
}

interface Filed extends Record<string, unknown> {
  readonly tracking: { readonly token: string };
}

/** Citizens and officers who ask all four services again and again and never ask twice: whatever is no success counts. */
export const requestLoad = async (api: Client, form: unknown, hands: number) => {
  const officer = await api.officer('tiep-nhan');
  const submit = () => api.call<Filed>('POST', '/api/intake/v1/submissions', { body: inventedSubmission({ form }) });
  const tracking = (await submit()).body.tracking.token;
  const status = () => api.call('GET', '/api/tracking/v1/status', { tracking });
  await eventually(status, (answer) => answer.status === 200);
  const failed: Failed[] = [];
  const answered = new Map<string, number>();
  let stopped = false;

  const ask = async (name: string, good: number, call: () => Promise<Answer>): Promise<void> => {
    try {
      const answer = await call();
      if (answer.status === good) answered.set(name, (answered.get(name) ?? 0) + 1);
      else failed.push({ request: name, why: `${answer.status} ${answer.text.slice(0, 200)}` });
    } catch (error) {
      failed.push({ request: name, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  };
  const round = async (): Promise<void> => {
    await ask('intake', 201, submit);
    await ask('tracking', 200, status);
    await ask('workflow', 200, () => api.call('GET', '/api/workflow/v1/dossiers?limit=5', { token: officer }));
    await ask('notify', 200, () => api.call('GET', '/hop-thu'));
  };
  const hand = async (): Promise<void> => {
    while (!stopped) await round();
  };
  const working = Promise.all(Array.from({ length: hands }, hand));
  return {
    answered: (service: string): number => answered.get(service) ?? 0,
    failed: failed as readonly Failed[],
    stop: async (): Promise<void> => {
      stopped = true;
      await working;
    },
  };
};
