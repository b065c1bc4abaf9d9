import { randomUUID } from 'node:crypto';
import type { Citizens } from './citizens.ts';

export interface Officers {
  readonly counter: string;
  readonly caseOfficer: string;
  readonly head: string;
}

export const officers = async (api: Citizens): Promise<Officers> => {
  const [counter, caseOfficer, head] = await Promise.all(['tiep-nhan', 'chuyen-vien', 'lanh-dao'].map(api.officer));
  if (!counter || !caseOfficer || !head) throw new Error('no tokens');
  return { counter, caseOfficer, head };
};

interface Dossier {
  readonly revision: number;
  readonly step?: { readonly key: string };
}

/** submit → accept → forward → assign → steps → issue → return → status: every request of one dossier's life, one after the other. Answers how many requests it took, and how many events of the citizen's and the dossier's it left. */
export const lifecycle = async (api: Citizens, who: Officers): Promise<{ readonly requests: number; readonly events: number }> => {
  const filed = await api.file();
  if (!filed) throw new Error('not filed');
  let requests = 1;
  let dossier: Dossier = { revision: 0 };
  let seen: Record<string, string> = { 'motcua-position': filed.position, prefer: 'wait=5' };
  const command = async (token: string, name: string, body: unknown): Promise<void> => {
    const answer = await api.call(
      'POST',
      `/api/workflow/v1/dossiers/${filed.id}/${name}`,
      {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        'if-match': `"${dossier.revision}"`,
        ...seen,
      },
      JSON.stringify(body),
    );
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text.slice(0, 200)}`);
    dossier = JSON.parse(answer.text) as Dossier;
    seen = {};
    requests += 1;
  };
  await command(who.counter, 'accept', {});
  await command(who.counter, 'forward', { unit: 'tu-phap-ho-tich' });
  await command(who.head, 'assign', { officer: 'chuyen-vien' });
  while (dossier.step) await command(who.caseOfficer, 'complete-step', { step: dossier.step.key });
  await command(who.head, 'issue-result', {
    outcome: 'granted',
    documents: [],
    paperOnly: true,
    signedBy: 'lanh-dao',
    number: `${randomUUID().slice(0, 8)}/GKS`,
  });
  const originals = [{ document: 'giay-chung-sinh', outcome: 'matched' }];
  await command(who.counter, 'return-result', {
    channel: 'counter',
    receivedBy: { name: 'Trần Thị Thử Nghiệm', capacity: 'self' },
    originals,
  });
  const status = await api.status(filed.token);
  if (status.status !== 200) throw new Error(`status: ${status.status}`);
  // Revisions count from 0; the submission is one more.
  return { requests: requests + 1, events: dossier.revision + 2 };
};

/** Lifecycles, and how many a second, with so many users at once for so long. */
export const lifecyclesPerSecond = async (
  api: Citizens,
  users: number,
  seconds: number,
): Promise<{ lives: number; perSecond: number; requests: number; events: number; failed: number }> => {
  const who = await officers(api);
  const began = performance.now();
  const end = began + seconds * 1_000;
  let [done, requests, events, failed] = [0, 0, 0, 0];
  const user = async (): Promise<void> => {
    while (performance.now() < end) {
      try {
        // Not `requests += (await …).requests`: that would add to the value of before the wait.
        const life = await lifecycle(api, who);
        requests += life.requests;
        events += life.events;
        done += 1;
      } catch (error) {
        failed += 1;
        if (failed === 1) process.stderr.write(`first failure: ${String(error)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  const took = (performance.now() - began) / 1_000;
  return { lives: done, perSecond: done / took, requests: requests / done, events: events / done, failed };
};
