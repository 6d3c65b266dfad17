/** The groups that a token tells of: all, also those reached through other groups; of too many only where to ask. */
import type { JWTPayload } from 'jose';
import { olderGraph } from '../cloud-metadata/clouds.ts';
import type { Directory, Principal } from '../kernel/directory.ts';
import type { Settings } from '../kernel/settings.ts';

/** A JSON Web Token names so many groups at most: Microsoft's access token claims reference. */
export const MAX_GROUPS_IN_TOKEN = 200;

/** `groups`, or the overage claims in its place, which point to the older Graph; nothing for a principal in no group. */
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
  const endpoint = `${olderGraph(settings.cloud)}/${tenantId}/${collection}/${objectId}/getMemberObjects`;
  return { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint } } };
}

/** Whether a token says that there were too many groups to name, so that a service asks the directory. */
export function hasGroupOverage({ _claim_names: names }: JWTPayload): boolean {
  return typeof names === 'object' && names !== null && 'groups' in names;
}
