/** The groups that a token tells of: all, also those reached through other groups; of too many only where to ask. */
import type { JWTPayload } from 'jose';
import type { Directory, Principal } from '../kernel/directory.ts';
import type { Settings } from '../kernel/settings.ts';

/** A JSON Web Token names so many groups at most: Microsoft's access token claims reference. */
export const MAX_GROUPS_IN_TOKEN = 200;

/** Where the claim of too many groups points: the older Graph, as Entra ID still writes it. */
const OLDER_GRAPH: Readonly<Record<Settings['cloud']['name'], string>> = {
  public: 'https://graph.windows.net',
  usGovernment: 'https://graph.windows.net',
  china: 'https://graph.chinacloudapi.cn',
};

/** `groups`, or the overage claims in its place; nothing for a principal in no group. */
export function groupClaims(
  directory: Directory,
  principal: Principal,
  settings: Settings,
): JWTPayload {
  const groups = directory.groupsOf(principal.objectId);
  if (groups.length === 0) return {};
  if (groups.length <= MAX_GROUPS_IN_TOKEN) return { groups };
  const collection = principal.kind === 'user' ? 'users' : 'servicePrincipals';
  const { tenantId, objectId } = principal;
  const endpoint = `${OLDER_GRAPH[settings.cloud.name]}/${tenantId}/${collection}/${objectId}/getMemberObjects`;
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
}

/** Whether a token says that there were too many groups to name, so that a service asks the directory. */
export function hasGroupOverage({ _claim_names: names }: JWTPayload): boolean {
  return typeof names === 'object' && names !== null && 'groups' in names;
}
