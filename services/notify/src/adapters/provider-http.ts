import { Pool } from 'undici';
import type { Handover } from '../application/ports.ts';

export interface ProviderAnswer {
  readonly status: number;
  readonly retryAfterMs?: number;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
}
/** What could be said without looking into the body, or the answer itself. */
export type Reached =
  | { readonly answer: ProviderAnswer }
  | { readonly handover: Extract<Handover, { kind: 'busy' | 'unknown' | 'refused' }> };

export interface ProviderHttp {
  call(method: 'GET' | 'POST', path: string, options: { headers: Record<string, string>; body?: unknown }): Promise<Reached>;
  close(): Promise<void>;
}

/** The connection was never made, so nothing can have been accepted. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
const codeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : 'network';
};
const retryAfter = (header: string | string[] | undefined): number | undefined => {
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 300) * 1000 : undefined;
};

/** Keep-alive HTTP to one provider, at most `connections` calls at once. Never throws; a time-out, a reset or a 5xx is `unknown`, never `failed`. */
export const providerHttp = (baseUrl: string, { connections, timeoutMs }: { connections: number; timeoutMs: number }): ProviderHttp => {
  const base = new URL(baseUrl);
  const pool = new Pool(base.origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    connect: { timeout: Math.min(timeoutMs, 5_000) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const prefix = base.pathname.replace(/\/$/, '');

  const reached = (status: number, retryAfterMs: number | undefined, body: unknown): Reached => {
    const wait = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
    if (status === 429 || status === 503) return { handover: { kind: 'busy', reason: `status ${status}`, ...wait } };
    // Our own credentials are wrong: the message is not to blame.
    if (status === 401 || status === 403) return { handover: { kind: 'busy', reason: `status ${status}`, ...wait } };
    if (status >= 500 || status === 408) return { handover: { kind: 'unknown', reason: `status ${status}` } };
    return { answer: { status, body } };
  };

  return {
    async call(method, path, { headers, body }) {
      try {
        const response = await pool.request({
          method,
          path: prefix + path,
          headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          // From the queue to the last byte: whose turn it is to send is reckoned with it.
          signal: AbortSignal.timeout(timeoutMs),
        });
        const text = await response.body.text();
        return reached(response.statusCode, retryAfter(response.headers['retry-after']), parsed(text));
      } catch (error) {
        const code = codeOf(error);
        return { handover: { kind: neverConnected.has(code) ? 'busy' : 'unknown', reason: code } };
      }
    },
    close: () => pool.destroy(),
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
