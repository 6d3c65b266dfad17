/**
 * The key of an AI Search service. A service asks of its objects that they are encrypted (`enforcement`), and since
 * 2026-03-01-preview has a key for those that bring none; whoever holds that key is an identity of the service.
 */
import { KEY_OPERATIONS } from '../../kernel/customer-key.ts';
import { encryptedStore, forgetStore } from '../../kernel/encrypted-store.ts';
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  hasUserIdentity,
  systemPrincipalOf,
  userPrincipalOf,
} from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyIdentifierOf, tryKey } from '../../kernel/tried-key.ts';
import { lookAtStore, wrapStore, type WrappedStoreKey } from '../../kernel/wrapped-store.ts';
import { refused } from './search-errors.ts';
import { skuOf } from './service-size.ts';

/** From this version on a service shows the key that encrypts it as a whole. */
export const SERVICE_KEY_SINCE = '2026-03-01-preview';
/** Name of the timer that {@link checkServiceKey} answers. */
export const KEY_TIMER: string = 'Microsoft.Search/searchServices.checkKey';

const PARTS = { vault: 'keyVaultUri', name: 'keyVaultKeyName', version: 'keyVaultKeyVersion' };
const ENFORCEMENTS = ['Disabled', 'Enabled', 'Unspecified'];

/** `encryptionWithCmk` as it is asked for on top of what is there. */
export function readEncryption(
  before: JsonObject,
  given: unknown,
  apiVersion: string,
  service: Pick<StoredResource, 'sku'>,
): JsonObject {
  const asked = isObject(given) ? given : {};
  const { serviceLevelEncryptionKey: kept } = before;
  const enforcement = stringAt(asked, 'enforcement') ?? stringAt(before, 'enforcement') ?? '';
  const known = ENFORCEMENTS.find((one) => one.toLowerCase() === enforcement.toLowerCase());
  if (enforcement !== '' && known === undefined) {
    throw refused(`The enforcement '${enforcement}' is not one of ${ENFORCEMENTS.join(', ')}.`);
  }
  const isKeyTold = apiVersion >= SERVICE_KEY_SINCE && 'serviceLevelEncryptionKey' in asked;
  const key = isKeyTold ? asked['serviceLevelEncryptionKey'] : kept;
  if (skuOf(service) === 'free' && (known === 'Enabled' || isObject(key))) {
    throw refused("Customer-managed keys need a billable SKU; this service's is 'free'.");
  }
  if (isObject(key) && isObject(key['accessCredentials'])) {
    throw notSimulated('the access of an AI Search service to its key by an application');
  }
  return {
    enforcement: known ?? 'Unspecified',
    // Objects of a service are not simulated, so none of them lacks a key.
    encryptionComplianceStatus: 'Compliant',
    ...(isObject(key) ? { serviceLevelEncryptionKey: key } : {}),
  };
}

/** Throws when a service cannot use its key. */
export function mustUseKey(context: UnitContext, service: StoredResource): void {
  const problem = keyProblem(context, service);
  if (problem === undefined) return;
  throw refused(
    `The key '${keyOf(service) ?? ''}' of the search service '${service.name}' cannot be used: ${problem}.`,
    'KeyVaultAccessFailed',
  );
}

/** Throws when a service found its key out of reach when it last looked: such a one cannot be scaled. */
export function mustScale(context: UnitContext, service: StoredResource): void {
  const lost = encryptedStore(context, service.id)?.lost;
  if (lost === undefined) return;
  throw refused(
    `The search service '${service.name}' cannot be scaled while its key cannot be used: ${lost.innerCode ?? lost.code}.`,
    'KeyVaultAccessFailed',
  );
}

/** The service's data key, wrapped by the version in use; a service without a key of its own has none. */
export function keptKey(context: UnitContext, service: StoredResource): Effects {
  const use = keyUseOf(context, service);
  return use ? wrapStore(context, use) : { documents: forgetStore(context, service.id) };
}

/** What a service does when what it kept of its key has grown old. */
export function checkServiceKey(context: UnitContext, payload: JsonObject): Effects {
  const service = context.resource(stringAt(payload, 'id') ?? '');
  return lookAtStore(context, payload, service && keyUseOf(context, service))?.effects ?? {};
}

/** The key as the service uses it; one that is named without a version stands for the newest. */
function keyUseOf(context: UnitContext, service: StoredResource): WrappedStoreKey | undefined {
  const keyIdentifier = keyOf(service);
  if (keyIdentifier === undefined) return undefined;
  const inUse = encryptedStore(context, service.id)?.dataKeys[0].kid;
  return {
    id: service.id,
    keyIdentifier,
    version: context.keys.describe(keyIdentifier)?.id ?? inUse ?? keyIdentifier,
    principalId: keyUser(context, service),
    handler: KEY_TIMER,
    needs: KEY_OPERATIONS,
  };
}

/** The identifier of the key of the service as a whole. */
export function keyOf({ properties }: StoredResource): string | undefined {
  const encryption = objectAt(properties, 'encryptionWithCmk');
  return keyIdentifierOf(encryption['serviceLevelEncryptionKey'], PARTS);
}

function keyProblem(context: UnitContext, service: StoredResource): string | undefined {
  const encryption = objectAt(service.properties, 'encryptionWithCmk');
  const key = objectAt(encryption, 'serviceLevelEncryptionKey');
  const identifier = keyIdentifierOf(key, PARTS);
  if (identifier === undefined) return 'its vault and its name must be told';
  const userId = stringAt(key['identity'], 'userAssignedIdentity');
  if (userId !== undefined && !hasUserIdentity(service.identity, userId)) {
    return `'${userId}' is not an identity of the service`;
  }
  const tried = tryKey(context, identifier, keyUser(context, service));
  return 'problem' in tried ? tried.problem.words : undefined;
}

/** Object id of who uses the key: the identity that is named with it, else the service itself. */
function keyUser(context: UnitContext, service: StoredResource): string | undefined {
  const encryption = objectAt(service.properties, 'encryptionWithCmk');
  const key = objectAt(encryption, 'serviceLevelEncryptionKey');
  const userId = stringAt(key['identity'], 'userAssignedIdentity');
  if (userId === undefined) return systemPrincipalOf(service);
  return hasUserIdentity(service.identity, userId) ? userPrincipalOf(context, userId) : undefined;
}
