import type { MongoClientOptions } from 'mongodb';

/** Nothing waits without an end: `maxTimeMS` of each kind of command. Longer than any honest one, shorter than a caller's patience. */
export const limits = {
  /** What a request waits for: less than `answered` gives it, so that a server which is only slow ends it itself and keeps the connection. */
  lookUp: { maxTimeMS: 1_200 },
  /** While a service starts. */
  start: { maxTimeMS: 2_000 },
  /** A page for who goes through all of it. */
  list: { maxTimeMS: 5_000 },
  /** A write; a command of a transaction. */
  write: { maxTimeMS: 10_000 },
  /** Making indexes, dropping, counting: nobody's request waits for these. */
  upkeep: { maxTimeMS: 10_000 },
} as const;

/** How the deployment is used, whatever the address says: what was acknowledged survives the loss of a minority, and is what is read. */
export const clientOptions: MongoClientOptions = {
  appName: 'motcua',
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5_000 },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  serverSelectionTimeoutMS: 2_500,
  connectTimeoutMS: 2_500,
  // A server that does not even greet loses every connection at once, 4.5 s after its last word at the latest: the driver asks so often, and waits `connectTimeoutMS`.
  heartbeatFrequencyMS: 2_000,
  // One that greets and does not answer: later than its own `maxTimeMS` would have ended the longest command.
  socketTimeoutMS: 12_000,
  maxPoolSize: 50,
  ignoreUndefined: true,
};
