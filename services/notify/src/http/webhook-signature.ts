import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { Problem } from '@motcua/service-kit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface WebhookSecrets {
  /** HMAC-SHA-256 over `<t>.<body>` in `Motcua-Signature: t=<unix seconds>,v1=<hex>`; absent: no receipts are taken. */
  readonly receipts?: string | undefined;
  /** Zalo: `X-ZEvent-Signature: mac=SHA-256(appId ‖ body ‖ timestamp ‖ OA secret)`; absent: no Zalo events are taken. */
  readonly zalo?: { readonly appId: string; readonly secret: string } | undefined;
}
/** A signature older than this is a replay. Receipts are idempotent anyway; chat messages are not. */
const longestAgeMs = 5 * 60_000;
const longestBody = 1024 * 1024;
/** Slow senders are cut here, since the rim's own clock starts only after us. */
const slowestBodyMs = 30_000;
/** The routes as they are declared, not the address as it was written: `%77ebhooks` reaches the same route. */
const prefix = '/api/notify/v1/webhooks/';

const same = (given: string, expected: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
};
const single = (header: string | string[] | undefined): string => (Array.isArray(header) ? (header[0] ?? '') : (header ?? ''));

export const isReceiptSigned = (secret: string | undefined, header: string, body: Buffer, nowMs: number): boolean => {
  const [, seconds, mac] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (!secret || !seconds || !mac || Math.abs(nowMs - Number(seconds) * 1000) > longestAgeMs) return false;
  return same(mac, createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex'));
};

/** Zalo signs the time that stands in the body itself (ms). */
export const isZaloSigned = (zalo: WebhookSecrets['zalo'], header: string, body: Buffer, nowMs: number): boolean => {
  const [, mac] = /^mac=([0-9a-f]{64})$/.exec(header) ?? [];
  const [, timestamp] = /"timestamp"\s*:\s*"?(\d{1,16})"?/.exec(body.toString('utf8')) ?? [];
  if (!zalo || !mac || !timestamp || Math.abs(nowMs - Number(timestamp)) > longestAgeMs) return false;
  return same(mac, createHash('sha256').update(zalo.appId).update(body).update(timestamp).update(zalo.secret).digest('hex'));
};

const bodyOf = async (payload: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of payload) {
    bytes += chunk.length;
    if (bytes > longestBody) throw new Problem('too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem('request-timeout')), slowestBodyMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

const isSigned = (request: FastifyRequest, route: string, body: Buffer, secrets: WebhookSecrets): boolean =>
  route === `${prefix}zalo`
    ? isZaloSigned(secrets.zalo, single(request.headers['x-zevent-signature']), body, Date.now())
    : isReceiptSigned(secrets.receipts, single(request.headers['motcua-signature']), body, Date.now());

/** A signature covers the bytes as they came, so it is checked before anybody parses them; a wrong one is 401 whatever the body says. */
export const guardWebhooks =
  (secrets: WebhookSecrets) =>
  (fastify: FastifyInstance): void => {
    fastify.addHook('preParsing', async (request, _reply, payload) => {
      const { url: route } = request.routeOptions;
      if (!route?.startsWith(prefix) || request.method !== 'POST') return payload;
      const body = await inTime(bodyOf(payload as AsyncIterable<Buffer>));
      if (!isSigned(request, route, body, secrets)) throw new Problem('unauthenticated');
      return Object.assign(Readable.from([body]), { receivedEncodedLength: body.length });
    });
  };
