/** Every fault is thrown 5 times in `test` and 50 times in `test --long`; the lines a run prints make its table. */
const rounds = (): number => (process.env['MOTCUA_LONG'] === '1' ? 50 : 5);

/** For `test.each`: 1 … n. */
export const everyRound = (): readonly number[] => Array.from({ length: rounds() }, (_, round) => round + 1);
