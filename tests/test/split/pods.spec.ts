import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KurrentdbForTests, kurrentdbForTests } from '@motcua/es-kurrentdb/testing/servers';
import { mongoForTests } from '@motcua/mongo/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, client, eventually, exampleForm, inventedSubmission } from '../../src/client.ts';
import { livesOfADossier } from '../../src/life.ts';
import { submissionLoad } from '../../src/load.ts';
import { everythingVerifies, judge } from '../../src/oracle.ts';
import { SplitSystem } from '../../src/split-system.ts';
import { motcua } from '../../src/system.ts';

const mongo = await mongoForTests();
afterAll(() => mongo.stop());

interface Filed extends Record<string, unknown> {
  readonly id: string;
  readonly requestCode: string;
  readonly tracking: { readonly token: string };
}

interface Dossier extends Record<string, unknown> {
  readonly revision: number;
  readonly subjectId: string;
}

const severalOf = ['intake', 'workflow', 'tracking'] as const;

/** As pods of a cluster: two of a service share servers and what they were given, and no folder. Events on KurrentDB, a double where no real one can be started. */
describe.skipIf(mongo.url === undefined)('two instances of a service that share no folder', () => {
  let store: KurrentdbForTests;
  let root: string;
  let env: Readonly<Record<string, string>>;
  let system: SplitSystem;
  /** Of the second ones. */
  const folders: string[] = [];
  const another = async (service: (typeof severalOf)[number]): Promise<void> => {
    const folder = mkdtempSync(join(root, `${service}-`));
    folders.push(join(folder, service));
    await system.startInstance(service, { MOTCUA_DATA: folder });
  };
  /** The same request, of each instance of a service itself. */
  const ofEach = <T>(service: string, ask: (api: Client) => Promise<T>): Promise<readonly T[]> =>
    Promise.all(system.alive(service).map((url) => ask(client(url))));

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'motcua-pods-'));
    const made = await motcua('secrets', '--into', join(root, 'secrets'));
    expect(made.code, made.output).toBe(0);
    store = await kurrentdbForTests();
    const [url, outsideBackups, given] = [mongo.fresh(), mongo.fresh(), (name: string) => join(root, 'secrets', name)];
    env = {
      MOTCUA_STORE_URL: store.url,
      MOTCUA_READ_MODELS_URL: url,
      MOTCUA_INTAKE_KEYS_URL: url,
      MOTCUA_INTAKE_BLOBS_URL: url,
      MOTCUA_INTAKE_ERASURE_LEDGER_URL: outsideBackups,
      MOTCUA_INTAKE_MASTER_KEY_FILE: given('master.key'),
      MOTCUA_INTAKE_SECRETS_FILE: given('intake-secrets.json'),
      MOTCUA_WORKFLOW_EPOCHS_URL: outsideBackups,
      MOTCUA_WORKFLOW_COMMAND_SECRET_FILE: given('command-secret'),
    };
    system = await SplitSystem.start(1, env);
    for (const service of severalOf) await another(service);
    await system.everyoneAnswers();
    await system.untilReady();
  });
  afterAll(async () => {
    await system?.dispose();
    await store?.stop();
    if (root !== undefined) rmSync(root, { recursive: true, force: true });
  });

  livesOfADossier(() => system);

  const file = async () => {
    const sent = { key: randomUUID(), body: inventedSubmission({ form: await exampleForm(client(system.url)) }) };
    const answers = await ofEach('intake', (api) => api.call<Filed>('POST', '/api/intake/v1/submissions', sent));
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [one, two] = answers.map(({ body: { id, requestCode, tracking } }) => ({ id, requestCode, token: tracking.token }));
    expect(one).toEqual(two);
    return { ...sent, ...(one ?? expect.unreachable('nobody answered')) };
  };
  /** The same command with the same key, of one after the other; both answer alike. */
  const decide = async (id: string, name: string, body: object): Promise<Dossier> => {
    const token = await client(system.url).officer('tiep-nhan');
    const path = `/api/workflow/v1/dossiers/${id}`;
    await eventually(
      () => client(system.url).call('GET', path, { token }),
      ({ status }) => status === 200,
    );
    const command = { token, key: randomUUID(), ifMatch: 0, body };
    const [one, two] = system.alive('workflow').map(client) as [Client, Client];
    const done = await one.call<Dossier>('POST', `${path}/${name}`, command);
    expect(done.status, done.text).toBe(200);
    expect((await two.call('POST', `${path}/${name}`, command)).body).toEqual(done.body);
    return done.body;
  };

  test('a submission that is sent to both with one key is one, and has one token', async () => {
    await file();
  });

  test('a command that is sent to one and with its key to the other is carried out once', async () => {
    const { id } = await file();
    expect(await decide(id, 'accept', {})).toMatchObject({ revision: 1 });
  });

  test('whom one erases is erased for the other', async () => {
    const { id, key, body } = await file();
    const { subjectId } = await decide(id, 'refuse', { reason: 'notEligible', note: 'Chưa đủ điều kiện' });
    const [one, other] = system.alive('intake').map(client) as [Client, Client];
    const [operator, erasure] = [
      await client(system.url).officer('van-hanh'),
      { legalBasis: 'Luật 91/2025/QH15', reason: 'Người dân yêu cầu' },
    ];
    const erased = await eventually(
      () => one.call('POST', `/api/intake/v1/subjects/${subjectId}/erasure`, { token: operator, body: erasure }),
      ({ status }) => status !== 409, // intake hears of the end of a dossier a moment later
    );
    expect(erased.status, erased.text).toBe(200);
    expect((await other.call('POST', '/api/intake/v1/submissions', { key, body })).status).toBe(410);
  });

  test('what they keep in folders of their own is only how far they have heard', () => {
    expect(folders.map((folder) => readdirSync(folder).filter((name) => !name.startsWith('checkpoints.db')))).toEqual([[], [], []]);
  });

  test('one of each is killed under load and another one begins with an empty folder: nothing is lost or doubled', async () => {
    const api = client(system.url);
    const load = submissionLoad(api, await exampleForm(api), 4);
    for (const service of severalOf) {
      const filed = load.acknowledgedSoFar();
      await eventually(load.acknowledgedSoFar, (count) => count > filed + 10);
      expect(await system.kill(service)).toBeGreaterThan(0);
      await another(service);
    }
    await system.everyoneAnswers();
    const { tally } = await judge(system, api, await load.stop());
    expect(tally).toMatchObject({ lost: 0, doubled: 0 });
  });

  test('all of them end cleanly, and what they leave is whole', async () => {
    expect(await system.end('SIGTERM')).toEqual(system.instances.map(() => 0));
    await everythingVerifies({ dataDir: system.dataDir, env }, 5);
  });
});
