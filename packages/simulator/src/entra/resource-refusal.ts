import type { CloudHosts } from '../kernel/settings.ts';
import { type EntraError, entraNotSimulated, resourceNotFound } from './aadsts.ts';
import { audienceOf } from './audiences.ts';

/** Resources of Microsoft that have tokens on Azure, and none here. */
const MICROSOFT_RESOURCE =
  /^https:\/\/([^/]+\.)?(azure|windows|microsoft|office|usgovcloudapi|chinacloudapi)\.[a-z]+(\/|$)/i;

/** Why there is no token for a resource; `undefined` when there is one. */
export function resourceRefusal(
  resource: string,
  tenantId: string,
  cloud: CloudHosts,
): EntraError | undefined {
  if (audienceOf(resource, cloud) !== undefined) return undefined;
  return MICROSOFT_RESOURCE.test(resource) && cloud.name === 'public'
    ? entraNotSimulated(`a token for ${resource}`)
    : resourceNotFound(resource, tenantId);
}
