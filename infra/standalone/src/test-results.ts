import { globSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** What the reporter that `vitest.shared.ts` names writes for each package, as far as it is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const resultFiles = (): string[] =>
  globSync(['libs/*/.test/results.json', 'services/*/.test/results.json', 'infra/*/.test/results.json', 'tests/.test/results.json']);

export const forgetResults = (): void => {
  for (const file of resultFiles()) rmSync(file);
};

const firstLine = (text: string | undefined): string => text?.split('\n', 1)[0] ?? '';

/** Why a test failed, on one line. Of a property, the first line says only that it did: its seed and what it got stand further down. */
const reasonOf = (text = ''): string =>
  [firstLine(text), ...text.split('\n').filter((line) => /^(\{ seed: |Got error: )/.test(line))]
    .map((line) => line.slice(0, 300))
    .join(' | ');

/** A line for each test that failed, and for each file that did although none of its tests says so: it could not be loaded, or a hook of it failed. */
const failuresOf = ({ testResults }: Report): string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative('.', name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [`${file}: ${firstLine(message) || 'a hook of it failed, see its output'}`] : [];
    return failed.map((one) => `${file} > ${one.fullName}: ${reasonOf(one.failureMessages[0])}`);
  });

/** Adds up what every package's test run wrote. */
export const tallyResults = (files = resultFiles()): Tally & { readonly failures: readonly string[] } => {
  const sum: Tally = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  for (const file of files) {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = failuresOf(report);
    sum.passed += report.numPassedTests;
    sum.failed += failed.length;
    sum.skipped += report.numPendingTests;
    failures.push(...failed);
  }
  return { ...sum, failures };
};
