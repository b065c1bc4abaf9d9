import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backupEventStore } from '@motcua/es-sqlite';
import { backupKeys } from '@motcua/keys';
import { folder, optionsOf, UsageError } from '../arguments.ts';
import { filesIn, type Manifest, manifestName, secretFiles, sha256Of, storesInOrder } from '../backup-set.ts';
import { print } from '../print.ts';

const copyIfThere = (from: string, to: string): void => {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
};

const copySet = async (dataDir: string, into: string): Promise<Manifest['stores']> => {
  const stores: Record<string, { epoch: string; head: number }> = {};
  for (const service of storesInOrder) {
    mkdirSync(join(into, service), { recursive: true, mode: 0o700 });
    const { epoch, head } = await backupEventStore(join(dataDir, service, 'events.db'), join(into, service, 'events.db'));
    stores[service] = { epoch, head };
  }
  // After the stores: a key and a file are synced before the event that needs them, so none can be missing.
  await backupKeys(join(dataDir, 'intake', 'keys.db'), join(into, 'intake', 'keys.db'));
  for (const path of [...secretFiles, 'intake/blobs']) copyIfThere(join(dataDir, path), join(into, path));
  return stores;
};

/** `backup --to DIR`: one consistent set with a manifest of checksums, while the system runs or not. A set that was cut off has no manifest and is not taken for one. */
export const backup = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { to: { type: 'string' } });
  if (values.to === undefined) throw new UsageError('backup --to DIR');
  const [dataDir, target] = [folder(values.data, '.motcua'), folder(values.to, '.')];
  if (!existsSync(join(dataDir, 'intake', 'events.db'))) throw new Error(`${dataDir} holds no data of this system`);
  if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`${target} is not empty`);
  mkdirSync(dirname(target), { recursive: true });
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const stores = await copySet(dataDir, unfinished);
  const files = Object.fromEntries(
    await Promise.all(filesIn(unfinished).map(async (name) => [name, await sha256Of(join(unfinished, name))] as const)),
  );
  const manifest: Manifest = { format: 1, madeAt: new Date().toISOString(), stores, files };
  writeFileSync(join(unfinished, manifestName), JSON.stringify(manifest, undefined, 2));
  rmSync(target, { recursive: true, force: true });
  renameSync(unfinished, target);
  for (const [service, { head }] of Object.entries(stores)) print(`${service.padEnd(9)} up to position ${head}`);
  print(
    `${Object.keys(files).length} files in ${target}\nNot in it: the master key (intake/master.key) and the ledger of erasures (erasures/). Keep both elsewhere, and no key backup longer than 30 days.`,
  );
  return 0;
};
