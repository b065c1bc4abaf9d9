import fc from 'fast-check';
import { hostileMultipart, type Posted } from './hostile-forms.ts';
import { goodValueOf, hostileText, hostileTexts, hostileValue, type Json, likelyValue } from './hostile-values.ts';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Json[];
  readonly body: Json | undefined;
  /** Names of the parts of a form with files. */
  readonly parts: readonly string[];
}

export interface FuzzOptions {
  /** `Authorization` headers to try; none is always tried too. */
  readonly authorizations?: readonly string[];
  /** Random requests per route, beside those that are odd in one parameter only; default 60. */
  readonly runs?: number;
  /** Set where the service stands alone and may answer that a neighbour is away. */
  readonly allow503?: boolean;
}

const operationsOf = (openApi: Json): Operation[] =>
  Object.entries(openApi['paths'] as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = (operation['requestBody'] as { content?: Record<string, { schema?: Json }> } | undefined)?.content;
      return {
        method: method.toUpperCase(),
        path,
        parameters: (operation['parameters'] ?? []) as Json[],
        body: content?.['application/json']?.schema,
        parts: Object.keys((content?.['multipart/form-data']?.schema?.['properties'] ?? {}) as Json),
      };
    }),
  );

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const escaped = (value: unknown): string => encodeURIComponent(textOf(value).toWellFormed());
/** What a header can carry at all. */
const headerText = (value: unknown): string =>
  textOf(value)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 2_000)
    .trim();

const valuesIn = (operation: Operation, place: string): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter['in'] === place)
        .map((parameter) => [
          String(parameter['name']),
          fc.oneof({ weight: place === 'header' ? 20 : 4, arbitrary: likelyValue((parameter['schema'] ?? {}) as Json) }, hostileText),
        ]),
    ),
    place === 'path' ? {} : { requiredKeys: [] },
  );

const requestOf = (operation: Operation, authorizations: readonly string[]) =>
  fc.record({
    path: valuesIn(operation, 'path'),
    query: valuesIn(operation, 'query'),
    headers: valuesIn(operation, 'header'),
    extra: fc.option(fc.tuple(hostileText, hostileText), { freq: 8, nil: undefined }),
    body: operation.body
      ? fc.oneof({ weight: 5, arbitrary: likelyValue(operation.body) }, hostileValue)
      : fc.constantFrom<unknown>(undefined, {}, { x: 1 }),
    posted:
      operation.parts.length === 0 ? fc.constant(undefined) : fc.option(hostileMultipart(operation.parts), { freq: 9, nil: undefined }),
    authorization: fc.constantFrom(undefined, ...authorizations),
  });

type Request = ReturnType<typeof requestOf> extends fc.Arbitrary<infer T> ? T : never;

/** One hostile text in one parameter and nothing else to complain of: chance seldom gets that far where there are many. */
const oddInOne = (operation: Operation, authorizations: readonly string[]): Request[] => {
  const sample = (schema: Json): unknown => fc.sample(goodValueOf(schema), { numRuns: 1, seed: 1 })[0];
  const path = Object.fromEntries(
    operation.parameters
      .filter((parameter) => parameter['in'] === 'path')
      .map(({ name, schema }) => [String(name), sample(schema as Json)]),
  );
  const body = operation.body ? sample(operation.body) : undefined;
  // Most callers are turned away first: the callers take turns, so that each text is tried by one who is not, in some parameter.
  const callers = [undefined, ...authorizations];
  return operation.parameters.flatMap(({ in: place, name }, nth) =>
    hostileTexts.map((text, index) => {
      const oddIf = (here: string): Record<string, unknown> => (place === here ? { [String(name)]: text } : {});
      return {
        path: { ...path, ...oddIf('path') },
        query: oddIf('query'),
        headers: oddIf('header'),
        extra: undefined,
        body,
        posted: undefined,
        authorization: callers[(nth + index) % callers.length],
      };
    }),
  );
};

const asJson = ({ method }: Operation, body: unknown): Posted | undefined =>
  method === 'GET' || body === undefined
    ? undefined
    : { type: 'application/json', bytes: new Uint8Array(Buffer.from(JSON.stringify(body))) };

const send = (url: string, operation: Operation, request: Request): Promise<Response> => {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => escaped(request.path[name]).slice(0, 3_000) || '%20');
  const pairs = [...Object.entries(request.query), ...(request.extra ? [request.extra] : [])];
  const query = pairs.map(([name, value]) => `${escaped(name).slice(0, 1_000)}=${escaped(value).slice(0, 3_000)}`).join('&');
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, headerText(value)]);
  if (request.authorization !== undefined) headers.push(['authorization', request.authorization]);
  const posted = request.posted ?? asJson(operation, request.body);
  if (posted !== undefined) headers.push(['content-type', posted.type]);
  return fetch(`${url}${path}${query === '' ? '' : `?${query}`}`, {
    method: operation.method,
    headers,
    signal: AbortSignal.timeout(15_000),
    ...(posted === undefined ? {} : { body: posted.bytes }),
  });
};

const complaint = async (response: Response, allow503: boolean): Promise<string | undefined> => {
  const { status, headers } = response;
  if (/event-stream/.test(headers.get('content-type') ?? '')) await response.body?.cancel();
  const text = /event-stream/.test(headers.get('content-type') ?? '') ? '' : await response.text();
  if (status >= 500 && !(status === 503 && allow503 && headers.has('retry-after'))) return `${status} ${text.slice(0, 300)}`;
  if (headers.get('x-content-type-options') !== 'nosniff') return 'without nosniff';
  if (status < 400) return undefined;
  if (!(headers.get('content-type') ?? '').startsWith('application/problem+json')) return `${status} is no problem+json`;
  const { type, errors } = JSON.parse(text) as { type?: string; errors?: { pointer?: unknown }[] };
  if (!type?.startsWith('urn:motcua:problem:')) return `${status} has the type ${type}`;
  return errors?.some(({ pointer }) => typeof pointer !== 'string') ? `${status} has an error without pointer` : undefined;
};

/**
 * Attacks every route of a service from its own OpenAPI: no 5xx, every refusal a problem. Throws fast-check's report (with the seed) on the first
 * that fails; answers how often each route gave each status, so that a test can assert that it got past the first check.
 */
export const fuzzOpenApi = async (
  url: string,
  openApi: Json,
  options: FuzzOptions = {},
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
  const { authorizations = [], runs = 60, allow503 = false } = options;
  const seen = new Map<string, Map<number, number>>();
  for (const operation of operationsOf(openApi)) {
    const statuses = new Map<number, number>();
    seen.set(`${operation.method} ${operation.path}`, statuses);
    const property = fc.asyncProperty(requestOf(operation, authorizations), async (request) => {
      const response = await send(url, operation, request);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      const wrong = await complaint(response, allow503);
      if (wrong !== undefined) throw new Error(`${operation.method} ${operation.path}: ${wrong}`);
    });
    const examples = oddInOne(operation, authorizations).map((request): [Request] => [request]);
    await fc.assert(property, { numRuns: runs + examples.length, examples, includeErrorInReport: true });
  }
  return seen;
};
