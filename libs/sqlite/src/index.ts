export { boundLimit } from './bound-limit.ts';
export { type Checkpointer, checkpointer } from './checkpointer.ts';
export { inTransaction } from './in-transaction.ts';
export { openSqlite, type SqliteLayout } from './open-sqlite.ts';
export { isBusy, resultCodeOf } from './result-code.ts';
export { type WriterLine, type WriterPort, type WrittenIn, writerHere, writerInThread } from './writer-line.ts';
