/** A disk encryption set as the services see it that encrypt disks by it, or make one: its key, who uses it, the watch. */
import { firstKeyRefusal, KEY_OPERATIONS, unfitKind } from './customer-key.ts';
import { KEY_CHECK_MS } from './encrypted-store.ts';
import { type FederatedUse, federatedUser } from './federated-client.ts';
import { type Followed, type Following, following } from './following.ts';
import { objectAt, stringAt } from './json.ts';
import { systemPrincipalOf, userPrincipalOf } from './managed-identity.ts';
import type { Effects, UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';
import { wrapStore, type WrappedStoreKey } from './wrapped-store.ts';

/** Disk encryption sets as a type. */
export const DISK_ENCRYPTION_SETS = 'Microsoft.Compute/diskEncryptionSets';
/** Name of the timer by which a set looks whether its disks still have their key. */
export const SET_KEY_TIMER: string = `${DISK_ENCRYPTION_SETS}.checkKey`;

/** Versioned identifier of the key in use. */
export function keyUrlOf({ properties }: StoredResource): string {
  return stringAt(objectAt(properties, 'activeKey'), 'keyUrl') ?? '';
}

/** Whether a set takes the newest version of its key by itself. */
export function followsKey({ properties }: StoredResource): boolean {
  return properties['rotationToLatestKeyVersionEnabled'] === true;
}

/** Application id of who uses a key in another tenant for the set. */
export function federatedClientOf({ properties }: StoredResource): string | undefined {
  return stringAt(properties, 'federatedClientId');
}

const userIdentityOf = ({ identity }: StoredResource): string | undefined =>
  Object.keys(objectAt(identity, 'userAssignedIdentities'))[0];

/** The key as an application uses it for the set's identity; `undefined`: the set uses it without one. */
export function federatedUseOf(set: StoredResource): FederatedUse | undefined {
  const clientId = federatedClientOf(set);
  if (clientId === undefined) return undefined;
  return { clientId, userId: userIdentityOf(set), keyIdentifier: keyUrlOf(set) };
}

/** Object id of who uses the key: an application in the vault's tenant, the set itself, or the identity it was given. */
export function setPrincipalOf(context: UnitContext, set: StoredResource): string | undefined {
  const federated = federatedUseOf(set);
  if (federated) {
    const user = federatedUser(context, federated);
    return 'problem' in user ? undefined : user.principalId;
  }
  const userId = userIdentityOf(set);
  const own = systemPrincipalOf(set);
  return own ?? (userId === undefined ? undefined : userPrincipalOf(context, userId));
}

/** The key as the set's disks use it. A version that has expired does not serve them: their machines shut down. */
export function keyUseOf(context: UnitContext, set: StoredResource): WrappedStoreKey {
  const version = keyUrlOf(set);
  return {
    id: set.id,
    keyIdentifier: followsKey(set) ? version.replace(/\/[^/]+$/, '') : version,
    version,
    principalId: setPrincipalOf(context, set),
    handler: SET_KEY_TIMER,
    needs: KEY_OPERATIONS,
  };
}

/** What the compute service says of a set that cannot use its key. */
export interface KeyForbidden {
  readonly message: string;
  readonly evidence: 'reported' | 'assumed';
}

/** What the compute service says of a set that cannot use its key; nothing of one that can. */
export function keyForbidden(context: UnitContext, set: StoredResource): KeyForbidden | undefined {
  const keyUrl = keyUrlOf(set);
  const principalId = setPrincipalOf(context, set);
  const isUsable =
    principalId !== undefined &&
    context.keys.describe(keyUrl) !== undefined &&
    !firstKeyRefusal(context, keyUrl, principalId);
  if (isUsable) return undefined;
  const federated = federatedUseOf(set);
  if (federated) return { message: federatedForbidden(context, federated), evidence: 'assumed' };
  const userId = userIdentityOf(set);
  const who =
    systemPrincipalOf(set) !== undefined || userId === undefined
      ? `disk encryption set '${set.name}'`
      : `user-assigned identity '${userId}'`;
  const message = `${unable(keyUrl)}. Please grant get, wrap and unwrap key permissions to ${who}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`;
  return { message, evidence: 'reported' };
}

const unable = (keyUrl: string): string =>
  `Unable to access key vault resource '${keyUrl}' to enable encryption at rest`;

function federatedForbidden(context: UnitContext, use: FederatedUse): string {
  const user = federatedUser(context, use);
  if ('problem' in user) return `${unable(use.keyIdentifier)}: ${user.problem}.`;
  return `${unable(use.keyIdentifier)}. Please grant get, wrap and unwrap key permissions to the service principal '${user.principalId}' of the application '${use.clientId}' in the tenant of the key vault.`;
}

/** What it comes to that disks are encrypted by a set, its key found and tried. */
export function encryptedBy(context: UnitContext, set: StoredResource): Effects {
  const use = keyUseOf(context, set);
  const key = context.keys.describe(use.version);
  const isFit = key !== undefined && unfitKind(key) === undefined;
  return isFit && use.principalId !== undefined ? wrapStore(context, use) : {};
}

/** How a set takes the newest version of its key; documented: within an hour. */
export const FOLLOWING: Following = {
  handler: `${DISK_ENCRYPTION_SETS}.followKey`,
  everyMs: KEY_CHECK_MS,
};

/** A set as it is written, with the instant at which it looks for a newer version. */
export function watched(context: UnitContext, set: StoredResource): Followed {
  return following(context, set, followsKey(set), FOLLOWING);
}
