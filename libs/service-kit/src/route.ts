import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller, OfficerRole } from './caller.ts';

/**
 * One HTTP route, declared once: Nest serves it, OpenAPI describes it, the fuzz test attacks it.
 * Checks before the handler, in this order: 401 (`auth`), 400 (params, query, body; unknown properties refused, nothing coerced), 403 (`roles`), 415/413 on the way.
 * 404, agency, 428, key, 412 and 409 are the handler's, in that order: see `requireKey`, `requireIfMatch`.
 */
export interface RouteSpec {
  readonly method: 'GET' | 'POST';
  /** Under the controller's prefix, Fastify style: `/submissions/:id`. */
  readonly path: string;
  readonly summary: string;
  /** `officer`: 401 without a valid bearer. `tracking`: 401 without a tracking token. `trackingOrOfficer`: one of both. `open`: anyone; a bad bearer is still 401. */
  readonly auth: 'open' | 'officer' | 'tracking' | 'trackingOrOfficer';
  /** Any of these roles; else 403. Only with an officer. */
  readonly roles?: readonly (OfficerRole | 'neighbour')[];
  readonly params?: z.ZodObject;
  /** Strict, but for a page; values are strings (or string arrays), transformed by the schema itself. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Status → schema of the answer, or its media type for what is not JSON. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType; readonly mediaType?: string }>>;
  /** Problem codes this route may answer besides the general ones. */
  readonly problems?: readonly string[];
  /** Documents that `Idempotency-Key` / `If-Match` are expected. The handler enforces them at its place in the order. */
  readonly needs?: readonly ('idempotency-key' | 'if-match')[];
  /** Multipart: the handler reads `request` itself. */
  readonly multipart?: boolean;
  /** A page (HTML), left out of OpenAPI; problems are rendered as pages; a `body` is a posted form, `multipart` a form with files. */
  readonly page?: boolean;
}

/** What a handler gets: everything parsed and checked. Handlers never touch raw headers. */
export interface Call<Params = Record<string, string>, Query = Record<string, unknown>, Body = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  readonly idempotencyKey?: string;
  /** Parsed `If-Match: "<revision>"`; malformed ones were 400 already. */
  readonly ifMatch?: number;
  /** `Motcua-Position` with `Prefer: wait=<s>`; `waitMs` is 0 without Prefer. */
  readonly position?: { readonly service: string; readonly position: number };
  readonly waitMs: number;
  readonly language: 'vi' | 'en';
  /** Whom limits count, see `countedAddress`: the peer, or whom a trusted proxy names. Personal: for limits only, never logged. */
  readonly address: string;
  readonly traceId: string;
  readonly traceparent?: string;
  /** Aborts when the client goes away or the service stops. */
  readonly signal: AbortSignal;
  /** Only with `multipart`: hand the call to `partsOf`, which reads it under the limits. */
  readonly request?: FastifyRequest;
}

/** What a handler answers. `body` is JSON unless `raw` is given (string, bytes or a stream, with its media type). */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Already rendered JSON, sent as is. */
  readonly json?: string;
  readonly raw?: { readonly mediaType: string; readonly content: string | Uint8Array | NodeJS.ReadableStream };
  readonly headers?: Readonly<Record<string, string>>;
}
