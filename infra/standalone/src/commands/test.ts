import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { optionsOf } from '../arguments.ts';
import { print } from '../print.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });

const resultFiles = (): string[] =>
  globSync(['libs/*/.test/results.json', 'services/*/.test/results.json', 'infra/*/.test/results.json', 'tests/.test/results.json']);

/** Adds up what every package's test run wrote; a file that is not there although its tests ran is a failure of the task itself. */
const tally = (): Tally => {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of resultFiles()) {
    const one = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numFailedTestSuites: number;
    };
    sum.passed += one.numPassedTests;
    // A suite that could not even be loaded has no failed test of its own.
    sum.failed += Math.max(one.numFailedTests, one.numFailedTestSuites > 0 ? 1 : 0);
    sum.skipped += one.numPendingTests;
  }
  return sum;
};

const turbo = (task: string, ...more: string[]): Promise<boolean> =>
  run('node_modules/.bin/turbo', ['run', task, '--output-logs=errors-only', '--ui=stream', ...more], {});

/** Lint, import law and types each count as one check; then every package's tests, then the whole system's. */
export const test = async (args: readonly string[]): Promise<number> => {
  const { values } = optionsOf(args, { long: { type: 'boolean' } });
  for (const file of resultFiles()) rmSync(file);
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
  const tests = tally();
  const [passed, failed, skipped] = [sum.passed + tests.passed, sum.failed + tests.failed, tests.skipped];
  if (skipped > 0) print(`${skipped} skipped: see the lines "skipped because" above`);
  print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
};
