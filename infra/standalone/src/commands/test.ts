import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { optionsOf } from '../arguments.ts';
import { print } from '../print.ts';
import { forgetResults, type Tally, tallyResults } from '../test-results.ts';

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });

const turbo = (task: string, ...more: string[]): Promise<boolean> =>
  run('node_modules/.bin/turbo', ['run', task, '--output-logs=errors-only', '--ui=stream', ...more], {});

/** Lint, import law and types each count as one check; then every package's tests, then the whole system's. */
export const test = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { long: { type: 'boolean' } });
  forgetResults();
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  const count = (name: string, ok: boolean): void => {
    sum[ok ? 'passed' : 'failed'] += 1;
    print(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
  };
  count('lint and format', await turbo('//#lint'));
  count('import law', await turbo('//#law'));
  count('events page', await turbo('//#events:check'));
  count('types', await turbo('typecheck'));
  const long = values.long ? { MOTCUA_LONG: '1' } : {};
  // Three at a time, on two cores too: they wait for servers and deadlines much of their time.
  const packagesRan = await run(
    'node_modules/.bin/turbo',
    ['run', 'test', '--filter=!@motcua/system-tests', '--output-logs=errors-only', '--ui=stream', '--concurrency=3', '--continue'],
    long,
  );
  count("every package's tests ran", packagesRan);
  const systemRan =
    existsSync('tests/package.json') &&
    (await run('node_modules/.bin/turbo', ['run', 'test', '--filter=@motcua/system-tests', '--output-logs=full', '--ui=stream'], long));
  count("the whole system's tests ran", systemRan);
  const tests = tallyResults();
  const [passed, failed, skipped] = [sum.passed + tests.passed, sum.failed + tests.failed, tests.skipped];
  // Said once more at the end: what each package printed is thousands of lines above.
  for (const failure of tests.failures) print(`FAILED ${failure}`);
  if (skipped > 0) print(`${skipped} skipped: see the lines "skipped because" above`);
  print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
};
