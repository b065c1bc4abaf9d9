const brand = Symbol.for('motcua.error');

/** The read database is away (disk full, closing). Nothing was written; it is rebuildable, so nothing is lost. */
export class ReadModelsUnavailable extends Error {
  readonly [brand] = 'ReadModelsUnavailable';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ReadModelsUnavailable';
  }
}

/** Given up before it was in use: the service stops, the log has a new epoch, or another instance's was ready first. What look-ups read goes on serving. */
export class RebuildInterrupted extends Error {
  constructor() {
    super('the rebuild was interrupted');
    this.name = 'RebuildInterrupted';
  }
}

/** A cursor that we did not give out. Its `statusCode` makes the rim answer 400. */
export class BadCursor extends Error {
  readonly statusCode = 400;
  constructor() {
    super('not a cursor of this list');
    this.name = 'BadCursor';
  }
}

/** What a log may say of an error: its name. Its message may quote a document. */
export const nameOfError = (error: unknown): string => (error instanceof Error ? error.name : 'Error');
