/** SQLite's result codes, as node:sqlite hands them on: the extended code, its low byte the kind. */
const codeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;

const busy = 5;
const ioErrorFsync = 1_034;
const ioErrorDirFsync = 1_290;

/** Another connection is writing. */
export const isBusy = (error: unknown): boolean => (codeOf(error) & 0xff) === busy;

/** A failed fsync may have dropped what it should have kept, and the next one may lie: only a new start, which reads the disk, knows what is there. */
export const isSyncFailure = (error: unknown): boolean => [ioErrorFsync, ioErrorDirFsync].includes(codeOf(error));
