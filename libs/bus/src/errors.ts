/** Nobody serves the subject, or the bus is away. */
export class NobodyAnswers extends Error {
  constructor(subject: string, options?: ErrorOptions) {
    super(`nobody answers ${subject}`, options);
    this.name = 'NobodyAnswers';
  }
}
/** No answer within the time given; whether the request was carried out is unknown. */
export class RequestTimedOut extends Error {
  constructor(subject: string, options?: ErrorOptions) {
    super(`no answer to ${subject} in time`, options);
    this.name = 'RequestTimedOut';
  }
}
/** The owner's log is another one than the consumer knows (restored, migrated): its read models are rebuilt. */
export class EpochChanged extends Error {
  readonly epoch: string;
  constructor(epoch: string) {
    super(`the log has a new epoch ${epoch}`);
    this.name = 'EpochChanged';
    this.epoch = epoch;
  }
}
/** What the other side could not do for now: its store, its read models or a third one were away. */
const passing = new Set(['StoreUnavailable', 'ReadModelsUnavailable', 'NobodyAnswers', 'RequestTimedOut']);

/** The other side answered that it could not carry the request out; `reason` is its error's name, never personal. */
export class RequestFailed extends Error {
  readonly reason: string;
  /** False for what is a bug there: asked again, it would fail again. */
  readonly isPassing: boolean;
  constructor(subject: string, reason: string) {
    super(`${subject} failed: ${reason}`);
    this.name = 'RequestFailed';
    this.reason = reason;
    this.isPassing = passing.has(reason);
  }
}
