import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newEpoch } from '@motcua/es-sqlite';
import { folder, optionsOf, UsageError } from '../arguments.ts';
import { Manifest, manifestName, outsideBackups, sha256Of, storesInOrder } from '../backup-set.ts';
import { print } from '../print.ts';

const manifestOf = (from: string): Manifest => {
  const file = join(from, manifestName);
  if (!existsSync(file)) throw new Error(`${from} is no finished backup: it has no ${manifestName}`);
  return Manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
};

const verifyFiles = async (from: string, { files }: Manifest): Promise<void> => {
  for (const [name, sum] of Object.entries(files)) {
    if (!existsSync(join(from, name))) throw new Error(`the backup lacks ${name}`);
    if ((await sha256Of(join(from, name))) !== sum) throw new Error(`${name} is not the file that was backed up: its SHA-256 differs`);
  }
};

/**
 * `restore --from DIR [--old DIR]` into an empty data folder. Every store gets a new epoch: tails are made anew, read models rebuilt, codes skip ahead.
 * From the old folder, where it still exists, comes what a backup must not hold: the master key, the ledger of erasures, the epochs seen.
 */
export const restore = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { from: { type: 'string' }, old: { type: 'string' } });
  if (values.from === undefined) throw new UsageError('restore --from DIR [--old DIR] [--data DIR]');
  const [from, dataDir] = [folder(values.from, '.'), folder(values.data, '.motcua')];
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) throw new Error(`${dataDir} is not empty`);
  const manifest = manifestOf(from);
  await verifyFiles(from, manifest);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  for (const name of Object.keys(manifest.files)) cpSync(join(from, name), join(dataDir, name));
  const old = values.old === undefined ? undefined : folder(values.old, '.');
  for (const path of old === undefined ? [] : outsideBackups)
    if (existsSync(join(old ?? '', path))) cpSync(join(old ?? '', path), join(dataDir, path), { recursive: true });
  for (const service of storesInOrder) newEpoch(join(dataDir, service, 'events.db'));
  print(`Restored the backup of ${manifest.madeAt} into ${dataDir}.`);
  if (!existsSync(join(dataDir, 'intake', 'master.key')))
    print('Put the master key into intake/master.key (mode 0600) before the start: without it no sealed data can be read.');
  if (!existsSync(join(dataDir, 'erasures')))
    print('Put the newest ledger of erasures into erasures/ before the start: who was erased since must stay erased.');
  return 0;
};
