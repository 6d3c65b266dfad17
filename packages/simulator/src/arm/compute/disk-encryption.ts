/** The encryption of a disk: under Microsoft's key, or under the key of a set that really may use it. */
import { firstKeyRefusal } from '../../kernel/customer-key.ts';
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  linkedAuthorizationFailed,
  systemPrincipalOf,
  userPrincipalOf,
} from '../../kernel/managed-identity.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { invalid } from './disk-request.ts';

const PLATFORM_KEY = 'EncryptionAtRestWithPlatformKey';
const TYPE = 'Microsoft.Compute/diskEncryptionSets';

const READ_SET = `${TYPE}/read`;

/** Where a disk is. */
interface Place {
  readonly id: string;
  readonly location: string | undefined;
}

/** The encryption of a disk at a place, its set found and the set's key tried; whoever asks must see the set. */
export function diskEncryption(
  context: UnitContext,
  given: unknown,
  { id, location: place }: Place,
): JsonObject {
  const setId = stringAt(given, 'diskEncryptionSetId');
  const type = stringAt(given, 'type');
  if (setId === undefined) {
    if (type !== undefined && type !== PLATFORM_KEY) {
      throw invalid('encryption.diskEncryptionSetId', `is required with the type '${type}'`);
    }
    return { type: PLATFORM_KEY };
  }
  const set = context.resource(setId);
  if (set?.type !== TYPE) {
    throw invalid('encryption.diskEncryptionSetId', `there is no disk encryption set '${setId}'`);
  }
  if (!context.allows(context.caller.objectId, READ_SET, set.id)) {
    throw linkedAuthorizationFailed(context, 'Microsoft.Compute/disks/write', id, READ_SET, set.id);
  }
  if (set.location !== place) {
    throw invalid(
      'encryption.diskEncryptionSetId',
      `the set is in ${set.location}, the disk in ${place}; both must be in one region`,
    );
  }
  if (set.id.split('/')[2] !== context.subscription.subscriptionId) {
    throw invalid('encryption.diskEncryptionSetId', "the set must be in the disk's subscription");
  }
  const setType = stringAt(set.properties, 'encryptionType');
  if (type !== undefined && type !== setType) {
    throw invalid('encryption.type', `must be ${setType}, as the set has it`);
  }
  tryKey(context, set);
  return { type: setType, diskEncryptionSetId: inServicesCase(set.id) };
}

/** The set that encrypts a disk, by lower-case id. */
export function setOfDisk(disk: StoredResource): string | undefined {
  return stringAt(objectAt(disk.properties, 'encryption'), 'diskEncryptionSetId')?.toLowerCase();
}

/** Documented: a disk under a customer's key does not leave its subscription, where its set is. */
export function mustStayInSubscription(from: StoredResource, to: StoredResource): void {
  if (setOfDisk(from) === undefined || from.id.split('/')[2] === to.id.split('/')[2]) return;
  throw new Refusal({
    status: 409,
    code: 'ResourceMoveNotSupported',
    message: `The disk '${from.name}' is encrypted with a customer-managed key, so it cannot be moved to another subscription.`,
    evidence: 'assumed',
  });
}

/** The first use of a set's key: a set itself is made without one. */
function tryKey(context: UnitContext, set: StoredResource): void {
  const keyUrl = stringAt(objectAt(set.properties, 'activeKey'), 'keyUrl') ?? '';
  const own = systemPrincipalOf(set);
  const [userId] = Object.keys(objectAt(set.identity, 'userAssignedIdentities'));
  const principalId = own ?? (userId === undefined ? undefined : userPrincipalOf(context, userId));
  const isUsable =
    principalId !== undefined &&
    context.keys.describe(keyUrl) !== undefined &&
    !firstKeyRefusal(context, keyUrl, principalId);
  if (isUsable) return;
  const who =
    own !== undefined || userId === undefined
      ? `disk encryption set '${set.name}'`
      : `user-assigned identity '${userId}'`;
  throw new Refusal({
    status: 400,
    code: 'KeyVaultAccessForbidden',
    message: `Unable to access key vault resource '${keyUrl}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to ${who}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`,
    evidence: 'reported',
    ruleId: 'CMK-013',
  });
}

/** Disks answer with the group's name in upper case, as recorded. */
function inServicesCase(id: string): string {
  return id
    .split('/')
    .map((part, index) => (index === 4 ? part.toUpperCase() : part))
    .join('/');
}
