/** The key of the DBFS root: used by the identity of the workspace's storage account, which is granted beforehand. */
import { memberAt } from '../../kernel/customer-key.ts';
import { forgetStore } from '../../kernel/encrypted-store.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf } from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { STORAGE_KEY_TIMER } from '../../kernel/storage-account.ts';
import { keyIdentifierOf, tryKey } from '../../kernel/tried-key.ts';
import { wrapStore } from '../../kernel/wrapped-store.ts';
import { refused } from './databricks-errors.ts';

/** How the keys of managed disks and managed services are told. */
export const ENTITY_KEY_PARTS = { vault: 'keyVaultUri', name: 'keyName', version: 'keyVersion' };

/** A key as the workspace names it. */
export interface DbfsKey {
  readonly identifier: string;
  readonly asStorageTells: JsonObject;
}

/** The key that the parameters of a workspace name; `undefined`: Microsoft's. */
export function dbfsKeyOf(parameters: JsonObject): DbfsKey | undefined {
  const value = objectAt(objectAt(parameters, 'encryption'), 'value');
  const source = stringAt(value, 'keySource') ?? 'Default';
  if (source.toLowerCase() === 'default') return undefined;
  if (source.toLowerCase() !== 'microsoft.keyvault') {
    throw refused(`The key source '${source}' is not Default or Microsoft.Keyvault.`);
  }
  const parts = Object.fromEntries(
    ['keyvaulturi', 'keyname', 'keyversion'].flatMap((name) => {
      const part = memberAt(value, name);
      return typeof part === 'string' ? [[name, part]] : [];
    }),
  );
  const identifier = keyIdentifierOf(parts, {
    vault: 'keyvaulturi',
    name: 'keyname',
    version: 'keyversion',
  });
  if (identifier === undefined || !parts['keyversion']) {
    throw refused("'parameters.encryption.value' needs keyvaulturi, KeyName and keyversion.");
  }
  return { identifier, asStorageTells: { ...parts, currentVersionedKeyIdentifier: identifier } };
}

/** The data key of the storage account, wrapped by the key that the workspace names; under Microsoft's it has none. */
export function keptDbfs(
  context: UnitContext,
  account: StoredResource,
  key: DbfsKey | undefined,
): Effects {
  const { id } = account;
  if (!key) return { documents: forgetStore(context, id) };
  return wrapStore(context, {
    id,
    keyIdentifier: key.identifier,
    version: key.identifier,
    principalId: systemPrincipalOf(account),
    handler: STORAGE_KEY_TIMER,
    needs: ['unwrapKey'],
  });
}

/** Throws for a workspace that cannot be under a customer's key, before anything is tried. */
export function checkEncryption(
  workspace: StoredResource,
  parameters: JsonObject,
  isPrepared: boolean,
): void {
  const isPremium = stringAt(workspace.sku, 'name')?.toLowerCase() === 'premium';
  const prepares = objectAt(parameters, 'prepareEncryption')['value'] === true;
  const key = dbfsKeyOf(parameters);
  const hasEntities = isObject(workspace.properties['encryption']);
  if ((prepares || key || hasEntities) && !isPremium) {
    throw refused('Customer-managed keys need a workspace of the SKU premium.');
  }
  if (key && !isPrepared) {
    throw refused(
      `The workspace '${workspace.name}' was not prepared for encryption: set 'prepareEncryption' first, then grant its storage account the key.`,
    );
  }
}

/** What a workspace keeps elsewhere under keys of their own, and in which words. */
const ENTITIES = { managedDisk: 'managed disks', managedServices: 'managed services' } as const;

/** Throws for the key of an entity that is not told in full, or is taken back. */
export function checkEntityKeys(
  workspace: StoredResource,
  existing: StoredResource | undefined,
): void {
  for (const entity of ['managedDisk', 'managedServices'] as const) {
    const told = entityOf(workspace, entity);
    const source = stringAt(told, 'keySource')?.toLowerCase();
    // A key that is named is never left out in silence.
    if (source === undefined && !isObject(told['keyVaultProperties'])) {
      if (existing && entityOf(existing, entity)['keySource'] !== undefined) {
        throw notSimulated(
          `the removal of the key of ${ENTITIES[entity]} of a Databricks workspace`,
        );
      }
      continue;
    }
    if (source !== 'microsoft.keyvault') {
      throw refused(`'encryption.entities.${entity}.keySource' must be Microsoft.Keyvault.`);
    }
    const key = objectAt(told, 'keyVaultProperties');
    if (keyIdentifierOf(key, ENTITY_KEY_PARTS) && key['keyVersion']) continue;
    throw refused(
      `'encryption.entities.${entity}.keyVaultProperties' needs keyVaultUri, keyName and keyVersion.`,
    );
  }
}

/** What a workspace says of the encryption of its managed disks, or of its managed services. */
export function entityOf(
  { properties }: StoredResource,
  entity: keyof typeof ENTITIES,
): JsonObject {
  return objectAt(objectAt(properties['encryption'], 'entities'), entity);
}

/** Tries the key as the storage account, and fails in the words of the account inside the workspace's. */
export function mustUseDbfsKey(
  context: UnitContext,
  workspace: StoredResource,
  account: StoredResource,
  key: DbfsKey,
): void {
  const tried = tryKey(context, key.identifier, systemPrincipalOf(account));
  if ('key' in tried) return;
  const { about, words } = tried.problem;
  if (about !== 'access') {
    throw refused(`The key '${key.identifier}' cannot be used: ${words}.`);
  }
  throw new Refusal({
    status: 400,
    code: 'KeyVaultAuthenticationFailure',
    message: `Unable to perform update operation for the workspace : '${workspace.name}' failed : 'Unable to update storage account '${account.name}': 'The operation failed because of authentication issue on the keyvault. For more information, see - https://aka.ms/storagekeyvaultaccesspolicy'.'`,
    evidence: 'reported',
  });
}
