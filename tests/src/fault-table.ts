import { afterAll } from 'vitest';

export interface Tally {
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
}

const sum = (tallies: readonly Tally[], field: keyof Tally): number => tallies.reduce((total, tally) => total + tally[field], 0);

/** Adds up what the rounds of one fault came to and prints it as a line of the fault table when the file ends. Rounds that failed are not in it: the run is red then. */
export const faultTable = (fault: string): { add(tally: Tally): void } => {
  const tallies: Tally[] = [];
  afterAll(() => {
    const cells = [fault, tallies.length, sum(tallies, 'acknowledged'), sum(tallies, 'lost'), sum(tallies, 'doubled')];
    process.stdout.write(`\nfault table | ${cells.join(' | ')} |  (fault | rounds | acknowledged | lost | doubled)\n`);
  });
  return { add: (tally) => void tallies.push(tally) };
};
