import { randomUUID } from 'node:crypto';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface HttpCall {
  readonly token?: string;
  readonly tracking?: string;
  readonly body?: unknown;
  readonly form?: FormData;
  readonly key?: string;
  readonly ifMatch?: number;
  /** `Motcua-Position` of an earlier write that this call must see. */
  readonly position?: string;
}

const headersOf = (method: string, { token, tracking, body, key, ifMatch, position }: HttpCall): Record<string, string> => ({
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...(token ? { authorization: `Bearer ${token}` } : {}),
  ...(tracking ? { authorization: `Tracking ${tracking}` } : {}),
  ...(method === 'POST' ? { 'idempotency-key': key ?? randomUUID() } : {}),
  ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
  ...(position ? { 'motcua-position': position, prefer: 'wait=5' } : {}),
});

/** The public face, called as any other client would. */
export const httpClient = (base: string) => {
  const call = async (method: 'GET' | 'POST', path: string, options: HttpCall = {}): Promise<HttpAnswer> => {
    const response = await fetch(base + path, {
      method,
      headers: headersOf(method, options),
      ...(options.form ? { body: options.form } : options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
    };
  };

  /** The call, repeated while the system says 503, and an error for any other status than the wanted ones. */
  const must = async (wanted: readonly number[], method: 'GET' | 'POST', path: string, options: HttpCall = {}): Promise<HttpAnswer> => {
    const key = options.key ?? randomUUID();
    for (let attempt = 0; ; attempt += 1) {
      const answer = await call(method, path, { ...options, key });
      if (wanted.includes(answer.status)) return answer;
      if (answer.status !== 503 || attempt === 20)
        throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };

  /** Access token of a demo officer from the trial issuer. */
  const officer = async (name: string): Promise<string> => {
    const response = await fetch(`${base}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${name}:demo`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:motcua:api' }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`the trial issuer answered ${response.status} for ${name}`);
    return ((await response.json()) as { access_token: string }).access_token;
  };

  return { call, must, officer };
};
export type HttpClient = ReturnType<typeof httpClient>;
