import { afterAll } from 'vitest';

export interface Tally {
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  /** What else was counted, by its name. */
  readonly besides?: Readonly<Record<string, number>>;
  /** What was measured, by its name: of these the table shows the largest of all rounds. */
  readonly atMost?: Readonly<Record<string, number>>;
}

const sum = (tallies: readonly Tally[], field: Exclude<keyof Tally, 'besides' | 'atMost'>): number =>
  tallies.reduce((total, tally) => total + tally[field], 0);

const besides = (tallies: readonly Tally[]): string => {
  const of = (field: 'besides' | 'atMost', name: string): number[] => tallies.map((tally) => tally[field]?.[name] ?? 0);
  const counted = Object.keys(tallies[0]?.besides ?? {}).map((name) => `${name}: ${of('besides', name).reduce((a, b) => a + b, 0)}`);
  const measured = Object.keys(tallies[0]?.atMost ?? {}).map((name) => `${name}: at most ${Math.max(...of('atMost', name))}`);
  return [...counted, ...measured].join(', ');
};

/** Adds up what the rounds of one fault came to and prints it as a line of the fault table when the file ends. Rounds that failed are not in it: the run is red then. */
export const faultTable = (fault: string): { add(tally: Tally): void } => {
  const tallies: Tally[] = [];
  afterAll(() => {
    const cells = [fault, tallies.length, sum(tallies, 'acknowledged'), sum(tallies, 'lost'), sum(tallies, 'doubled'), besides(tallies)];
    process.stdout.write(`\nfault table | ${cells.join(' | ')} |  (fault | rounds | acknowledged | lost | doubled | besides)\n`);
  });
  return { add: (tally) => void tallies.push(tally) };
};
