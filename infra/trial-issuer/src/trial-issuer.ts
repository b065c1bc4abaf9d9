import type { ServiceDefinition } from '@motcua/service-kit';
import { TrialIssuerConfig } from './config.ts';
import { issuerKeys } from './keys.ts';
import { mountProvider } from './mount.ts';
import { createProvider } from './provider.ts';
import { TrialIssuerModule } from './trial-issuer.module.ts';

/** An OpenID provider with invented officers at `/oidc`, for trials. */
export const trialIssuer: ServiceDefinition<TrialIssuerConfig> = {
  name: 'trial-issuer',
  config: TrialIssuerConfig,
  async open(config, host) {
    const keys = await issuerKeys(config.MOTCUA_DATA);
    const provider = createProvider(config.MOTCUA_OIDC_ISSUER, host.publicUrl, keys);
    provider.on('server_error', (_ctx, error) => host.logger.error('the trial issuer failed', { error: error.name }));
    return {
      module: TrialIssuerModule,
      strategies: [],
      mount: (fastify) => mountProvider(fastify, provider),
      start: () => Promise.resolve(),
      readiness: () => Promise.resolve([{ name: 'issuer', ready: true }]),
      drain: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  },
};
