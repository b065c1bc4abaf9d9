import fc from 'fast-check';
import { hostileForm, hostileMultipart, type Posted } from './hostile-forms.ts';
import { hostileText } from './hostile-values.ts';

/** A page, which no OpenAPI names. */
export interface FuzzedPage {
  /** `{x}` in it is filled with a value of `known`, or with anything. */
  readonly path: string;
  readonly known?: readonly string[];
  /** Names in its query. */
  readonly query?: readonly string[];
  /** Posted to with these fields; with files where `multipart` says so. */
  readonly fields?: readonly string[];
  readonly multipart?: boolean;
  /** Its `Authorization` header, where it has one. */
  readonly authorization?: string;
}

export interface FuzzPagesOptions {
  /** Random requests per page; default 60. */
  readonly runs?: number;
}

const escaped = (text: string): string => encodeURIComponent(text.toWellFormed()).slice(0, 3_000) || '%20';

const requestOf = ({ path, known = [], query = [], fields = [], multipart = false }: FuzzedPage) => {
  const place = known.length === 0 ? hostileText : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...known) }, hostileText);
  const names = query.length === 0 ? hostileText : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...query) }, hostileText);
  const body: fc.Arbitrary<Posted | undefined> =
    fields.length === 0 ? fc.constant(undefined) : multipart ? hostileMultipart(fields) : hostileForm(fields);
  return fc.record({ place, query: fc.array(fc.tuple(names, hostileText), { maxLength: 3 }), body }).map((request) => ({
    ...request,
    url: `${path.replace('{x}', escaped(request.place))}?${request.query.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')}`,
  }));
};

const complaint = async (response: Response): Promise<string | undefined> => {
  const text = await response.text();
  const { status, headers } = response;
  if (status >= 500) return `${status} ${text.slice(0, 300)}`;
  if (headers.get('x-content-type-options') !== 'nosniff') return 'without nosniff';
  // Nothing that was sent may come back as a tag of the page.
  return /<svg onload/i.test(text) ? `${status} says what was sent as it was sent` : undefined;
};

/** Attacks pages with odd addresses, queries and forms: no 5xx, nothing sent comes back as HTML. Answers how often each gave each status. */
export const fuzzPages = async (
  url: string,
  pages: readonly FuzzedPage[],
  { runs = 60 }: FuzzPagesOptions = {},
): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
  const seen = new Map<string, Map<number, number>>();
  for (const page of pages) {
    const statuses = new Map<number, number>();
    const method = page.fields ? 'POST' : 'GET';
    seen.set(`${method} ${page.path}`, statuses);
    const property = fc.asyncProperty(requestOf(page), async ({ url: address, body }) => {
      const response = await fetch(`${url}${address}`, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(15_000),
        headers: {
          accept: 'text/html',
          ...(page.authorization === undefined ? {} : { authorization: page.authorization }),
          ...(body ? { 'content-type': body.type } : {}),
        },
        ...(body ? { body: body.bytes } : {}),
      });
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      const wrong = await complaint(response);
      if (wrong !== undefined) throw new Error(`${method} ${page.path}: ${wrong}`);
    });
    await fc.assert(property, { numRuns: runs, includeErrorInReport: true });
  }
  return seen;
};
