/** `LIMIT` with a bound value. After a bare `LIMIT ?` SQLite (seen: 3.53) compiles the statement anew at each call, since its plan looks at the value: 26 µs instead of 11. */
export const boundLimit = 'LIMIT ? + 0';
