import { titles } from './problem-titles.ts';

/** One refused field. Pointers: `/applicant/nationalId` in the body, `?limit` in the query, `:id` in the path, `Idempotency-Key` for a header. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** Members of a problem besides its type; anything else (`code`, `state`, `allowed`) is an extension member. */
export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Seconds; sent as the header `Retry-After`. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly [extension: string]: unknown;
}

/** RFC 9457, as sent. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly titleEn: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly traceId: string;
  readonly [extension: string]: unknown;
}

/** Anything of the contract's problem table, to be thrown from a handler. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: ProblemDetails;
  constructor(code: string, status?: number, details: ProblemDetails = {}) {
    super(code);
    this.name = 'Problem';
    this.code = code;
    this.status = status ?? titles.get(code)?.status ?? 400;
    this.details = details;
  }
}

/** The status may be left out where the code's table entry has it. */
export const problem = (code: string, status?: number, details?: ProblemDetails): Problem => new Problem(code, status, details);

/** A 400 that names one field. */
export const malformed = (pointer: string, code: string, message: string): Problem =>
  new Problem('malformed', 400, { errors: [{ pointer, code, message }] });

export const problemBody = ({ code, status, details }: Problem, traceId: string): ProblemBody => {
  const { detail, errors, retryAfter: _, headers: __, ...extensions } = details;
  const { title, titleEn } = titles.get(code) ?? titles.get(`status-${status}`) ?? { title: code, titleEn: code };
  return {
    type: `urn:motcua:problem:${code}`,
    title,
    titleEn,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...extensions,
    traceId,
  };
};
