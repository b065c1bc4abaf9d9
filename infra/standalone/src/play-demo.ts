import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoAct, type DemoDossier, demoDossiers } from '@motcua/demo';
import type { HttpClient } from './http-client.ts';

const intake = '/api/intake/v1';
const workflow = '/api/workflow/v1';
const tracking = '/api/tracking/v1';

/** A demo dossier as it stands at the end, for whoever shows it. */
export interface PlayedDossier {
  readonly key: string;
  readonly shows: string;
  readonly state: string;
  readonly id: string;
  readonly requestCode: string;
  readonly url: string;
}

interface Filed {
  readonly id: string;
  readonly requestCode: string;
  readonly tracking: { readonly token: string; readonly url: string };
  readonly position: string;
}

const photo = readFileSync(new URL('../photos/giay-to-mau.jpg', import.meta.url));

/** Local date in Việt Nam. */
export const todayInVietnam = (now = Date.now()): string => new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);

const upload = async (http: HttpClient, paper: string, key: string): Promise<{ code: string; uploadId: string }> => {
  const form = new FormData();
  form.set('file', new Blob([photo], { type: 'image/jpeg' }), `${paper}.jpg`);
  const { body } = await http.must([201], 'POST', `${intake}/uploads`, { form, key });
  return { code: paper, uploadId: (body as { uploadId: string }).uploadId };
};

const file = async (http: HttpClient, dossier: DemoDossier, key: string): Promise<Filed> => {
  const documents: { code: string; uploadId: string }[] = [];
  for (const paper of dossier.photos) documents.push(await upload(http, paper, `${key}-${paper}`));
  const token = dossier.filedByOfficer ? await http.officer(dossier.filedByOfficer) : undefined;
  const body = { ...dossier.submission, documents };
  return (await http.must([201], 'POST', `${intake}/submissions`, { body, key, ...(token ? { token } : {}) })).body as Filed;
};

const command = async (http: HttpClient, filed: Filed, act: DemoAct & { by: 'officer' }, key: string): Promise<void> => {
  const token = await http.officer(act.officer);
  const position = filed.position;
  const { headers } = await http.must([200], 'GET', `${workflow}/dossiers/${filed.id}`, { token, position });
  const ifMatch = Number(headers.get('etag')?.replaceAll('"', ''));
  await http.must([200], 'POST', `${workflow}/dossiers/${filed.id}/${act.command}`, { token, body: act.body, ifMatch, key });
};

const citizenActs = { withdrawal: (id: string) => `${intake}/submissions/${id}/withdrawal`, rating: () => `${tracking}/ratings` } as const;

const citizen = async (http: HttpClient, filed: Filed, act: DemoAct & { by: 'citizen' }, key: string): Promise<void> => {
  const path = citizenActs[act.act](filed.id);
  // The look-up side hears of the return a moment later; until then it says 409.
  for (let attempt = 0; ; attempt += 1) {
    const answer = await http.must([200, 201, 409], 'POST', path, { tracking: filed.tracking.token, body: act.body, key });
    if (answer.status !== 409) return;
    if (attempt === 100) throw new Error(`${path} answered 409: ${JSON.stringify(answer.body)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const play = async (http: HttpClient, dossier: DemoDossier, day: string): Promise<PlayedDossier> => {
  const key = `demo-${day}-${dossier.key}-spine`;
  const filed = await file(http, dossier, key);
  for (const [index, act] of dossier.acts.entries()) {
    if (act.by === 'officer') await command(http, filed, act, `${key}-${index}`);
    else await citizen(http, filed, act, `${key}-${index}`);
  }
  return {
    key: dossier.key,
    shows: dossier.shows,
    state: dossier.state,
    id: filed.id,
    requestCode: filed.requestCode,
    url: filed.tracking.url,
  };
};

/** Makes the demo dossiers through the public face, once per data folder; each has keys of its own, so a start that was cut off goes on where it was. */
export const playDemo = async (http: HttpClient, dataDir: string, say: (line: string) => void): Promise<readonly PlayedDossier[]> => {
  const kept = join(dataDir, 'demo.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as PlayedDossier[];
  const day = todayInVietnam();
  const played: PlayedDossier[] = [];
  for (const dossier of demoDossiers(day)) {
    say(`Demo dossier: ${dossier.state} – ${dossier.shows}`);
    played.push(await play(http, dossier, day));
  }
  writeFileSync(kept, JSON.stringify(played, undefined, 2), { mode: 0o600 });
  return played;
};
