/** A field of the request that names something unknown. `pointer` is a JSON pointer into the body, `?name` in the query. */
export interface FieldIssue {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export type RefusedKind =
  | 'malformed'
  | 'forbidden'
  | 'other-agency'
  | 'not-found'
  | 'if-match-required'
  | 'idempotency-key-required'
  | 'idempotency-key-reused'
  | 'stale-revision'
  | 'not-yet-visible'
  | 'gone'
  | 'unavailable';

/** The caller may not, or asked for something that is not there. The rim says it in HTTP. */
export class Refused extends Error {
  readonly kind: RefusedKind;
  readonly issues: readonly FieldIssue[];
  constructor(kind: RefusedKind, issues: readonly FieldIssue[] = []) {
    super(kind);
    this.name = 'Refused';
    this.kind = kind;
    this.issues = issues;
  }
}
