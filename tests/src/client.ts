import { randomInt, randomUUID } from 'node:crypto';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

export interface CallOptions {
  readonly token?: string;
  readonly tracking?: string;
  readonly body?: unknown;
  /** `null` sends none. */
  readonly key?: string | null;
  readonly ifMatch?: number | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** An invented person; no province has the code 099. */
export const inventedSubmission = (over: Readonly<Record<string, unknown>> = {}) => ({
  procedure: '1.001193',
  agency: 'H53.12',
  channel: 'web',
  applicant: { fullName: 'Trần Thị Thử Nghiệm', nationalId: `099${digits(9)}`, phone: `+8490${digits(7)}` },
  documents: [],
  delivery: { method: 'counter' },
  notify: { sms: true },
  ...over,
});

/** The birth registration's own example of its form; on a full machine the catalogue may come to intake a moment after the start. Where it does not, the error says who is not ready. */
export const exampleForm = async (api: Pick<Client, 'call'>): Promise<unknown> => {
  const ask = () => api.call<{ form: { example: unknown } }>('GET', '/api/intake/v1/procedures/1.001193');
  try {
    return (await eventually(ask, ({ status }) => status === 200)).body.form.example;
  } catch (error) {
    throw new Error(`no catalogue; /readyz: ${await api.call('GET', '/readyz').then(({ text }) => text, String)}`, { cause: error });
  }
};

/** HTTP as citizens and officers speak it; a connection that breaks rejects, since its outcome is unknown. */
export const client = (base: string) => {
  const call = async <T = Record<string, unknown>>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> => {
    const { token, tracking, body, key, ifMatch, headers = {}, timeoutMs = 15_000 } = options;
    const response = await fetch(base + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(tracking ? { authorization: `Tracking ${tracking}` } : {}),
        ...(method === 'POST' && key !== null ? { 'idempotency-key': key ?? randomUUID() } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': typeof ifMatch === 'number' ? `"${ifMatch}"` : ifMatch }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const parsed = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as T) : ({} as T);
    return { status: response.status, headers: response.headers, body: parsed, text };
  };

  const officer = async (name: string): Promise<string> => {
    const response = await fetch(`${base}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${name}:demo`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:motcua:api' }),
    });
    if (!response.ok) throw new Error(`no token for ${name}: ${response.status}`);
    return ((await response.json()) as { access_token: string }).access_token;
  };

  return { call, officer };
};
export type Client = ReturnType<typeof client>;

/** Asks again until `good` holds; the deadline is a failure with the last answer in it. What may be late is, on a full machine, by a minute and a half (ADR 0042). */
export const eventually = async <T>(ask: () => T | Promise<T>, good: (answer: T) => boolean, withinMs = 120_000): Promise<T> => {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms; last: ${JSON.stringify(answer)?.slice(0, 600)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
