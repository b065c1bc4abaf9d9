const brand = Symbol.for('motcua.error');

abstract class Branded extends Error {
  abstract readonly [brand]: string;
}
const is =
  <T>(name: string) =>
  (error: unknown): error is T =>
    typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === name;

/** The domain says no. Expected, so it carries a stable code for the caller and is logged at info. `details` may hold `state` and `allowed`. */
export class Rejection extends Branded {
  readonly [brand] = 'Rejection';
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'Rejection';
    this.code = code;
    this.details = details;
  }
}
export const isRejection = is<Rejection>('Rejection');

/** The stream does not stand where the append expected it. `actual` is its last revision, or `absent`. */
export class VersionConflict extends Branded {
  readonly [brand] = 'VersionConflict';
  readonly stream: string;
  readonly expected: 'absent' | number;
  readonly actual: 'absent' | number;
  constructor(stream: string, expected: 'absent' | number, actual: 'absent' | number) {
    super(`${stream}: expected ${expected}, is ${actual}`);
    this.name = 'VersionConflict';
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}
export const isVersionConflict = is<VersionConflict>('VersionConflict');

/** The same event ids with other data: never a silent success. */
export class EventIdReused extends Branded {
  readonly [brand] = 'EventIdReused';
  readonly stream: string;
  constructor(stream: string) {
    super(`${stream}: the same event ids with other data`);
    this.name = 'EventIdReused';
    this.stream = stream;
  }
}
export const isEventIdReused = is<EventIdReused>('EventIdReused');

/** The events would get another hash there than they are known to have: their content, or what stands before them, is another. Nothing was written. */
export class HashMismatch extends Branded {
  readonly [brand] = 'HashMismatch';
  readonly stream: string;
  readonly revision: number;
  constructor(stream: string, revision: number) {
    super(`${stream}@${revision}: another hash than expected`);
    this.name = 'HashMismatch';
    this.stream = stream;
    this.revision = revision;
  }
}
export const isHashMismatch = is<HashMismatch>('HashMismatch');

/** More than one append may hold: it must fit a NATS message and a KurrentDB append. */
export class AppendTooLarge extends Branded {
  readonly [brand] = 'AppendTooLarge';
  readonly bytes: number;
  constructor(bytes: number) {
    super(`append of ${bytes} bytes`);
    this.name = 'AppendTooLarge';
    this.bytes = bytes;
  }
}
export const isAppendTooLarge = is<AppendTooLarge>('AppendTooLarge');

/** The store cannot write or read now (disk full, away, closing). Nothing was acknowledged. */
export class StoreUnavailable extends Branded {
  readonly [brand] = 'StoreUnavailable';
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
  }
}
export const isStoreUnavailable = is<StoreUnavailable>('StoreUnavailable');

/** The clock of this machine is behind what the store already holds: nothing is recorded until somebody has said which of the two is wrong. */
export class ClockBehind extends Branded {
  readonly [brand] = 'ClockBehind';
  constructor(message: string) {
    super(message);
    this.name = 'ClockBehind';
  }
}
export const isClockBehind = is<ClockBehind>('ClockBehind');
