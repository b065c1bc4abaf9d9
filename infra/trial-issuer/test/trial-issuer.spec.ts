import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfiguration, createLogger, oidcIdentity, type Running, startServices } from '@motcua/service-kit';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trialIssuer } from '../src/index.ts';

let running: Running;
let data: string;
let port: number;
const issuer = () => `http://127.0.0.1:${port}/oidc`;

const freePort = (): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
};
const start = () =>
  startServices([{ definition: trialIssuer, env: { MOTCUA_DATA: data, MOTCUA_OIDC_ISSUER: issuer(), MOTCUA_ENV: 'trial' } }], {
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    logger: createLogger('silent'),
  });

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'motcua-issuer-'));
  port = await freePort();
  running = await start();
});
afterAll(async () => {
  await running.stop();
  await rm(data, { recursive: true });
});

const token = async (user: string, password = 'demo', base = running.url) => {
  const response = await fetch(`${base}/oidc/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:motcua:api' }),
  });
  return { status: response.status, body: (await response.json()) as { access_token: string; expires_in: number } };
};

test('a script gets a JWT with the claims of its officer', async () => {
  const { status, body } = await token('tiep-nhan');
  expect(status).toBe(200);
  const { payload } = await jwtVerify(body.access_token, createRemoteJWKSet(new URL(`${issuer()}/jwks`)), {
    issuer: issuer(),
    audience: 'urn:motcua:api',
  });
  expect(payload).toMatchObject({
    sub: 'tiep-nhan',
    name: 'Lê Thị Ví Dụ',
    agency: 'H53.12',
    unit: 'mot-cua',
    roles: ['counter-officer', 'clerk'],
  });
});

test('the kit takes these tokens, and nothing else', async () => {
  const identity = oidcIdentity(issuer());
  const { body } = await token('van-hanh');
  expect(await identity.officer(body.access_token)).toStrictEqual({
    kind: 'officer',
    id: 'van-hanh',
    name: 'Hoàng Văn Giả Định',
    agency: 'H53.12',
    roles: ['operator', 'auditor'],
  });
  // The second time it is known, and answered without waiting.
  expect(identity.officer(body.access_token)).not.toBeInstanceOf(Promise);
  const [head = '', claims = '', signature = ''] = body.access_token.split('.');
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), roles: ['head'] })).toString(
    'base64url',
  );
  await expect(identity.officer(`${head}.${forged}.${signature}`)).rejects.toMatchObject({ status: 401 });
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  await expect(identity.officer(`${none}.${claims}.`)).rejects.toMatchObject({ status: 401 });
  await expect(oidcIdentity(issuer(), 'urn:other').officer(body.access_token)).rejects.toMatchObject({ status: 401 });
  await expect(oidcIdentity('http://127.0.0.1:9/oidc').officer(body.access_token)).rejects.toMatchObject({ status: 401 });
});

test('the issuer is the same however it is reached', async () => {
  const { body } = await token('cong-bo', 'demo', `http://localhost:${port}`);
  expect((await oidcIdentity(issuer()).officer(body.access_token)).id).toBe('cong-bo');
});

test('a wrong password is 401', async () => {
  expect((await token('tiep-nhan', 'wrong')).status).toBe(401);
});

test('keys outlive a restart', async () => {
  const { body } = await token('lanh-dao');
  await running.stop();
  running = await start();
  expect((await oidcIdentity(issuer()).officer(body.access_token)).roles).toContain('signer');
});

test('it refuses to run in production, and where nothing is said', async () => {
  for (const named of [{ MOTCUA_ENV: 'production' }, {}]) {
    const env = { MOTCUA_DATA: data, MOTCUA_OIDC_ISSUER: issuer(), ...named };
    await expect(startServices([{ definition: trialIssuer, env }], { port: 0, logger: createLogger('silent') })).rejects.toBeInstanceOf(
      BadConfiguration,
    );
  }
});

test('an officer logs in with the code flow', async () => {
  const jar = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(url, running.url), {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    return response;
  };
  const verifier = randomBytes(32).toString('base64url');
  const redirect = `http://127.0.0.1:${port}/can-bo`;
  const query = new URLSearchParams({
    client_id: 'can-bo',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirect,
    resource: 'urn:motcua:api',
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const asked = await go(`/oidc/auth?${query}`);
  const login = asked.headers.get('location') ?? '';
  expect(login).toMatch(/^\/oidc\/interaction\//);
  expect(await (await go(login)).text()).toContain('Trần Văn Thử Nghiệm');
  const chosen = await go(login, { method: 'POST', body: new URLSearchParams({ officer: 'lanh-dao', password: 'demo' }) });
  const back = await go(chosen.headers.get('location') ?? '');
  const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const answer = await go('/oidc/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      client_id: 'can-bo',
      code_verifier: verifier,
    }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  expect((await oidcIdentity(issuer()).officer(access_token)).id).toBe('lanh-dao');
});
