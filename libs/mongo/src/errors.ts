import { MongoBulkWriteError, MongoServerError } from 'mongodb';

/** The deployment is not the one we need: its address, its credentials, or what it promises. One line, never with a password. */
export class MongoRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MongoRefused';
  }
}

/** Two wrote the same id (or another unique key) at once; this one was second. */
export const isDuplicateKey = (error: unknown): boolean => error instanceof MongoServerError && error.code === 11_000;

/** True where all that a bulk failed in is ids that were there before, and a majority has what it wrote. The error's own code is the first failure's alone. */
export const saysOnlyDuplicates = (error: unknown): boolean => {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return false;
  const failures = [error.writeErrors].flat();
  return failures.length > 0 && failures.every(({ code }) => code === 11_000);
};

const authentication = new Set([11, 18, 8_000]);
const notAllowed = new Set([13]);
const noTransactions = new Set([20, 50_004, 59, 115, 238, 263]);
/** A write concern that cannot be met, or was not in time. */
const noMajority = new Set([64, 79, 100]);

/** The driver hides the code of a server that knows no transaction numbers behind a sentence of its own. */
const codeOf = (error: MongoServerError): number => Number(error.code ?? error.errorResponse['originalError']?.code);

/** True where the server says that it has no transactions, not that this one failed. */
export const saysNoTransactions = (error: unknown): boolean => error instanceof MongoServerError && noTransactions.has(codeOf(error));

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Why a deployment cannot be used, in words for whoever wrote its address. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  const code = error instanceof MongoServerError ? Number(error.code) : undefined;
  if (code !== undefined && authentication.has(code)) return 'it refuses the user name or password';
  if (code !== undefined && notAllowed.has(code)) return 'the user may not write there';
  if ((code !== undefined && noMajority.has(code)) || error.name === 'MongoWriteConcernError') return 'no majority of it confirms a write';
  if (error.name === 'MongoServerSelectionError') return `no primary answers (${firstLine(error.message)})`;
  return firstLine(error.message);
};
