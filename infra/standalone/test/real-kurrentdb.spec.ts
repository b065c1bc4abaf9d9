import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { services } from '@motcua/contracts';
import { kurrentdbEventStore, kurrentdbSeal } from '@motcua/es-kurrentdb';
import { sqliteEventStore } from '@motcua/es-sqlite';
import { afterAll, describe, expect, test } from 'vitest';
import { asItIs, plain } from '../src/backup/encryption.ts';
import { readManifest, verifyParts } from '../src/backup/manifest.ts';
import { restoreBackup } from '../src/backup/restore-backup.ts';
import { takeBackup } from '../src/backup/take-backup.ts';
import { enginesOf } from '../src/engines.ts';
import { moveStore } from '../src/migrate/move-store.ts';
import { placesAt } from '../src/migrate/places.ts';
import { byStream, liveIn, logOf, withoutPosition } from './lived-in.ts';
import { epochsIn, eventsIn, logsOf, someSystem } from './some-system.ts';

/** Any EventStoreDB or KurrentDB that may be filled with test streams. */
const url = process.env['KURRENTDB_URL'] ?? '';

test.runIf(url === '')('a real server is missing, and that is said', () => {
  process.stderr.write('\nSKIPPED, moves and backups on a real EventStoreDB/KurrentDB: no KURRENTDB_URL\n');
});

describe.runIf(url !== '')('on a real server', () => {
  const root = mkdtempSync(join(tmpdir(), 'motcua-real-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** A province that nobody has used on this server: streams there can never be made anew. */
  const freshProvince = async (): Promise<string> => {
    const province = `T${String(randomInt(100)).padStart(2, '0')}`;
    const seals = await Promise.all(
      services.map((service) => kurrentdbSeal({ url, namespace: `t${province.slice(1)}_${service}` }).read()),
    );
    return seals.every((seal) => seal === 'absent') ? province : freshProvince();
  };

  test('a service moves there and back: every stream, id, time, text and hash is the same', async () => {
    const province = await freshProvince();
    const place = async (text: string) => (await placesAt('--from', text, province))('intake');
    const [old, there, back] = [await place(`sqlite:${join(root, 'old')}`), await place(url), await place(`sqlite:${join(root, 'new')}`)];
    const source = await sqliteEventStore({ file: join(root, 'old', 'intake', 'events.db') });
    await liveIn(source, 1)(1_500);
    const log = await logOf(source);
    await source.close();
    const said: string[] = [];
    const options = { switching: true, say: (line: string) => said.push(line) };
    await moveStore(old, there, options);
    const on = await kurrentdbEventStore({ url, namespace: `${province.toLowerCase()}_intake` });
    const copy = await logOf(on);
    await on.close();
    expect(byStream(copy)).toStrictEqual(byStream(log));
    await moveStore(there, back, options);
    const home = await sqliteEventStore({ file: join(root, 'new', 'intake', 'events.db') });
    expect((await logOf(home)).map(withoutPosition)).toStrictEqual(copy.map(withoutPosition));
    await home.close();
    process.stdout.write(`\n${said.filter((line) => line.includes('a second')).join('\n')}\n`);
  }, 120_000);

  test('a backup of a system there restores to another namespace there, and to files', async () => {
    const at = async () => ({ MOTCUA_STORE_URL: url, MOTCUA_PROVINCE: await freshProvince() });
    const env = await at();
    const { engines } = await someSystem(root, env);
    const logs = await logsOf(engines);
    const folder = mkdtempSync(join(root, 'set-'));
    await takeBackup(engines, folder, plain);
    for (const target of [{ MOTCUA_PROVINCE: env.MOTCUA_PROVINCE }, await at()]) {
      const manifest = readManifest(folder, env.MOTCUA_PROVINCE);
      await verifyParts(folder, manifest);
      const dataDir = join(mkdtempSync(join(root, 'restored-')), 'data');
      const enginesIn = (place: string) => enginesOf(place, target);
      await restoreBackup({ set: { folder, manifest, decrypt: asItIs }, dataDir, enginesIn, old: engines.dataDir });
      const restored = await logsOf(enginesIn(dataDir));
      expect(eventsIn(restored).map(byStream)).toStrictEqual(eventsIn(logs).map(byStream));
      expect(new Set([...epochsIn(logs), ...epochsIn(restored)]).size).toBe(2 * services.length);
    }
  }, 120_000);
});
