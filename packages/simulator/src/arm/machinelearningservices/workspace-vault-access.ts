/** What the identity of a workspace may do in the vault where the workspace keeps its credentials. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import { standingAssignment } from '../../kernel/standing-assignment.ts';

/** Key Vault Administrator. */
const ADMINISTRATOR = '00482a5a-887f-4fb3-b363-3b7fe8e74483';
const EVERYTHING = { keys: ['all'], secrets: ['all'], certificates: ['all'] };

/**
 * The service gives the identity all keys, secrets and certificates (CMK-044): by an access policy, as documented, or by
 * the role that says the same where the vault goes by roles, which is assumed.
 */
export function vaultAccess(context: UnitContext, workspace: StoredResource): Effects {
  const vault = context.resource(stringAt(workspace.properties, 'keyVault') ?? '');
  const principalId = systemPrincipalOf(workspace);
  if (!vault || principalId === undefined) return {};
  return vault.properties['enableRbacAuthorization'] === true
    ? byRole(context, vault, principalId)
    : { put: [withPolicy(context, vault, principalId)] };
}

function byRole(context: UnitContext, { id }: StoredResource, principalId: string): Effects {
  const name = context.namedGuid('roleAssignment', principalId, ADMINISTRATOR, id.toLowerCase());
  return standingAssignment(
    { objectId: principalId, kind: 'managedIdentity' },
    ADMINISTRATOR,
    id,
    name,
    context.now,
  );
}

function withPolicy(
  { subscription }: UnitContext,
  vault: StoredResource,
  objectId: string,
): StoredResource {
  const given = vault.properties['accessPolicies'];
  const others = (Array.isArray(given) ? (given as readonly JsonObject[]) : []).filter(
    (policy) => policy['objectId'] !== objectId,
  );
  const own = { tenantId: subscription.tenantId, objectId, permissions: EVERYTHING };
  return { ...vault, properties: { ...vault.properties, accessPolicies: [...others, own] } };
}
