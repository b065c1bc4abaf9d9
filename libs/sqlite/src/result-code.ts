const busy = 5;

/** SQLite's result code, as node:sqlite hands it on: the extended code, its low byte the kind. 0 where the error is none of SQLite's. */
export const resultCodeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;

/** Another connection is at it (SQLITE_BUSY with any of its extensions). */
export const isBusy = (error: unknown): boolean => (resultCodeOf(error) & 0xff) === busy;
