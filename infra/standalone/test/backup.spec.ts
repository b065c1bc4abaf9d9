import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KurrentdbDouble, kurrentdbDouble } from '@motcua/es-kurrentdb/testing';
import { mongoForTests } from '@motcua/mongo/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asItIs, byIdentitiesIn, createIdentity, forRecipients, plain } from '../src/backup/encryption.ts';
import { digestOf, type Manifest, readManifest, verifyParts } from '../src/backup/manifest.ts';
import { restoreBackup, type VerifiedSet } from '../src/backup/restore-backup.ts';
import { takeBackup } from '../src/backup/take-backup.ts';
import { type Engines, enginesOf } from '../src/engines.ts';
import { byStream } from './lived-in.ts';
import {
  canary,
  copyOf,
  epochsIn,
  eventsIn,
  type Filed,
  file,
  type LogsRead,
  logsOf,
  openIntake,
  prepareFolder,
  someSystem,
} from './some-system.ts';

const root = mkdtempSync(join(tmpdir(), 'motcua-backup-'));
const mongo = await mongoForTests();
let double: KurrentdbDouble;
let source: Awaited<ReturnType<typeof someSystem>>;
let sourceLogs: LogsRead;
let recipient: string;
const identity = join(root, 'identity');
const sealedSet = join(root, 'sealed-set');
const fresh = (name: string): string => join(mkdtempSync(join(root, 'x-')), name);

type Env = Readonly<Record<string, string>>;

/** As the command does it: verified first, then restored. */
const restored = async (
  folder: string,
  { env = {}, old = source.engines.dataDir, dataDir = fresh('data') }: { env?: Env; old?: string; dataDir?: string } = {},
): Promise<Engines> => {
  const enginesIn = (place: string): Engines => enginesOf(place, env);
  const manifest = readManifest(folder, enginesIn(dataDir).province);
  const decrypt = manifest.encryption === 'age' ? byIdentitiesIn(identity) : asItIs;
  await verifyParts(folder, manifest);
  const set: VerifiedSet = { folder, manifest, decrypt };
  await restoreBackup({ set, dataDir, enginesIn, old });
  return enginesIn(dataDir);
};

/** Stream by stream to the hash; files also in the order of the log, unless it has been on a server. Answers the logs, for more questions. */
const expectTheSame = async (engines: Engines, order: 'of the log' | 'of streams' = 'of the log'): Promise<LogsRead> => {
  const { filed, large } = source;
  const logs = await logsOf(engines);
  expect(eventsIn(logs).map(byStream)).toStrictEqual(eventsIn(sourceLogs).map(byStream));
  if (order === 'of the log') expect(eventsIn(logs)).toStrictEqual(eventsIn(sourceLogs));
  const intake = await openIntake(engines);
  expect([...(await intake.keys.keysOf(filed.map(({ dossierId }) => dossierId))).keys()]).toHaveLength(filed.length);
  for (const hash of [...filed.map(({ blob }) => blob), large]) expect(await intake.blobs.has(hash)).toBe(true);
  await intake.close();
  for (const path of ['intake/secrets.json', 'workflow/command-secret'])
    expect(readFileSync(join(engines.dataDir, path), 'utf8')).toBe(readFileSync(join(source.engines.dataDir, path), 'utf8'));
  return logs;
};

beforeAll(async () => {
  double = await kurrentdbDouble();
  source = await someSystem(root);
  sourceLogs = await logsOf(source.engines);
  recipient = await createIdentity(identity);
  await takeBackup(source.engines, sealedSet, forRecipients([recipient]));
});
afterAll(async () => {
  await mongo.stop();
  await double.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('a set', () => {
  test('restores to what was backed up, under new epochs', async () => {
    const logs = await expectTheSame(await restored(sealedSet));
    expect(new Set([...epochsIn(sourceLogs), ...epochsIn(logs)]).size).toBe(8);
  });

  test('holds nothing in clear, and says in its manifest what is in it', () => {
    for (const name of readdirSync(sealedSet)) {
      const bytes = readFileSync(join(sealedSet, name));
      for (const text of [canary, source.filed[0]?.dossierId ?? '', 'NoteTaken', 'person-1']) expect(bytes.includes(text)).toBe(false);
    }
    const manifest = readManifest(sealedSet, 'H53');
    expect(manifest).toMatchObject({ encryption: 'age', keys: 12, blobs: 13, logs: { intake: { head: 12, events: 12 } } });
    expect(Object.keys(manifest.parts)).toHaveLength(7);
  });

  test('is in clear only where that was asked for, and then without the master key', async () => {
    const folder = fresh('set');
    await takeBackup(source.engines, folder, plain);
    await expectTheSame(await restored(folder));
    const master = readFileSync(source.engines.masterKeyFile, 'utf8').trim();
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name), 'latin1')).not.toContain(master);
  });

  test('takes the secrets from where the services are given them', async () => {
    const given = {
      MOTCUA_INTAKE_SECRETS_FILE: fresh('intake-secrets.json'),
      MOTCUA_WORKFLOW_COMMAND_SECRET_FILE: fresh('command-secret'),
    };
    for (const file of Object.values(given)) writeFileSync(file, `of ${file}`);
    const folder = fresh('set');
    await takeBackup(enginesOf(source.engines.dataDir, given), folder, plain);
    const { dataDir } = await restored(folder);
    const held = ['intake/secrets.json', 'workflow/command-secret'].map((path) => readFileSync(join(dataDir, path), 'utf8'));
    expect(held).toEqual(Object.values(given).map((file) => `of ${file}`));
    rmSync(given.MOTCUA_INTAKE_SECRETS_FILE);
    await expect(takeBackup(enginesOf(source.engines.dataDir, given), fresh('set'), plain)).rejects.toThrow(
      given.MOTCUA_INTAKE_SECRETS_FILE,
    );
  });

  test('is not made over another, nor of a folder that is no system, nor of empty logs', async () => {
    await expect(takeBackup(source.engines, sealedSet, plain)).rejects.toThrow('is not empty');
    await expect(takeBackup(enginesOf(join(root, 'nobody'), {}), fresh('set'), plain)).rejects.toThrow('holds no data');
    const engines = await prepareFolder(root);
    await logsOf(engines);
    const target = fresh('set');
    await expect(takeBackup(engines, target, plain)).rejects.toThrow('every log is empty');
    expect(existsSync(target)).toBe(false);
  });

  test('names a blob that is damaged where it lies, and is whole without it', async () => {
    const [engines, { large }] = [copyOf(source.engines, root), source];
    appendFileSync(join(engines.dataDir, 'intake', 'blobs', large.slice(0, 2), large.slice(2, 4), large), 'x');
    const { manifest, damagedBlobs } = await takeBackup(engines, fresh('set'), plain);
    expect([manifest.blobs, damagedBlobs]).toEqual([12, [large]]);
  });
});

describe('taken while submissions come in', () => {
  test('every event of it has its key and its file, and who was erased before stays erased', async () => {
    const engines = copyOf(source.engines, root);
    const intake = await openIntake(engines);
    const during: Filed[] = [];
    let stopped = false;
    const hands = Array.from({ length: 3 }, async (_, hand) => {
      while (!stopped) during.push(await file(engines, intake, `hand-${hand}`));
    });
    const folder = fresh('set');
    await intake.keys.destroySubject('person-0', new Date());
    const { manifest } = await takeBackup(engines, folder, forRecipients([recipient]));
    const then = during.length;
    stopped = true;
    await Promise.all(hands);
    await intake.close();
    expect(then).toBeGreaterThan(0);

    const copy = await restored(folder, { old: engines.dataDir });
    const { events } = (await logsOf(copy)).intake;
    expect(events).toHaveLength(manifest.logs.intake.events);
    const again = await openIntake(copy);
    let erased = 0;
    for (const { data } of events) {
      const { dossierId, blob } = JSON.parse((data as { text: string }).text) as Filed;
      const isErased = await again.keys.isDestroyed(dossierId);
      erased += isErased ? 1 : 0;
      expect([(await again.keys.keysOf([dossierId])).size, await again.blobs.has(blob)]).toEqual([isErased ? 0 : 1, true]);
    }
    expect(erased).toBe(4);
    await again.close();
  });

  test('who was erased since is erased by the ledger before anybody can look', async () => {
    const [engines, { filed }] = [copyOf(source.engines, root), source];
    const folder = fresh('set');
    await takeBackup(engines, folder, plain);
    const intake = await openIntake(engines);
    await intake.keys.destroySubject('person-1', new Date());
    await intake.close();
    const copy = await restored(folder, { old: engines.dataDir });
    const archive = await copy.openKeyArchive();
    const living: string[] = [];
    for await (const { id, wrapped } of archive.rows()) if (wrapped !== undefined) living.push(id);
    expect(living.sort()).toEqual(filed.flatMap(({ dossierId }, nth) => (nth % 3 === 1 ? [] : [dossierId])).sort());
  });
});

/** The server of the events is a double, that of keys and blobs a real one where there is one. */
describe.skipIf(mongo.url === undefined)('from any engine to any other', () => {
  const servers = async (): Promise<{ env: Env; stop(): Promise<void> }> => {
    const store = await kurrentdbDouble();
    const env = { MOTCUA_STORE_URL: store.url, MOTCUA_INTAKE_KEYS_URL: mongo.fresh(), MOTCUA_INTAKE_BLOBS_URL: mongo.fresh() };
    return { env, stop: store.stop };
  };

  test('files to servers, servers to servers, servers to files: the same to the hash', async () => {
    const [first, second] = [await servers(), await servers()];
    const onFirst = await restored(sealedSet, { env: first.env });
    await expectTheSame(onFirst, 'of streams');
    expect(readdirSync(join(onFirst.dataDir, 'intake')).sort()).toEqual(['master.key', 'secrets.json']);
    const setOfFirst = fresh('set');
    await takeBackup(onFirst, setOfFirst, forRecipients([recipient]));
    const onSecond = await restored(setOfFirst, { env: second.env });
    await expectTheSame(onSecond, 'of streams');
    const setOfSecond = fresh('set');
    await takeBackup(onSecond, setOfSecond, forRecipients([recipient]));
    await Promise.all([first.stop(), second.stop()]);
    await expectTheSame(await restored(setOfSecond), 'of streams');
  });

  test('a restore that was cut off goes on where it is begun again, with no other set', async () => {
    const { env, stop } = await servers();
    const dataDir = fresh('data');
    const manifest = readManifest(sealedSet, 'H53');
    const set = { folder: sealedSet, manifest, decrypt: byIdentitiesIn(identity) };
    const withoutBlobs = (place: string): Engines => {
      const engines = enginesOf(place, env);
      let opened = 0;
      const openBlobs = () => (++opened > 1 ? Promise.reject(new Error('cut off')) : engines.openBlobs());
      return { ...engines, openBlobs };
    };
    const options = { dataDir, old: source.engines.dataDir };
    await expect(restoreBackup({ set, enginesIn: withoutBlobs, ...options })).rejects.toThrow('cut off');
    expect(existsSync(dataDir)).toBe(false);
    expect((await logsOf(enginesOf(dataDir, env))).intake.events).toHaveLength(12); // it had come so far
    await expectTheSame(await restored(sealedSet, { env, dataDir }), 'of streams');
    await expect(restored(sealedSet, { env, dataDir: fresh('data') })).rejects.toThrow('is not empty');
    await stop();
  });
});

const rewritten = (folder: string, change: (manifest: Manifest) => object, digest?: string): void => {
  const manifest = readManifest(folder, 'H53');
  const next = change(manifest) as Manifest;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...next, digest: digest ?? digestOf(next) }));
};
const partOf = (folder: string, name: string): string => join(folder, readdirSync(folder).find((one) => one.startsWith(name)) ?? '');
const flipped = (path: string): void => {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
};

describe('what is no whole set of this system is refused in one line, and nothing is changed', () => {
  test.each<[string, (folder: string) => void, RegExp]>([
    ['without its manifest', (folder) => rmSync(join(folder, 'manifest.json')), /no finished backup/],
    ['with a torn manifest', (folder) => writeFileSync(join(folder, 'manifest.json'), '{"system":"motcua"'), /not the manifest/],
    ['with a changed manifest', (folder) => rewritten(folder, (one) => ({ ...one, keys: 11 }), '0'.repeat(64)), /is damaged/],
    ['of another system', (folder) => rewritten(folder, (one) => ({ ...one, system: 'kho' })), /not the manifest/],
    ['of another format', (folder) => rewritten(folder, (one) => ({ ...one, format: 3 })), /format 3/],
    ['of another province', (folder) => rewritten(folder, (one) => ({ ...one, province: 'H01' })), /province H01/],
    ...['intake.events', 'tracking.events', 'intake.keys', 'intake.blobs', 'files'].map(
      (name) => [`with a bit of ${name} changed`, (folder: string) => flipped(partOf(folder, name)), /SHA-256/] as const,
    ),
    ['with a part that was cut off', (folder) => writeFileSync(partOf(folder, 'intake.events'), 'x'), /bytes instead of/],
    ['with a part missing', (folder) => rmSync(partOf(folder, 'notify.events')), /lacks notify\.events/],
    [
      'with the part of another set',
      (folder) => copyFileSync(partOf(folder, 'notify.events'), partOf(folder, 'workflow.events')),
      /workflow\.events/,
    ],
  ] as [string, (folder: string) => void, RegExp][])('%s', async (_what, damage, said) => {
    const [folder, dataDir] = [fresh('set'), fresh('data')];
    cpSync(sealedSet, folder, { recursive: true });
    damage(folder);
    const refusal = await restored(folder, { dataDir }).then(
      () => expect.unreachable(),
      (error: Error) => error,
    );
    expect(refusal.message).toMatch(said);
    expect(refusal.message).not.toContain('\n');
    expect([existsSync(dataDir), existsSync(`${dataDir}.unfinished`)]).toEqual([false, false]);
  });

  test('an identity that does not fit, one that others may read, a master key of another system', async () => {
    const dataDir = fresh('data');
    const enginesIn = (place: string): Engines => enginesOf(place, {});
    const manifest = readManifest(sealedSet, 'H53');
    const other = fresh('identity');
    await createIdentity(other);
    const set = { folder: sealedSet, manifest, decrypt: byIdentitiesIn(other) };
    await expect(restoreBackup({ set, dataDir, enginesIn })).rejects.toThrow(/^no identity in .* opens this backup$/);
    const stranger = await prepareFolder(root);
    await expect(restored(sealedSet, { dataDir, old: stranger.dataDir })).rejects.toThrow('is not the one that the keys of this backup');
    const open = fresh('identity');
    copyFileSync(identity, open);
    chmodSync(open, 0o644);
    expect(() => byIdentitiesIn(open)).toThrow(`chmod 600 ${open}`);
    expect([existsSync(dataDir), existsSync(`${dataDir}.unfinished`)]).toEqual([false, false]);
  });

  test('a place that is not empty', async () => {
    await expect(restored(sealedSet, { dataDir: source.engines.dataDir })).rejects.toThrow('is not empty');
    const env = { MOTCUA_STORE_URL: double.url, MOTCUA_PROVINCE: 'H53' };
    const dataDir = fresh('data');
    const store = await enginesOf(dataDir, env).openStore('notify');
    await store.append(
      'note-1',
      [{ id: 'x', type: 'NoteTaken.v1', data: {}, metadata: { at: '', actor: '', correlationId: '', causationId: '' } }],
      'absent',
    );
    await store.close();
    await expect(restored(sealedSet, { dataDir, env })).rejects.toThrow('the event store of notify is not empty');
    expect([existsSync(dataDir), existsSync(`${dataDir}.unfinished`)]).toEqual([false, false]);
  });
});
