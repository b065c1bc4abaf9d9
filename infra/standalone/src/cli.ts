import { readFileSync } from 'node:fs';
// Alone: `help` shall not load what a service is made of.
import { boundHeaps } from '@motcua/service-kit/heap';
import { UsageError } from './arguments.ts';
import { print } from './print.ts';

/** Each command answers its exit code. Its modules are loaded only when it is called: most need a small part of the whole, and help needs none. */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  up: async (args) => (await import('./commands/up.ts')).up(args),
  test: async (args) => (await import('./commands/test.ts')).test(args),
  bench: async (args) => (await import('./commands/bench.ts')).bench(args),
  backup: async (args) => (await import('./commands/backup.ts')).backup(args),
  restore: async (args) => (await import('./commands/restore.ts')).restore(args),
  verify: async (args) => (await import('./commands/verify.ts')).verify(args),
  parked: async (args) => (await import('./commands/parked.ts')).parked(args),
  rebuild: async (args) => (await import('./commands/rebuild.ts')).rebuild(args),
  streams: async (args) => (await import('./commands/streams.ts')).streams(args),
  'bus-config': async (args) => (await import('./commands/bus-config.ts')).busConfig(args),
  migrate: async (args) => (await import('./commands/migrate.ts')).migrate(args),
  secrets: async (args) => (await import('./commands/secrets.ts')).secrets(args),
  epoch: async (args) => (await import('./commands/epoch.ts')).epoch(args),
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

/** A call that a server never answers must not keep a command that has long since said what came of it. */
const longestFarewellMs = 5_000;

// Stores and ledgers hold personal data, and the libraries that write them would let everybody on the machine read them.
process.umask(0o077);
boundHeaps();
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`motcua: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['MOTCUA_LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
setTimeout(() => process.exit(), longestFarewellMs).unref();
