/** The customer's key of a dedicated cluster, as its one identity meets it. */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import {
  type IdentityRequest,
  systemPrincipalOf,
  userPrincipalOf,
} from '../../kernel/managed-identity.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyIdentifierOf, tryKey } from '../../kernel/tried-key.ts';
import { refused } from './workspace-errors.ts';

const PARTS = { vault: 'keyVaultUri', name: 'keyName', version: 'keyVersion' };

/** Documented: a cluster has a single identity, of either type. */
export function checkSingleIdentity(asked: IdentityRequest): void {
  if (asked.userAssigned.length + (asked.system ? 1 : 0) <= 1) return;
  throw refused('A cluster has a single identity: of the system, or one that is user-assigned.');
}

/** `keyVaultProperties` as they are asked for; `undefined`: Microsoft's key. An empty version follows the newest. */
export function readClusterKey(
  given: Json | undefined,
  before: Json | undefined,
): JsonObject | undefined {
  if (given === undefined) return isObject(before) ? before : undefined;
  const key = isObject(given) ? given : {};
  const { keyVaultUri, keyName, keyVersion = '' } = key;
  if (!keyVaultUri && !keyName && !keyVersion) return undefined;
  const isFull = typeof keyVaultUri === 'string' && typeof keyName === 'string';
  if (!isFull || !/^https:\/\/[^/]+\/?$/.test(keyVaultUri) || keyName === '') {
    throw refused(
      "'keyVaultProperties' must have the 'keyVaultUri' of a vault, a 'keyName', and a 'keyVersion' that may be empty.",
    );
  }
  return key;
}

/** Throws when a cluster cannot use its key. */
export function mustUseClusterKey(context: UnitContext, cluster: StoredResource): void {
  const identifier = keyIdentifierOf(cluster.properties['keyVaultProperties'], PARTS);
  if (identifier === undefined) return;
  const tried = tryKey(context, identifier, principalOf(context, cluster));
  if ('problem' in tried) {
    const { about, words } = tried.problem;
    throw refused(
      about === 'vault'
        ? `The key '${identifier}' of the cluster '${cluster.name}' is not recoverable: ${words}.`
        : `The key '${identifier}' of the cluster '${cluster.name}' cannot be used: ${words}.`,
    );
  }
  const vault = context.keys.vaultOf(identifier);
  const [there, here] = [vault?.location, cluster.location].map((at) =>
    normalizeLocation(at ?? ''),
  );
  if (there === here) return;
  throw refused(
    `The vault '${vault?.name ?? ''}' is in '${there ?? ''}' and the cluster '${cluster.name}' in '${here ?? ''}': they must be in the same region.`,
  );
}

function principalOf(context: UnitContext, cluster: StoredResource): string | undefined {
  const { userAssignedIdentities } = cluster.identity ?? {};
  const [userId] = isObject(userAssignedIdentities) ? Object.keys(userAssignedIdentities) : [];
  return userId === undefined ? systemPrincipalOf(cluster) : userPrincipalOf(context, userId);
}

/** Whether a cluster that is to be made can have the key that its request names. */
export function checkKeyOfNew(key: Json | undefined, asked: IdentityRequest): void {
  if (stringAt(key, 'keyName') === undefined || asked.userAssigned.length > 0) return;
  throw refused(
    "'keyVaultProperties' cannot be set when a cluster is made whose identity comes with it: grant it the key, then update the cluster.",
  );
}
