import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { OpenService } from '@motcua/service-kit';
import type { Provider } from 'oidc-provider';
import { loginPage } from './login-page.ts';
import { demoPassword, findOfficer } from './officers.ts';

type Fastify = Parameters<NonNullable<OpenService['mount']>>[0];

const prefix = '/oidc';
const interaction = /^\/oidc\/interaction\/[\w-]{1,64}$/;
const formLimit = 4_096;

const sendPage = (response: ServerResponse, status: number, html: string): void => {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
  response.end(html);
};

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  if (Number(request.headers['content-length'] ?? Number.NaN) <= formLimit) return new URLSearchParams(await text(request));
  return new URLSearchParams();
};

const logIn = async (provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const form = await readForm(request);
  const officer = findOfficer(form.get('officer') ?? undefined);
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (!officer || form.get('password') !== demoPassword) {
    sendPage(response, 400, loginPage(path));
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: officer.id } }, { mergeWithLastSubmission: false });
};

/** An unknown, expired or foreign interaction: nothing to log in to. */
const expired = (response: ServerResponse): void => {
  if (response.headersSent) response.destroy();
  else
    sendPage(
      response,
      400,
      '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Hết hạn</title><p>Phiên đăng nhập đã hết hạn, hãy bắt đầu lại.</p></html>',
    );
};

const interact = async (provider: Provider, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
  try {
    await provider.interactionDetails(request, response);
    if (request.method === 'POST') await logIn(provider, request, response);
    else sendPage(response, 200, loginPage(path));
  } catch {
    expired(response);
  }
};

/** Hands `/oidc/*` over before any body is parsed: the provider reads its requests itself. */
export const mountProvider = (fastify: Fastify, provider: Provider): void => {
  const serve = provider.callback();
  fastify.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: `${prefix}/*`,
    onRequest: (request, reply) => {
      reply.hijack();
      const { raw } = request;
      const url = raw.url ?? '';
      const path = url.split('?')[0] ?? '';
      reply.raw.setHeader('x-content-type-options', 'nosniff');
      if (interaction.test(path)) {
        void interact(provider, raw, reply.raw, path);
        return;
      }
      // As koa's mount would: the provider finds its own prefix by comparing the two.
      Object.assign(raw, { originalUrl: url, url: url.slice(prefix.length) });
      void serve(raw, reply.raw);
    },
    handler: () => undefined,
  });
};
