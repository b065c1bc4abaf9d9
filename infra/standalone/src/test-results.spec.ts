import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tallyResults } from './test-results.ts';

const reports = (...contents: unknown[]): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-results-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return contents.map((content, index) => {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, JSON.stringify(content));
    return file;
  });
};
const passed = { fullName: 'the clock stops', status: 'passed', failureMessages: [] };
const failed = { fullName: 'the clock resumes', status: 'failed', failureMessages: ['AssertionError: expected 5 to be 4\n    at a line'] };

test('each failure is named by its file, its test and the first line of why', () => {
  const testResults = [{ name: resolve('libs/a/src/a.spec.ts'), status: 'failed', message: '', assertionResults: [passed, failed] }];
  const [one, other] = [
    { numPassedTests: 1, numFailedTests: 1, numPendingTests: 2, testResults },
    { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, testResults: [] },
  ];
  expect(tallyResults(reports(one, other))).toEqual({
    passed: 6,
    failed: 1,
    skipped: 2,
    failures: ['libs/a/src/a.spec.ts > the clock resumes: AssertionError: expected 5 to be 4'],
  });
});

test('of a property its seed and what it got are said too', () => {
  const report =
    'Error: Property failed after 27 tests\n{ seed: 5, path: "26:0" }\nCounterexample: [""]\nShrunk 1 time(s)\nGot error: it was 500\n    at a line';
  const assertionResults = [{ ...failed, failureMessages: [report] }];
  const testResults = [{ name: resolve('libs/a/src/a.spec.ts'), status: 'failed', message: '', assertionResults }];
  const { failures } = tallyResults(reports({ numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, testResults }));
  expect(failures).toEqual([
    'libs/a/src/a.spec.ts > the clock resumes: Error: Property failed after 27 tests | { seed: 5, path: "26:0" } | Got error: it was 500',
  ]);
});

test.each([
  ['could not be loaded', [], 'no such module\nat a line', 'no such module'],
  ['has passed, but a hook of it has not', [passed], 'the server did not stop', 'the server did not stop'],
  // As the reporter writes it: an error of a group of tests is not in the file's message.
  ['has passed, but a hook of a group in it has not', [passed], '', 'a hook of it failed, see its output'],
])('a file that %s is a failure of its own', (_what, assertionResults, message, said) => {
  const testResults = [{ name: resolve('libs/a/src/a.spec.ts'), status: 'failed', message, assertionResults }];
  const tally = tallyResults(reports({ numPassedTests: assertionResults.length, numFailedTests: 0, numPendingTests: 0, testResults }));
  expect(tally).toMatchObject({ failed: 1, failures: [`libs/a/src/a.spec.ts: ${said}`] });
});
