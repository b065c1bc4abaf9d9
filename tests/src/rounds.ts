/** Every fault is thrown 5 times in `test` and 50 times in `test --long`; the lines a run prints make its table. */
export const rounds = (short = 5): number => (process.env['MOTCUA_LONG'] === '1' ? 50 : short);

/** For `test.each`: 1 … n. */
export const everyRound = (short = 5): readonly number[] => Array.from({ length: rounds(short) }, (_, round) => round + 1);
