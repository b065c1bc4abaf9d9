import type { Officer } from './caller.ts';
import type { Environment } from './config.ts';
import type { Identity } from './identity.ts';
import { createLogger } from './logger.ts';
import { Problem } from './problem.ts';
import type { ServiceDefinition } from './service.ts';
import { type Running, type StartOptions, startServices } from './start-services.ts';

const prefix = 'test.';

/** Believes what the token says: for component tests only. */
const testIdentity: Identity = {
  officer(token) {
    if (!token.startsWith(prefix)) return Promise.reject(new Problem('unauthenticated'));
    return JSON.parse(Buffer.from(token.slice(prefix.length), 'base64url').toString()) as Officer;
  },
};

/** A bearer header of any officer, valid at a service started by `testService`. */
export const testBearer = (officer: Partial<Omit<Officer, 'kind'>> & Pick<Officer, 'roles'>): string => {
  const claims: Officer = { kind: 'officer', id: 'tiep-nhan', name: 'Lê Thị Ví Dụ', agency: 'H53.12', ...officer };
  return `Bearer ${prefix}${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
};

/** A service on a random port, in a trial, silent, with `testBearer` as its identity. */
export const testService = async <Config>(
  definition: ServiceDefinition<Config>,
  env: Environment = {},
  options: Partial<StartOptions> = {},
): Promise<Running & { bearer: typeof testBearer }> => {
  const running = await startServices([{ definition: definition as ServiceDefinition, env: { MOTCUA_ENV: 'trial', ...env } }], {
    port: 0,
    identity: testIdentity,
    logger: createLogger('silent'),
    ...options,
  });
  return { ...running, bearer: testBearer };
};
