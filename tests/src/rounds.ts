/** Every fault is thrown 5 times in `test` and 50 times in `test --long`; the numbers a long run prints go into its table. */
export const rounds = (short = 5): number => (process.env['MOTCUA_LONG'] === '1' ? 50 : short);
