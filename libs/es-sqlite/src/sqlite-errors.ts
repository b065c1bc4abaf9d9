import { resultCodeOf } from '@motcua/sqlite';

const ioErrorFsync = 1_034;
const ioErrorDirFsync = 1_290;

/** A failed fsync may have dropped what it should have kept, and the next one may lie: only a new start, which reads the disk, knows what is there. */
export const isSyncFailure = (error: unknown): boolean => [ioErrorFsync, ioErrorDirFsync].includes(resultCodeOf(error));
