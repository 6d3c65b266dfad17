/** Who may do what in a vault: access policies or roles, whichever the vault goes by. */
import type { Caller } from '../../kernel/caller.ts';
import type { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { noPolicyPermission, noRolePermission } from './access-errors.ts';
import type { VaultView } from './vault-view.ts';

/** What an operation needs: its name in access policies, and its data action. */
export interface PermissionNeeded {
  /** What lies in a vault: the word in access policies and in the ids of scopes. */
  readonly kind: 'keys' | 'secrets';
  readonly policy: string;
  /** Without `Microsoft.KeyVault/vaults/`. */
  readonly dataAction: string;
}

/** Why the caller may not; `undefined` when it may. `objectName` absent: the whole vault is looked at. */
export function authorizationRefusal(
  services: Services,
  vault: VaultView,
  caller: Caller,
  needed: PermissionNeeded,
  objectName: string | undefined,
  serviceName?: string,
): Refusal | undefined {
  if (!vault.isRbac) {
    return policyAllows(vault, caller, needed)
      ? undefined
      : noPolicyPermission(vault, caller, needed);
  }
  const action = `Microsoft.KeyVault/vaults/${needed.dataAction}`;
  const { id } = vault.resource;
  const scope = objectName === undefined ? id : `${id}/${needed.kind}/${objectName}`;
  if (services.access.allows(caller.objectId, action, scope, 'dataAction')) return undefined;
  const shown = scope
    .replace(/\/resourceGroups\//i, '/resourcegroups/')
    .replace(/\/Microsoft\.KeyVault\//i, '/microsoft.keyvault/');
  return noRolePermission(vault, caller, action, shown, serviceName);
}

// What policies say to a caller: both are frozen, so that it can be found again, and goes when they go.
const said = new WeakMap<object, WeakMap<Caller, Map<string, boolean>>>();

function policyAllows(vault: VaultView, caller: Caller, needed: PermissionNeeded): boolean {
  const policies = vault.resource.properties['accessPolicies'];
  if (!Array.isArray(policies)) return false;
  let toCallers = said.get(policies);
  if (!toCallers) said.set(policies, (toCallers = new WeakMap()));
  let toCaller = toCallers.get(caller);
  if (!toCaller) toCallers.set(caller, (toCaller = new Map()));
  const wanted = `${needed.kind}/${needed.policy}`;
  let allowed = toCaller.get(wanted);
  if (allowed === undefined) {
    toCaller.set(wanted, (allowed = someAllows(policies as readonly JsonObject[], caller, needed)));
  }
  return allowed;
}

function someAllows(
  policies: readonly JsonObject[],
  caller: Caller,
  needed: PermissionNeeded,
): boolean {
  const who = new Set([caller.objectId, ...caller.groups].map((id) => id.toLowerCase()));
  return policies.some((policy) => {
    const objectId = stringAt(policy, 'objectId')?.toLowerCase();
    const applicationId = stringAt(policy, 'applicationId')?.toLowerCase();
    return (
      objectId !== undefined &&
      who.has(objectId) &&
      (applicationId === undefined || applicationId === caller.appId.toLowerCase()) &&
      grants(policy, needed)
    );
  });
}

function grants(policy: JsonObject, { kind, policy: permission }: PermissionNeeded): boolean {
  if (!isObject(policy)) return false;
  const words = objectAt(policy, 'permissions')[kind];
  const wanted = permission.toLowerCase();
  return (
    Array.isArray(words) &&
    (words as readonly string[]).some((word) => {
      const lower = word.toLowerCase();
      return lower === 'all' || lower === wanted;
    })
  );
}
