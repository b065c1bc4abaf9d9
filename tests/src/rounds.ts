/** Every fault is thrown 5 times in `test` (where it says fewer: so many) and 50 times in `test --long`; the lines a run prints make its table. */
const rounds = (short: number): number => (process.env['MOTCUA_LONG'] === '1' ? 50 : short);

/** For `test.each`: 1 … n. */
export const everyRound = (short = 5): readonly number[] => Array.from({ length: rounds(short) }, (_, round) => round + 1);
