import { serviceConfig } from '@motcua/service-kit';
import { z } from 'zod';

export const TrialIssuerConfig = z.object({
  MOTCUA_DATA: serviceConfig.MOTCUA_DATA,
  /** The `iss` of every token, however the issuer is reached; its path must be `/oidc`. */
  MOTCUA_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).regex(/\/oidc$/, 'the trial issuer is served at …/oidc'),
  MOTCUA_ENV: z.literal('trial', 'the trial issuer runs only with MOTCUA_ENV=trial'),
});
export type TrialIssuerConfig = z.infer<typeof TrialIssuerConfig>;
