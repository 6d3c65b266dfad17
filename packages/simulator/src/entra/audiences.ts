import type { Audience } from '../kernel/caller.ts';
import type { CloudHosts } from '../kernel/settings.ts';
import { storageSuffix } from '../kernel/storage-account.ts';

/** Application ids of the services themselves, which are their audiences too. The same in every cloud. */
const APPLICATION_IDS: ReadonlyMap<string, Audience> = new Map([
  ['797f4846-ba00-4fd7-ba43-dac1f8f63013', 'resourceManager'],
  ['cfa8b339-82a2-471a-a3c9-0fc0be7a4093', 'vault'],
  ['00000003-0000-0000-c000-000000000000', 'graph'],
  ['e406a681-f3d4-42a8-90b6-c2b029497af1', 'storage'],
]);

/** The second name that Resource Manager answers to. */
const CLASSIC_RESOURCE_MANAGER: Readonly<Record<CloudHosts['name'], string>> = {
  public: 'https://management.core.windows.net',
  usGovernment: 'https://management.core.usgovcloudapi.net',
  china: 'https://management.core.chinacloudapi.cn',
};

/** The one resource of all accounts, in every cloud; an account alone may be named too. */
const STORAGE = 'https://storage.azure.com';
const STORAGE_ACCOUNT = /^https:\/\/[a-z0-9]{3,24}\.blob\.(.+)$/;

const MAX_TRAILING_SLASHES = 2;
const TRAILING_SLASHES = new RegExp(`/{0,${MAX_TRAILING_SLASHES}}$`);

/** Whom a token for this resource is for; `undefined`: nobody this cloud knows. None to two slashes may follow. */
export function audienceOf(resource: string, cloud: CloudHosts): Audience | undefined {
  const lower = resource.toLowerCase();
  const byId = APPLICATION_IDS.get(lower);
  if (byId) return byId;
  const bare = lower.replace(TRAILING_SLASHES, '');
  if (bare === cloud.resourceManager || bare === CLASSIC_RESOURCE_MANAGER[cloud.name]) {
    return 'resourceManager';
  }
  if (bare === `https://${cloud.vaultSuffix}`) return 'vault';
  const accountSuffix = STORAGE_ACCOUNT.exec(bare)?.[1];
  if (bare === STORAGE || accountSuffix === storageSuffix({ cloud: cloud.name })) return 'storage';
  return bare === cloud.graph ? 'graph' : undefined;
}

/** The only host that a token for this resource opens; `undefined`: all of its service. */
export function onlyHostOf(resource: string): string | undefined {
  const bare = resource.toLowerCase().replace(TRAILING_SLASHES, '');
  return STORAGE_ACCOUNT.test(bare) ? new URL(bare).host : undefined;
}

const DEFAULT_SCOPE = '/.default';
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'offline_access']);

/**
 * The resource of a scope that ends in `/.default`; `undefined` when it does not. Scopes of OpenID Connect that stand
 * beside it are ignored, as Entra ID does.
 */
export function resourceOfScope(scope: string): string | undefined {
  const wanted = scope.split(' ').filter((part) => part !== '' && !OPENID_SCOPES.has(part));
  const [only = ''] = wanted;
  if (wanted.length !== 1 || !only.endsWith(DEFAULT_SCOPE)) return undefined;
  return only.slice(0, -DEFAULT_SCOPE.length) || undefined;
}

const GRAPH_PERMISSION = /^[A-Za-z]+(?:\.[A-Za-z]+)+$/;

/**
 * The resource that a user's token is asked for: that of the first scope which is not OpenID Connect's. Any permission may
 * follow the resource; one that stands alone is Microsoft Graph's, and so is nothing at all.
 */
export function delegatedResource(scope: string, cloud: CloudHosts): string {
  const first = scope.split(' ').find((part) => part !== '' && !OPENID_SCOPES.has(part));
  if (first === undefined || GRAPH_PERMISSION.test(first)) return cloud.graph;
  const end = first.lastIndexOf('/');
  return end > 0 ? first.slice(0, end) : first;
}

/** The application id of the service that a resource means. */
export function appIdOf(resource: string, cloud: CloudHosts): string {
  const audience = audienceOf(resource, cloud);
  const found = [...APPLICATION_IDS].find(([, service]) => service === audience);
  return found?.[0] ?? resource;
}
