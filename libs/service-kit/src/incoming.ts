import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller } from './caller.ts';
import { fieldErrors } from './issues.ts';
import { countedAddress } from './peer-address.ts';
import { type FieldError, malformed, Problem } from './problem.ts';
import { malformedFields } from './problem-mapping.ts';
import { idempotencyKeyOf, ifMatchOf, languageOf, positionOf, traceOf, waitOf } from './request-headers.ts';
import type { Call, RouteSpec } from './route.ts';
import { badText } from './untrusted.ts';

/** A route's schemas, made strict once; the hot path only runs them. A page passes over what it does not know: chats and mail add their own (`utm_source`) to a link. */
export interface CompiledRoute {
  readonly spec: RouteSpec;
  readonly query: z.ZodType | undefined;
}

export const compileRoute = (spec: RouteSpec): CompiledRoute => ({
  spec,
  query: spec.page ? spec.query?.strip() : spec.query?.strict(),
});

const anonymous: Caller = { kind: 'anonymous' };

/** What the authentication hook found out, kept beside the request until the handler runs. */
const callers = new WeakMap<FastifyRequest, Caller>();
export const rememberCaller = (request: FastifyRequest, caller: Caller): void => void callers.set(request, caller);

/** A request's own place in its trace; `given`: its sender named the trace. */
interface RequestTrace {
  readonly traceId: string;
  readonly traceparent: string;
  readonly given: boolean;
}
const traces = new WeakMap<FastifyRequest, RequestTrace>();

/** The `traceparent` that came with the request, where it is a valid one. */
export const givenTrace = ({ headers: { traceparent } }: FastifyRequest): string | undefined =>
  traceOf(traceparent) === undefined ? undefined : String(traceparent);

/** Where telemetry is on, the span says what the request's ids are. */
export const rememberTrace = (request: FastifyRequest, { traceId, traceparent }: Omit<RequestTrace, 'given'>): void =>
  void traces.set(request, { traceId, traceparent, given: givenTrace(request) !== undefined });

/** The place in its trace that a request has by its span, for whom it is handed on to. Undefined where telemetry is off. */
export const spanOfRequest = (request: FastifyRequest): string | undefined => traces.get(request)?.traceparent;

/** 32 hex digits, as random as a UUIDv4: Node keeps a stock of those, while every call for bytes of one's own goes to the random source. */
const randomHex = (): string => randomUUID().replaceAll('-', '');

/** Made when first asked for. Nobody records such a trace, and its flags say so: whoever hears of it later opens no span for it. */
export const traceOfRequest = (request: FastifyRequest): RequestTrace => {
  const kept = traces.get(request);
  if (kept) return kept;
  const given = traceOf(request.headers.traceparent);
  const traceId = given ?? randomHex();
  const made = { traceId, traceparent: `00-${traceId}-${randomHex().slice(16)}-00`, given: given !== undefined };
  traces.set(request, made);
  return made;
};

const none: Readonly<Record<string, never>> = Object.freeze({});

const parsed = (place: 'body' | 'query' | 'params', schema: z.ZodType, value: unknown, errors: FieldError[]): unknown => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  errors.push(...fieldErrors(place, result.error));
  return undefined;
};

/** Percent escapes that are no UTF-8 would otherwise pass as they are. */
const assertDecoded = (url: string): void => {
  const start = url.indexOf('?');
  if (start < 0 || !url.includes('%', start)) return;
  try {
    decodeURIComponent(url.slice(start + 1));
  } catch {
    throw malformed('?', 'encoding', 'the query is not percent-encoded UTF-8');
  }
};

const assertText = (mark: string, values: Readonly<Record<string, unknown>>): void => {
  for (const name in values) {
    const value = values[name];
    const bad = badText(name) ?? (typeof value === 'string' ? badText(value) : Array.isArray(value) ? badText(value.join()) : undefined);
    if (bad !== undefined) throw malformed(`${mark}${badText(name) === undefined ? name.slice(0, 100) : ''}`, 'text', bad);
  }
};

const bodyOf = ({ spec }: CompiledRoute, request: FastifyRequest, errors: FieldError[]): unknown => {
  if (spec.multipart) return undefined;
  const { body } = request;
  if (spec.body) return parsed('body', spec.body, body, errors);
  if (body === undefined || body === null) return undefined;
  // No body is expected; the empty object that many clients send is none.
  const keys = typeof body === 'object' && !Array.isArray(body) ? Object.keys(body) : undefined;
  if (keys === undefined) errors.push({ pointer: '', code: 'invalid_type', message: 'no body is expected' });
  else
    for (const key of keys.slice(0, 20))
      errors.push({ pointer: `/${key.slice(0, 100)}`, code: 'unrecognized_keys', message: 'unknown property' });
  return undefined;
};

/** What is seldom asked for is found out when it is asked for: a look-up pays for none of it. */
class RequestCall implements Call<unknown, unknown> {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  readonly waitMs: number;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #stopping: AbortSignal;
  #signal: AbortSignal | undefined;
  idempotencyKey?: string;
  ifMatch?: number;
  position?: { readonly service: string; readonly position: number };
  request?: FastifyRequest;

  constructor(route: CompiledRoute, request: FastifyRequest, reply: FastifyReply, stopping: AbortSignal) {
    const { spec } = route;
    this.#request = request;
    this.#reply = reply;
    this.#stopping = stopping;
    this.caller = callers.get(request) ?? anonymous;
    const errors: FieldError[] = [];
    const params = request.params as Readonly<Record<string, unknown>>;
    assertText(':', params);
    this.params = spec.params ? parsed('params', spec.params, params, errors) : params;
    const url = request.raw.url ?? '';
    assertDecoded(url);
    const query = request.query as Readonly<Record<string, unknown>>;
    assertText('?', query);
    this.query = this.#parseQuery(route, query, errors);
    this.body = bodyOf(route, request, errors);
    const { headers } = request;
    const key = idempotencyKeyOf(headers['idempotency-key'], errors);
    if (key !== undefined) this.idempotencyKey = key;
    const ifMatch = ifMatchOf(headers['if-match'], errors);
    if (ifMatch !== undefined) this.ifMatch = ifMatch;
    const position = positionOf(headers['motcua-position'], errors);
    if (position !== undefined) this.position = position;
    this.waitMs = waitOf(headers.prefer, errors);
    if (errors.length > 0) throw malformedFields(errors);
    if (spec.multipart) this.request = request;
  }

  #parseQuery({ spec, query: schema }: CompiledRoute, query: Readonly<Record<string, unknown>>, errors: FieldError[]): unknown {
    if (schema) return parsed('query', schema, query, errors);
    if (spec.page) return none;
    for (const name in query) errors.push({ pointer: `?${name.slice(0, 100)}`, code: 'unrecognized_keys', message: 'unknown property' });
    return none;
  }

  get language(): 'vi' | 'en' {
    return languageOf(this.#request.headers['accept-language']);
  }
  get address(): string {
    return countedAddress(this.#request.ip);
  }
  get traceId(): string {
    return traceOfRequest(this.#request).traceId;
  }
  get traceparent(): string {
    return traceOfRequest(this.#request).traceparent;
  }
  get signal(): AbortSignal {
    this.#signal ??= AbortSignal.any([this.#stopping, closedSignal(this.#reply)]);
    return this.#signal;
  }
}

const closedSignal = (reply: FastifyReply): AbortSignal => {
  const controller = new AbortController();
  if (reply.raw.destroyed) controller.abort();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
};

/** Everything checked in the order of `RouteSpec`: 401 was answered by the hook before the body was read, then 400, then 403. */
export const incomingCall = (route: CompiledRoute, request: FastifyRequest, reply: FastifyReply, stopping: AbortSignal): Call => {
  const call = new RequestCall(route, request, reply, stopping);
  const { roles } = route.spec;
  if (roles && call.caller.kind === 'officer') {
    const { roles: held } = call.caller;
    if (!roles.some((role) => held.includes(role))) throw new Problem('forbidden');
  }
  return call as unknown as Call;
};
