import { folder, optionsOf, UsageError } from '../arguments.ts';
import { createIdentity, type Encryption, forRecipients, plain } from '../backup/encryption.ts';
import { logsInOrder } from '../backup/set-parts.ts';
import { takeBackup } from '../backup/take-backup.ts';
import { enginesOf } from '../engines.ts';
import { print } from '../print.ts';

const usage = 'backup --to DIR --recipient age1… (several may be named) | --plain · backup --new-identity FILE';

const encryptionOf = (recipients: readonly string[], unencrypted: boolean): Encryption => {
  if (unencrypted === recipients.length > 0) throw new UsageError(usage);
  return unencrypted ? plain : forRecipients(recipients);
};

const newIdentity = async (file: string): Promise<number> => {
  const recipient = await createIdentity(file);
  print(`${recipient}\nBackups for this recipient are opened with ${file} and nothing else: keep it away from them, and more than once.`);
  return 0;
};

/** `backup --to DIR`: one consistent set with a manifest of checksums, while the system runs or not, from whatever engines the settings name. Exit 1 where a blob is damaged; the set is whole without it. */
export const backup = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, {
    to: { type: 'string' },
    recipient: { type: 'string', multiple: true },
    plain: { type: 'boolean' },
    'new-identity': { type: 'string' },
  });
  if (values['new-identity'] !== undefined) return newIdentity(folder(values['new-identity'], '.'));
  if (values.to === undefined) throw new UsageError(usage);
  const encryption = encryptionOf(values.recipient ?? [], values.plain ?? false);
  const target = folder(values.to, '.');
  const { manifest, damagedBlobs } = await takeBackup(enginesOf(folder(values.data, '.motcua'), process.env), target, encryption);
  for (const service of logsInOrder) print(`${service.padEnd(9)} ${manifest.logs[service].events} events`);
  print(`${manifest.keys} keys, ${manifest.blobs} blobs in ${target}${manifest.encryption === 'none' ? ', NOT encrypted' : ''}`);
  print(
    'Not in it: the master key (intake/master.key) and the ledger of erasures (erasures/). Keep both elsewhere, and no backup longer than 30 days.',
  );
  for (const hash of damagedBlobs) print(`NOT in it, damaged where it lies: the blob ${hash}`);
  return damagedBlobs.length === 0 ? 0 : 1;
};
