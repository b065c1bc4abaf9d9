import { randomBytes, randomUUID } from 'node:crypto';
import { memoryBus, memoryCheckpoints, memoryNetwork } from '@motcua/bus/testing';
import { rpc, type SealedForm, type SubmissionFiled, type SubmissionSupplemented, type WithdrawalRequested } from '@motcua/contracts';
import { memoryEventStore, type NewEvent } from '@motcua/es';
import { memoryReadModels } from '@motcua/read-models';
import { newDataKey, seal } from '@motcua/sealing';
import { testBearer, testService } from '@motcua/service-kit';
import type { WorkflowAdapters } from '../../src/adapters/open-adapters.ts';
import { workflowServiceWith } from '../../src/workflow.module.ts';
import { calendar, directory, procedure } from '../published.ts';

/** Officers of the sample organisation. */
export const officers = {
  counter: testBearer({ id: 'tiep-nhan', agency: 'H53.12', roles: ['counter-officer', 'clerk'] }),
  caseOfficer: testBearer({ id: 'chuyen-vien', agency: 'H53.12', roles: ['case-officer'] }),
  head: testBearer({ id: 'lanh-dao', agency: 'H53.12', roles: ['signer', 'head', 'supervisor'] }),
  publisher: testBearer({ id: 'cong-bo', agency: 'H53.12', roles: ['publisher'] }),
  operator: testBearer({ id: 'van-hanh', agency: 'H53.12', roles: ['operator', 'auditor'] }),
  stranger: testBearer({ id: 'tiep-nhan-khac', agency: 'H53.99', roles: ['counter-officer'] }),
} as const;

/** The members that tests look at, of dossiers, lists and problems alike. */
export interface Body {
  readonly revision: number;
  readonly state: string;
  readonly code: string;
  readonly position: string;
  readonly allowed: readonly string[];
  readonly units: readonly string[];
  readonly unit: string;
  readonly erased?: boolean;
  readonly officer: { readonly id: string };
  readonly step?: { readonly key: string };
  readonly fee: { readonly kind: string; readonly amount?: number };
  readonly applicant?: { readonly fullName: string };
  readonly clock: { readonly dueAt: string; readonly answerBy: string; readonly running: boolean; readonly standing: string };
  readonly supplement: { readonly reason: string };
  readonly documents: readonly { readonly code: string }[];
  readonly timeline: readonly { readonly event: string }[];
  readonly items: readonly { readonly id: string; readonly applicant?: string; readonly state: string }[];
  readonly errors: readonly { readonly pointer: string; readonly code: string }[];
  readonly type: string;
  readonly version: number;
}
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly bytes: Buffer;
}
export interface Ask {
  readonly as?: string;
  readonly body?: unknown;
  readonly key?: string | null;
  readonly ifMatch?: number | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A form as intake seals it. */
export const declared = (form: SealedForm['form']): SealedForm => ({ form, warnings: [] });

/** The service over memory, beside an intake that says what the test lets it say. Tuesday 24 November 2026, 08:00. */
export const openWorld = async (options: { publish?: boolean; adapters?: Partial<WorkflowAdapters> } = {}) => {
  const network = memoryNetwork();
  const intakeStore = memoryEventStore();
  const intakeBus = memoryBus({ network });
  await intakeBus.relay('intake', intakeStore);
  const dataKeys = new Map<string, Uint8Array>();
  await intakeBus.respond(rpc.subjectKeys, async (payload) => {
    const { dossiers } = payload as { dossiers: string[] };
    const encoded = (id: string) => {
      const key = dataKeys.get(id);
      return key ? Buffer.from(key).toString('base64url') : null;
    };
    return { keys: Object.fromEntries(dossiers.map((id) => [id, encoded(id)])) };
  });
  await intakeBus.respond(rpc.trackingLink, async () => ({ url: `https://motcua.example/s#${'x'.repeat(43)}` }));

  const store = options.adapters?.store ?? memoryEventStore();
  const clock = { now: Date.parse('2026-11-24T08:00:00+07:00') };
  const definition = workflowServiceWith(
    async () => {
      const models = memoryReadModels();
      const bus = memoryBus({ network });
      const close = async () => {
        await bus.close();
        await models.close();
        await store.close();
      };
      return {
        store,
        models,
        checkpoints: memoryCheckpoints(),
        bus,
        secret: randomBytes(32),
        restored: undefined,
        close,
        ...options.adapters,
      };
    },
    () => clock.now,
  );
  const running = await testService(definition, { MOTCUA_WORKFLOW_TICK_MS: '20' });
  const base = `${running.url}/api/workflow/v1`;

  const call = async (method: 'GET' | 'POST', path: string, { as, body, key, ifMatch, headers }: Ask = {}): Promise<Reply> => {
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === undefined ? {} : { authorization: as }),
        ...(method === 'POST' && key !== null ? { 'idempotency-key': key ?? randomUUID() } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(bytes.toString()) : undefined, bytes };
  };

  const say = async <E extends SubmissionFiled | SubmissionSupplemented | WithdrawalRequested>(
    event: E,
    expected: 'absent' | number,
  ): Promise<number> => {
    const id = randomUUID();
    const at = new Date(clock.now).toISOString();
    const { dossierId } = event.data;
    const said: NewEvent<E> = { ...event, id, metadata: { at, actor: 'citizen', correlationId: dossierId, causationId: id } };
    return (await intakeStore.append(`submission-${dossierId}`, [said], expected)).position;
  };
  const wait = (position: number) => ({ 'motcua-position': `intake:${position}`, prefer: 'wait=5' });
  const at = () => `${new Date(clock.now + 7 * 3_600_000).toISOString().slice(0, -1)}+07:00`;

  /** A citizen files; answers the ids and where intake then stood. */
  const file = async (
    over: Partial<SubmissionFiled['data']> = {},
    fullName = 'Trần Thị Thử Nghiệm',
    form: unknown = declared({ copies: 3 }),
  ) => {
    const dossierId = randomUUID();
    const key = newDataKey();
    dataKeys.set(dossierId, key);
    const sealed = (value: unknown) => seal(value, key, dossierId);
    const requestCode = `YC-${dossierId.slice(0, 4)}-${dossierId.slice(4, 8)}-0000`.toUpperCase();
    const documentId = randomUUID();
    const position = await say<SubmissionFiled>(
      {
        type: 'SubmissionFiled.v1',
        data: {
          dossierId,
          requestCode,
          procedure: { code: '1.001193', name: 'Đăng ký khai sinh', version: 1 },
          agency: 'H53.12',
          receivingAgency: 'H53.12',
          channel: 'web',
          receivedAt: at(),
          by: { kind: 'citizen' },
          subjectId: 'a'.repeat(64),
          language: 'vi',
          tracking: { tokenHash: 'b'.repeat(64), generation: 1, secretId: 's1' },
          delivery: { method: 'counter' },
          documents: [
            { documentId, code: 'giay-chung-sinh', mediaType: 'image/jpeg', bytes: 9, blob: 'c'.repeat(64), wrappedKey: sealed('k') },
          ],
          missing: ['can-cuoc'],
          fingerprint: 'd'.repeat(64),
          sealed: {
            applicant: sealed({ applicant: { fullName, nationalId: '099198000123', phone: '+84901234567' } }),
            form: sealed(form),
            lookup: sealed({}),
            contact: sealed({}),
          },
          ...over,
        },
      },
      'absent',
    );
    return { id: dossierId, requestCode, documentId, position, wait: wait(position), sealed };
  };
  type Filed = Awaited<ReturnType<typeof file>>;

  const supplement = async (filed: Filed, codes: readonly string[], revision: number) =>
    wait(
      await say<SubmissionSupplemented>(
        {
          type: 'SubmissionSupplemented.v1',
          data: {
            dossierId: filed.id,
            supplementId: randomUUID(),
            at: at(),
            by: { kind: 'citizen' },
            documents: codes.map((code) => ({
              documentId: randomUUID(),
              code,
              mediaType: 'image/jpeg' as const,
              bytes: 9,
              blob: 'c'.repeat(64),
              wrappedKey: filed.sealed('k'),
            })),
            fingerprint: 'd'.repeat(64),
            sealed: {},
          },
        },
        revision,
      ),
    );
  const requestWithdrawal = async (filed: Filed, revision: number) =>
    wait(
      await say<WithdrawalRequested>(
        {
          type: 'WithdrawalRequested.v1',
          data: {
            dossierId: filed.id,
            requestId: randomUUID(),
            at: at(),
            by: { kind: 'citizen' },
            fingerprint: 'd'.repeat(64),
            sealed: { reason: filed.sealed('Tìm thấy bản chính') },
          },
        },
        revision,
      ),
    );

  const publishAll = async () => {
    const as = officers.publisher;
    return [
      await call('POST', '/directory/versions', { as, body: directory }),
      await call('POST', '/calendars/2026/versions', { as, body: calendar }),
      await call('POST', '/procedures/1.001193/versions', { as, body: procedure() }),
    ];
  };
  if (options.publish !== false) await publishAll();

  /** Files, and leads it through these commands; answers the dossier as the last answer had it. */
  const dossierAfter = async (...acts: readonly (readonly [as: string, name: string, body?: object])[]) => {
    const filed = await file();
    let { body } = await call('GET', `/dossiers/${filed.id}`, { as: officers.counter, headers: filed.wait });
    for (const [as, name, of = {}] of acts) {
      const reply = await call('POST', `/dossiers/${filed.id}/${name}`, { as, ifMatch: body.revision, body: of });
      if (reply.status !== 200) throw new Error(`${name}: ${reply.status} ${JSON.stringify(reply.body)}`);
      body = reply.body;
    }
    return { filed, dossier: body, path: `/dossiers/${filed.id}` };
  };
  const close = async () => {
    await running.stop();
    await intakeBus.close();
  };
  return { call, clock, close, dataKeys, dossierAfter, file, intakeStore, publishAll, requestWithdrawal, store, supplement, network };
};
export type World = Awaited<ReturnType<typeof openWorld>>;

export const acts = {
  accept: [officers.counter, 'accept'],
  forward: [officers.counter, 'forward', { unit: 'tu-phap-ho-tich' }],
  assign: [officers.head, 'assign', { officer: 'chuyen-vien' }],
  first: [officers.caseOfficer, 'complete-step', { step: 'kiem-tra', note: 'Đủ' }],
  second: [officers.caseOfficer, 'complete-step', { step: 'ghi-so' }],
  ask: [officers.caseOfficer, 'request-supplement', { documents: ['giay-chung-sinh'], reason: 'Ảnh mờ' }],
  issue: [officers.head, 'issue-result', { outcome: 'granted', documents: [], paperOnly: true, signedBy: 'lanh-dao', number: '12/GKS' }],
  hand: [
    officers.counter,
    'return-result',
    {
      channel: 'counter',
      receivedBy: { name: 'Trần Thị Thử Nghiệm', capacity: 'self' },
      originals: [
        { document: 'giay-chung-sinh', outcome: 'matched' },
        { document: 'can-cuoc', outcome: 'notBrought' },
      ],
    },
  ],
} as const;
