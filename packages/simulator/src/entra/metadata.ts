/** What Entra ID says about itself: OpenID configuration, instance discovery, signing keys. */
import type { Settings } from '../kernel/settings.ts';
import { entraHosts, INSTANCES } from './instances.ts';

/** Instances that Entra ID still tells of and nobody can sign in to. */
const RETIRED: readonly (readonly string[])[] = [
  ['login.microsoftonline.de'],
  ['login-us.microsoftonline.com'],
];

/** `/common/discovery/instance`; `undefined` when the authority is of no instance. */
export function instanceDiscovery(authorizationEndpoint: string): object | undefined {
  if (!URL.canParse(authorizationEndpoint)) return undefined;
  const { host, pathname } = new URL(authorizationEndpoint);
  if (!entraHosts.has(host)) return undefined;
  const tenant = pathname.split('/')[1] ?? '';
  return {
    tenant_discovery_endpoint: `https://${host}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [...INSTANCES, ...RETIRED].map((aliases) => {
      const isPublic = aliases[0] === 'login.microsoftonline.com';
      return {
        preferred_network: aliases[0],
        preferred_cache: isPublic ? aliases[1] : aliases[0],
        aliases,
      };
    }),
  };
}

/** What the published configuration says a token may hold. */
const CLAIMS: readonly string[] = [
  'sub',
  'iss',
  'cloud_instance_name',
  'cloud_instance_host_name',
  'cloud_graph_host_name',
  'msgraph_host',
  'aud',
  'exp',
  'iat',
  'auth_time',
  'acr',
  'nonce',
  'preferred_username',
  'name',
  'tid',
  'ver',
  'at_hash',
  'c_hash',
  'email',
];

/** The OpenID configuration of a tenant, of version 1 or 2 of the endpoint. */
export function openIdConfiguration(
  host: string,
  tenant: string,
  version: 1 | 2,
  issuer: string,
  settings: Settings,
): object {
  const authority = `https://${host}/${tenant}`;
  const oauth = version === 2 ? `${authority}/oauth2/v2.0` : `${authority}/oauth2`;
  return {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: [
      'client_secret_post',
      'private_key_jwt',
      'client_secret_basic',
    ],
    jwks_uri: `${authority}/discovery/${version === 2 ? 'v2.0/' : ''}keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: version === 2 ? `${authority}/v2.0` : issuer,
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${settings.cloud.graph}/oidc/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: CLAIMS,
    kerberos_endpoint: `${authority}/kerberos`,
    tenant_region_scope: 'WW',
    cloud_instance_name: INSTANCES.find((aliases) => aliases.includes(host))?.[0] ?? host,
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: new URL(settings.cloud.graph).host,
    rbac_url: 'https://pas.windows.net',
  };
}

/** `/common/userrealm/{user}`, as clients that take passwords read it. */
export function userRealmOf(host: string, domain: string | undefined): object {
  const instance = INSTANCES.find((aliases) => aliases.includes(host))?.[0] ?? host;
  const known = {
    account_type: 'Managed',
    domain_name: domain,
    cloud_audience_urn: CLOUD_AUDIENCES.get(instance),
  };
  return {
    ver: '1.0',
    ...(domain === undefined ? { account_type: 'Unknown' } : known),
    cloud_instance_name: instance.replace(/^login\./, ''),
  };
}

/** What a federated sign-in would be for, by instance. */
const CLOUD_AUDIENCES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'login.microsoftonline.com': 'urn:federation:MicrosoftOnline',
    'login.microsoftonline.us': 'urn:federation:MicrosoftOnline',
    'login.partner.microsoftonline.cn': 'urn:federation:partner.microsoftonline.cn',
  }),
);
