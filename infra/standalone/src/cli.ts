import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { keepFilesPrivate } from '@motcua/service-kit';
import { UsageError } from './arguments.ts';
import { bench } from './commands/bench.ts';
import { busConfig } from './commands/bus-config.ts';
import { epoch } from './commands/epoch.ts';
import { migrate } from './commands/migrate.ts';
import { parked } from './commands/parked.ts';
import { rebuild } from './commands/rebuild.ts';
import { streams } from './commands/streams.ts';
import { test } from './commands/test.ts';
import { up } from './commands/up.ts';
import { verify } from './commands/verify.ts';
import { print } from './print.ts';

/** Each command answers its exit code. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  up,
  test,
  bench,
  // What encrypts is loaded only where it is used: a start of the system does not wait for it.
  backup: async (args) => (await import('./commands/backup.ts')).backup(args),
  restore: async (args) => (await import('./commands/restore.ts')).restore(args),
  verify,
  parked,
  rebuild,
  streams,
  'bus-config': busConfig,
  migrate,
  epoch,
};

const help = (): number => {
  print(readFileSync(new URL('../help.txt', import.meta.url), 'utf8').trimEnd());
  return 0;
};

const main = async (): Promise<number> => {
  const [name = 'help', ...args] = process.argv.slice(2);
  if (['help', '-h', '--help'].includes(name) || args.includes('--help')) return help();
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`there is no command ${name}; see ./motcua help`);
  return command(args);
};

keepFilesPrivate();
// By default a heap of much garbage grows to four times what lives in it before anything is collected; several heaps share this process.
setFlagsFromString('--heap-growing-percent=70');
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`motcua: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['MOTCUA_LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
