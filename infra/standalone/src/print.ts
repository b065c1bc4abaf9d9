/** What a person at the terminal reads. Logs go to stderr; this is the program's own voice. */
export const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};
