import { randomInt, randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import type { Deployment } from './deployment.ts';

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

export const statusPath = '/api/tracking/v1/status';

export interface Filed {
  readonly id: string;
  readonly token: string;
  readonly position: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** HTTP over kept connections, so many to each origin; the driver must cost less than what it measures. */
export const citizens = async (originOf: Deployment['originOf'], connections = 64) => {
  const agent = new Agent({ connections, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const call = async (method: 'GET' | 'POST', path: string, headers: Record<string, string>, body?: string): Promise<Reply> => {
    const answer = await agent.request({ origin: originOf(path), method, path, headers, ...(body === undefined ? {} : { body }) });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
  const procedure = JSON.parse((await call('GET', '/api/intake/v1/procedures/1.001193', {})).text) as { form: { example: unknown } };
  const form = JSON.stringify(procedure.form.example);
  const bodyOf = (): string =>
    `{"procedure":"1.001193","agency":"H53.12","channel":"web","applicant":{"fullName":"Trần Thị Thử Nghiệm","nationalId":"099${digits(9)}","phone":"+8490${digits(7)}"},"form":${form},"documents":[],"delivery":{"method":"counter"},"notify":{"sms":true}}`;

  const file = async (): Promise<Filed | undefined> => {
    const answer = await call(
      'POST',
      '/api/intake/v1/submissions',
      { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      bodyOf(),
    );
    if (answer.status !== 201) return undefined;
    const body = JSON.parse(answer.text) as { id: string; tracking: { token: string }; position: string };
    return { id: body.id, token: body.tracking.token, position: body.position };
  };

  const status = (token: string, headers: Record<string, string> = {}): Promise<Reply> =>
    call('GET', statusPath, { authorization: `Tracking ${token}`, ...headers });

  const officer = async (name: string): Promise<string> => {
    const answer = await call(
      'POST',
      '/oidc/token',
      { authorization: `Basic ${Buffer.from(`${name}:demo`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
      'grant_type=client_credentials&resource=urn:motcua:api',
    );
    return (JSON.parse(answer.text) as { access_token: string }).access_token;
  };
  return { call, file, status, officer, close: () => agent.close() };
};
export type Citizens = Awaited<ReturnType<typeof citizens>>;
