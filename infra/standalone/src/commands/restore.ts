import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folder, optionsOf, UsageError } from '../arguments.ts';
import { asItIs, byIdentitiesIn, type Decrypt } from '../backup/encryption.ts';
import { type Manifest, readManifest, verifyParts } from '../backup/manifest.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { logsInOrder } from '../backup/set-parts.ts';
import { enginesOf } from '../engines.ts';
import { print } from '../print.ts';

const decryptionOf = ({ encryption }: Manifest, identity: string | undefined): Decrypt => {
  if (encryption === 'none') return asItIs;
  if (identity === undefined) throw new UsageError('the backup is encrypted: restore needs --identity FILE');
  return byIdentitiesIn(folder(identity, '.'));
};

/**
 * `restore --from DIR` into an empty data folder and whatever empty engines the settings name. The set is verified first; every store gets a new epoch: tails are
 * made anew, read models filled anew, codes skip ahead. From the old folder, where it still exists, comes what a backup must not hold.
 */
export const restore = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { from: { type: 'string' }, old: { type: 'string' }, identity: { type: 'string' } });
  if (values.from === undefined) throw new UsageError('restore --from DIR [--identity FILE] [--old DIR] [--data DIR]');
  const [from, dataDir] = [folder(values.from, '.'), folder(values.data, '.motcua')];
  const engines = enginesOf(dataDir, process.env);
  const manifest = readManifest(from, engines.province);
  const decrypt = decryptionOf(manifest, values.identity);
  await verifyParts(from, manifest);
  await restoreBackup({
    set: { folder: from, manifest, decrypt },
    dataDir,
    enginesIn: (place) => enginesOf(place, process.env),
    ...(values.old === undefined ? {} : { old: folder(values.old, '.') }),
  });
  for (const service of logsInOrder) print(`${service.padEnd(9)} ${manifest.logs[service].events} events`);
  print(`${manifest.keys} keys, ${manifest.blobs} blobs\nRestored the backup of ${manifest.madeAt} into ${dataDir}.`);
  if (!existsSync(engines.masterKeyFile))
    print(`Put the master key into ${engines.masterKeyFile} (mode 0600) before the start: without it no sealed data can be read.`);
  for (const { path, file } of engines.secretFiles)
    if (file !== join(dataDir, path))
      print(`${join(dataDir, path)} is the one of the set: what the services read is ${file}, and has to be the same before the start.`);
  const erasures = await engines.erasuresInDatabase();
  if (erasures !== undefined)
    print(`The ledger's database holds ${erasures} erasures; none would mean that it is not the one that was used before.`);
  if (engines.ledgerFile !== undefined && !existsSync(engines.ledgerFile))
    print(`Put the newest ledger of erasures into ${engines.ledgerFile} before the start: who was erased since must stay erased.`);
  return 0;
};
