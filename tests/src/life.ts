import jsqr from 'jsqr';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type Answer, type Client, client, eventually, exampleForm, inventedSubmission } from './client.ts';
import { simulatorLedger } from './stored.ts';

interface Filed extends Record<string, unknown> {
  readonly id: string;
  readonly requestCode: string;
  readonly tracking: { readonly token: string; readonly url: string };
}
interface Fee {
  readonly kind: string;
  readonly amount?: number;
}
interface Dossier extends Record<string, unknown> {
  readonly id: string;
  readonly code?: string;
  readonly revision: number;
  readonly state: string;
  readonly step?: { readonly key: string };
  readonly fee?: Fee;
}
interface Status extends Record<string, unknown> {
  readonly code?: string;
  readonly stage: { readonly state: string; readonly nationalCode: number };
  readonly clock?: { readonly running: boolean; readonly standing: string };
  readonly supplement?: { readonly reason: string };
  readonly fee?: Fee;
  readonly timeline: readonly { readonly event: string }[];
}
interface Messages extends Record<string, unknown> {
  readonly items: readonly { readonly kind: string; readonly state: string; readonly text: string }[];
}
interface PublicEvent {
  readonly type: string;
  readonly subject: string;
}

/** Where the lives are lived: the public face, and the folder in which the simulated providers keep what they took. */
export interface World {
  readonly url: string;
  readonly dataDir: string;
}

/** Whole lives of a dossier as tests, for any way of running the system. Nothing here knows how many processes answer. */
export const livesOfADossier = (world: () => World): void => {
  let api: Client;
  let form: unknown;
  let officers: Readonly<Record<'desk' | 'case' | 'head', string>>;

  const paper = 'giay-chung-sinh';
  const intake = '/api/intake/v1';

  const file = async (over: Readonly<Record<string, unknown>> = {}) => {
    const body = inventedSubmission({ form, ...over });
    const answer = await api.call<Filed>('POST', `${intake}/submissions`, { body });
    expect(answer.status, answer.text).toBe(201);
    return { ...answer.body, body };
  };

  const photo = async (): Promise<string> => {
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: 'beige' } })
      .jpeg()
      .toBuffer();
    const sent = new FormData();
    sent.set('file', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'giay.jpg');
    const response = await fetch(`${world().url}${intake}/uploads`, {
      method: 'POST',
      headers: { 'idempotency-key': crypto.randomUUID() },
      body: sent,
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { uploadId: string }).uploadId;
  };

  const statusIs = (token: string, state: string): Promise<Answer<Status>> =>
    eventually(
      () => api.call<Status>('GET', '/api/tracking/v1/status', { tracking: token }),
      ({ status, body }) => status === 200 && body.stage.state === state,
    );

  const command = async (token: string, id: string, name: string, body: object = {}): Promise<Dossier> => {
    const found = await eventually(
      () => api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${id}`, { token }),
      ({ status }) => status === 200,
    );
    const answer = await api.call<Dossier>('POST', `/api/workflow/v1/dossiers/${id}/${name}`, {
      token,
      ifMatch: found.body.revision,
      body,
    });
    expect(answer.status, `${name}: ${answer.text}`).toBe(200);
    return answer.body;
  };

  const inOrder = (events: readonly string[], wanted: readonly string[]): void => {
    const places = wanted.map((name) => events.indexOf(name));
    expect(places, events.join(' ')).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  };

  const heard = (id: string, kinds: readonly string[]) =>
    eventually(
      () => api.call<Messages>('GET', `/api/notify/v1/messages?dossier=${id}&limit=100`, { token: officers.desk }),
      ({ body }) => kinds.every((kind) => body.items?.filter((one) => one.kind === kind && one.state === 'delivered').length === 1),
    );

  const feed = async (): Promise<readonly PublicEvent[]> => {
    const found: PublicEvent[] = [];
    let path: string | undefined = '/api/tracking/v1/feed?limit=100';
    while (path) {
      const { body, headers }: Answer<PublicEvent[]> = await api.call<PublicEvent[]>('GET', path);
      found.push(...body);
      const next: string | undefined = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];
      path = body.length === 0 || next === undefined ? undefined : new URL(next, world().url).pathname + new URL(next, world().url).search;
    }
    return found;
  };

  beforeAll(async () => {
    api = client(world().url);
    form = await exampleForm(api);
    const [desk, caseOfficer, head] = await Promise.all(['tiep-nhan', 'chuyen-vien', 'lanh-dao'].map((name) => api.officer(name)));
    officers = { desk: desk ?? '', case: caseOfficer ?? '', head: head ?? '' };
  });

  test('a birth is registered from a phone to the handed-out result, and followed all the way', async () => {
    const filed = await file({ documents: [{ code: paper, uploadId: await photo() }] });
    const { id } = filed;
    const { token, url } = filed.tracking;

    const drawn = await fetch(`${world().url}${intake}/submissions/${id}/qr.png`, { headers: { authorization: `Tracking ${token}` } });
    const { data, info } = await sharp(Buffer.from(await drawn.arrayBuffer()))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    // A CommonJS module whose types say otherwise.
    const decode = jsqr as unknown as typeof jsqr.default;
    expect(decode(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(url);

    expect((await statusIs(token, 'submitted')).body.stage.nationalCode).toBe(1);
    const accepted = await command(officers.desk, id, 'accept');
    expect(accepted.code).toMatch(/^H53\.12-\d{6}-\d{4,}$/);
    const byCode = { code: accepted.code, check: filed.body.applicant.phone.slice(-4) };
    await statusIs(token, 'accepted');
    const found = await api.call<Status>('POST', '/api/tracking/v1/status', { key: null, body: byCode });
    expect([found.status, found.body.code]).toEqual([200, accepted.code]);

    await command(officers.desk, id, 'forward', { unit: 'tu-phap-ho-tich' });
    await command(officers.head, id, 'assign', { officer: 'chuyen-vien' });
    await command(officers.case, id, 'request-supplement', { documents: [paper], reason: 'Ảnh mờ, xin chụp lại' });
    const waiting = await statusIs(token, 'awaitingSupplement');
    expect([waiting.body.clock?.running, waiting.body.supplement?.reason]).toEqual([false, 'Ảnh mờ, xin chụp lại']);
    const supplement = { documents: [{ code: paper, uploadId: await photo() }], note: 'Đã chụp lại' };
    const supplemented = await api.call('POST', `${intake}/submissions/${id}/supplements`, { tracking: token, body: supplement });
    expect(supplemented.status, supplemented.text).toBe(201);
    expect((await statusIs(token, 'inProgress')).body.clock?.running).toBe(true);

    for (;;) {
      const { step } = (await api.call<Dossier>('GET', `/api/workflow/v1/dossiers/${id}`, { token: officers.case })).body;
      if (!step) break;
      await command(officers.case, id, 'complete-step', { step: step.key });
    }
    const result = { outcome: 'granted', documents: [], paperOnly: true, signedBy: 'lanh-dao', number: '12/GKS' };
    await command(officers.head, id, 'issue-result', result);
    expect((await statusIs(token, 'resolved')).body.stage.nationalCode).toBe(9);
    const receivedBy = { name: filed.body.applicant.fullName, capacity: 'self' };
    await command(officers.desk, id, 'return-result', {
      channel: 'counter',
      receivedBy,
      originals: [{ document: paper, outcome: 'matched' }],
    });
    const { body: end } = await statusIs(token, 'returned');
    expect(['early', 'onTime']).toContain(end.clock?.standing);
    inOrder(
      end.timeline.map(({ event }) => event),
      ['DossierOpened', 'DossierAccepted', 'DossierForwarded', 'DossierAssigned', 'SupplementRequested', 'ResultIssued', 'ResultReturned'],
    );

    const rating = { score: 5, comment: 'Nhanh, tử tế' };
    expect((await api.call('POST', '/api/tracking/v1/ratings', { tracking: token, body: rating })).status).toBe(201);
    expect((await api.call('POST', '/api/tracking/v1/ratings', { tracking: token, body: { score: 1 } })).status).toBe(409);

    await heard(id, ['received', 'accepted', 'supplement-requested', 'result-ready', 'returned']);
    const phone = simulatorLedger(world().dataDir).filter(({ to }) => to === filed.body.applicant.phone);
    expect(new Set(phone.map(({ text }) => text)).size).toBe(phone.length);
    const told = await eventually(
      async () => (await feed()).filter(({ subject }) => subject.includes(id)).map(({ type }) => type.replace(/^.*\.public\./, '')),
      (types) => types.includes('dossier-rated.v1'),
    );
    expect(told[0]).toBe('dossier-opened.v1');
    inOrder(told, ['dossier-opened.v1', 'dossier-accepted.v1', 'dossier-result-issued.v1', 'dossier-returned.v1', 'dossier-rated.v1']);
  });

  test('what was declared is what it costs: three copies of an extract', async () => {
    const found = await api.call<{ form: { example: object } }>('GET', `${intake}/procedures/2.000635`);
    const { id, tracking } = await file({ procedure: '2.000635', form: { ...found.body.form.example, copies: 3 } });
    const fee = { kind: 'known', amount: 24_000 };
    expect((await command(officers.desk, id, 'accept')).fee).toEqual(fee);
    expect((await statusIs(tracking.token, 'accepted')).body.fee).toEqual(fee);
  });

  test('a citizen takes the application back', async () => {
    const { id, tracking } = await file();
    await command(officers.desk, id, 'accept');
    const asked = await api.call('POST', `${intake}/submissions/${id}/withdrawal`, {
      tracking: tracking.token,
      body: { reason: 'Tôi không cần nữa' },
    });
    expect(asked.status, asked.text).toBe(201);
    await statusIs(tracking.token, 'withdrawn');
    await heard(id, ['received', 'accepted', 'withdrawn']);
  });

  test('the desk refuses with a reason, and says where it belongs', async () => {
    const { id, tracking } = await file();
    await command(officers.desk, id, 'refuse', { reason: 'wrongAgency', note: 'Xin nộp nơi cư trú', rightAgency: 'H53.99' });
    const { body } = await statusIs(tracking.token, 'refused');
    expect(JSON.stringify(body)).toContain('Xin nộp nơi cư trú');
    await heard(id, ['received', 'refused']);
    const late = await api.call<{ code: string; state: string; allowed: string[] } & Record<string, unknown>>(
      'POST',
      `/api/workflow/v1/dossiers/${id}/accept`,
      { token: officers.desk, ifMatch: 1, body: {} },
    );
    expect([late.status, late.body.state, late.body.allowed]).toEqual([409, 'refused', []]);
  });
};
