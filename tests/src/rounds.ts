/** Every fault is thrown 5 times in `test` and 50 times in `test --long`, where it says no other number; the lines a run prints make its table. */
const rounds = (short: number, long: number): number => (process.env['MOTCUA_LONG'] === '1' ? long : short);

/** For `test.each`: 1 … n. */
export const everyRound = (short = 5, long = 50): readonly number[] => Array.from({ length: rounds(short, long) }, (_, round) => round + 1);
