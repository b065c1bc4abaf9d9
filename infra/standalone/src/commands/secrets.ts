import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSecrets } from '@motcua/intake';
import { openMasterKey } from '@motcua/keys';
import { openCommandSecret } from '@motcua/workflow';
import { folder, optionsOf, UsageError } from '../arguments.ts';
import { print } from '../print.ts';

/** `secrets --into DIR`: what instances of intake and workflow that share no folder are given, instead of each making its own at its first start. */
export const secrets = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { into: { type: 'string' } });
  if (values.into === undefined) throw new UsageError('secrets --into DIR');
  const into = folder(values.into, '.');
  mkdirSync(into, { recursive: true, mode: 0o700 });
  if (readdirSync(into).length > 0) throw new Error(`${into} is not empty: secrets are made once, and kept`);
  const intake = join(into, 'intake-secrets.json');
  const master = join(into, 'master.key');
  const command = join(into, 'command-secret');
  await openSecrets(intake, { create: true });
  await openMasterKey(master, { create: true });
  await openCommandSecret(command, { create: true });
  print(`MOTCUA_INTAKE_SECRETS_FILE=${intake}`);
  print(`MOTCUA_INTAKE_MASTER_KEY_FILE=${master}`);
  print(`MOTCUA_WORKFLOW_COMMAND_SECRET_FILE=${command}`);
  print('Keep them twice, away from the backups: without them no sealed data can be read and no receipt opens its dossier.');
  return 0;
};
