/**
 * The key of an AI Search service. A service asks of its objects that they are encrypted (`enforcement`), and since
 * 2026-03-01-preview has a key for those that bring none; whoever holds that key is an identity of the service.
 */
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  hasUserIdentity,
  systemPrincipalOf,
  userPrincipalOf,
} from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { keyIdentifierOf, keyTimer, tryKey } from '../../kernel/tried-key.ts';
import { refused } from './search-errors.ts';
import { skuOf } from './service-size.ts';

/** From this version on a service shows the key that encrypts it as a whole. */
export const SERVICE_KEY_SINCE = '2026-03-01-preview';
/** For this long a service goes on with a key that it has, milliseconds. */
const KEY_CACHE_MS = 60 * 60 * 1000;
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
export function mustScale(service: StoredResource): void {
  const problem = stringAt(service.hidden, 'keyProblem');
  if (problem === undefined) return;
  throw refused(
    `The search service '${service.name}' cannot be scaled while its key cannot be used: ${problem}.`,
    'KeyVaultAccessFailed',
  );
}

/** When to look at the key again. */
export function keyTimers(
  context: UnitContext,
  service: StoredResource,
): NonNullable<Effects['timers']> {
  const key = keyOf(service);
  return key === undefined ? [] : [keyTimer(context, KEY_TIMER, service.id, key, KEY_CACHE_MS)];
}

/** What a service does when what it kept of its key has grown old. */
export function checkServiceKey(context: UnitContext, payload: JsonObject): Effects {
  const service = context.resource(stringAt(payload, 'id') ?? '');
  // Another key has a timer of its own.
  if (!service || keyOf(service) !== payload['key']) return {};
  const { keyProblem: before, ...hidden } = service.hidden ?? {};
  const problem = keyProblem(context, service);
  const timers = keyTimers(context, service);
  if (problem === before) return { timers };
  const next = problem === undefined ? hidden : { ...hidden, keyProblem: problem };
  return { put: [{ ...service, hidden: next }], timers };
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
  const principalId =
    userId === undefined ? systemPrincipalOf(service) : userPrincipalOf(context, userId);
  const tried = tryKey(context, identifier, principalId);
  return 'problem' in tried ? tried.problem.words : undefined;
}
