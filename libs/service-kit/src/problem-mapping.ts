import { type FieldError, Problem } from './problem.ts';
import { titles } from './problem-titles.ts';

const busy = () => new Problem('unavailable', 503, { retryAfter: 2 });

type Named = Error & {
  readonly code?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly statusCode?: unknown;
  readonly isPassing?: unknown;
};

/** Errors of the ports, by name: `instanceof` fails where a package is loaded twice (source and dist). */
const ofPorts: Readonly<Record<string, (error: Named) => Problem>> = {
  Rejection: (error) => {
    const code = String(error.code);
    return new Problem(code, titles.get(code)?.status ?? 409, { ...error.details, code });
  },
  VersionConflict: () => new Problem('stale-revision'),
  EventIdReused: () => new Problem('idempotency-key-reused'),
  AppendTooLarge: () => new Problem('too-large'),
  StoreUnavailable: busy,
  ReadModelsUnavailable: busy,
  NobodyAnswers: busy,
  RequestTimedOut: busy,
  RequestFailed: (error) => (error.isPassing === true ? busy() : new Problem('internal')),
};

const ofStatus: Readonly<Record<number, string>> = {
  404: 'not-found',
  406: 'unsupported-media-type',
  408: 'request-timeout',
  413: 'too-large',
  414: 'uri-too-long',
  415: 'unsupported-media-type',
  431: 'headers-too-large',
};

/** Fastify's own refusals say a 4xx `statusCode`; their texts are safe but English, so only the status is kept. */
const ofFastify = (statusCode: number): Problem => {
  const code = ofStatus[statusCode] ?? 'malformed';
  return new Problem(code);
};

/** What to answer for anything thrown. A 500 here is a bug, and is logged by the caller of this. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return new Problem('internal');
  const named: Named = error;
  if (named.name === 'Problem') return new Problem(String(named.code), Number((named as unknown as Problem).status), named.details);
  const known = Object.hasOwn(ofPorts, named.name) ? ofPorts[named.name] : undefined;
  if (known) return known(named);
  const { statusCode } = named;
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return ofFastify(statusCode);
  return new Problem('internal');
};

/** Several 400s at once. */
export const malformedFields = (errors: readonly FieldError[]): Problem => new Problem('malformed', 400, { errors });
