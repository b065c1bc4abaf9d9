import { apiAudience } from '@motcua/service-kit';
import type { JWKS } from 'oidc-provider';
import { Provider } from 'oidc-provider';
import type { IssuerKeys } from './keys.ts';
import { MemoryAdapter } from './memory-adapter.ts';
import { demoOfficers, demoPassword, findOfficer } from './officers.ts';

/** The client of the officers' desk: a public one, with PKCE. */
export const deskClient = 'can-bo';
const apiScope = 'api';

const clientsOf = (publicUrl: string) => [
  ...demoOfficers.map(({ id }) => ({
    client_id: id,
    client_secret: demoPassword,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  })),
  {
    client_id: deskClient,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code'],
    response_types: ['code' as const],
    redirect_uris: [`${publicUrl}/can-bo`, `${publicUrl}/can-bo/dang-nhap`],
    post_logout_redirect_uris: [publicUrl],
  },
];

const claimsOf = (id: string | undefined): Record<string, unknown> => {
  const officer = findOfficer(id);
  if (!officer) return {};
  const { name, agency, unit, roles } = officer;
  return { name, agency, ...(unit === undefined ? {} : { unit }), roles };
};

/** The demo officers behind a real OpenID provider. State other than its keys lives in memory: whoever restarts the trial logs in again. */
export const createProvider = (issuer: string, publicUrl: string, keys: IssuerKeys): Provider =>
  new Provider(issuer, {
    adapter: MemoryAdapter,
    jwks: { keys: keys.jwks } as JWKS,
    cookies: { keys: [...keys.cookieKeys] },
    clients: clientsOf(publicUrl),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    responseTypes: ['code'],
    scopes: ['openid'],
    claims: { openid: ['sub', 'name', 'agency', 'unit', 'roles'] },
    conformIdTokenClaims: false,
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      AuthorizationCode: 60,
      IdToken: 3600,
      Interaction: 3600,
      Session: 43_200,
      Grant: 43_200,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => apiAudience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: apiScope,
          audience: apiAudience,
          accessTokenTTL: 3600,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    extraTokenClaims: (_ctx, token) => claimsOf('accountId' in token && token.accountId !== undefined ? token.accountId : token.clientId),
    findAccount: (_ctx, id) => (findOfficer(id) ? { accountId: id, claims: () => ({ sub: id, ...claimsOf(id) }) } : undefined),
    interactions: { url: (_ctx, { uid }) => `/oidc/interaction/${uid}` },
    // Our own desk needs nobody's consent.
    loadExistingGrant: async (ctx) => {
      const { session, client } = ctx.oidc;
      if (!session?.accountId || !client) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(apiAudience, apiScope);
      await grant.save();
      return grant;
    },
  });
