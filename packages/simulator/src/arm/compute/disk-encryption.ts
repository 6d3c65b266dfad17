/** The encryption of a disk: under Microsoft's key, or under the key of a set that really may use it. */
import { unfitKind } from '../../kernel/customer-key.ts';
import {
  DISK_ENCRYPTION_SETS,
  encryptedBy,
  federatedClientOf,
  keyForbidden,
  keyUrlOf,
} from '../../kernel/disk-encryption-set.ts';
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { isNewerSku, nounOf } from './disk-kinds.ts';
import { invalid, keyVaultAccessForbidden, refused } from './disk-errors.ts';

const PLATFORM_KEY = 'EncryptionAtRestWithPlatformKey';
const TYPE = DISK_ENCRYPTION_SETS;
/** Type of sets for confidential machines. */
const CONFIDENTIAL = 'ConfidentialVmEncryptedWithCustomerKey';

/** What a disk says of its encryption, and what becomes of its set's data key. */
interface DiskEncryption {
  readonly encryption: JsonObject;
  readonly effects: Effects;
}

/** The encryption of a disk of a kind at a place, its set found and the set's key tried. */
export function diskEncryption(
  context: UnitContext,
  given: unknown,
  { location: place, sku }: Pick<StoredResource, 'location' | 'sku'>,
): DiskEncryption {
  const setId = stringAt(given, 'diskEncryptionSetId');
  const type = stringAt(given, 'type');
  if (setId === undefined) {
    if (type !== undefined && type !== PLATFORM_KEY) {
      throw invalid('encryption.diskEncryptionSetId', `is required with the type '${type}'`);
    }
    return { encryption: { type: PLATFORM_KEY }, effects: {} };
  }
  const set = setAt(context, 'encryption.diskEncryptionSetId', setId, place);
  const setType = stringAt(set.properties, 'encryptionType');
  if (type !== undefined && type !== setType) {
    throw invalid('encryption.type', `must be ${setType}, as the set has it`);
  }
  if (setType === CONFIDENTIAL) {
    throw invalid(
      'encryption.diskEncryptionSetId',
      `a set of the type ${CONFIDENTIAL} is for securityProfile.secureVMDiskEncryptionSetId`,
    );
  }
  const skuName = stringAt(sku, 'name');
  // Documented.
  if (federatedClientOf(set) !== undefined && isNewerSku(skuName)) {
    throw invalid('sku.name', `${skuName} is not for disks under a key in another tenant`);
  }
  tryKey(context, set);
  return {
    encryption: { type: setType, diskEncryptionSetId: inServicesCase(set.id) },
    effects: encryptedBy(context, set),
  };
}

/** A set that a disk names, in the disk's region and subscription. */
function setAt(
  context: UnitContext,
  parameter: string,
  setId: string,
  place: string | undefined,
): StoredResource {
  const set = context.resource(setId);
  if (set?.type !== TYPE) throw invalid(parameter, `there is no disk encryption set '${setId}'`);
  if (set.location !== place) {
    throw invalid(
      parameter,
      `the set is in ${set.location}, the disk in ${place}; both must be in one region`,
    );
  }
  if (set.id.split('/')[2] !== context.subscription.subscriptionId) {
    throw invalid(parameter, "the set must be in the disk's subscription");
  }
  return set;
}

/** The set under whose key a confidential machine is to encrypt a disk, its key tried; with its data key. */
export function confidentialSet(
  context: UnitContext,
  setId: string,
  place: string | undefined,
): { readonly setId: string; readonly effects: Effects } {
  const parameter = 'securityProfile.secureVMDiskEncryptionSetId';
  const set = setAt(context, parameter, setId, place);
  if (stringAt(set.properties, 'encryptionType') !== CONFIDENTIAL) {
    throw invalid(parameter, `must be a set of the type ${CONFIDENTIAL}`);
  }
  tryKey(context, set);
  return { setId: set.id, effects: encryptedBy(context, set) };
}

/** The set that encrypts a disk at rest, by lower-case id. */
export function setOfDisk({ properties }: Pick<StoredResource, 'properties'>): string | undefined {
  return stringAt(properties['encryption'], 'diskEncryptionSetId')?.toLowerCase();
}

/** The same with the set under whose key a confidential machine encrypts it. */
export function setsOfDisk(disk: StoredResource): string[] {
  const confidential = stringAt(disk.properties['securityProfile'], 'secureVMDiskEncryptionSetId');
  return [setOfDisk(disk), confidential?.toLowerCase()].filter((id) => id !== undefined);
}

/** Documented: a disk under a customer's key does not leave its subscription, where its set is. */
export function mustStayInSubscription(from: StoredResource, to: StoredResource): void {
  if (setsOfDisk(from).length === 0 || from.id.split('/')[2] === to.id.split('/')[2]) return;
  throw new Refusal({
    status: 409,
    code: 'ResourceMoveNotSupported',
    message: `The disk '${from.name}' is encrypted with a customer-managed key, so it cannot be moved to another subscription.`,
    evidence: 'assumed',
  });
}

/** The first use of a set's key: a set itself is made without one. */
function tryKey(context: UnitContext, set: StoredResource): void {
  const keyUrl = keyUrlOf(set);
  const key = context.keys.describe(keyUrl);
  const kind = key && unfitKind(key);
  if (kind !== undefined) {
    throw invalid('encryption.diskEncryptionSetId', `the key '${keyUrl}' cannot be used: ${kind}`);
  }
  const forbidden = keyForbidden(context, set);
  if (forbidden) throw keyVaultAccessForbidden(forbidden);
}

/** Disks answer with the group's name in upper case, as recorded. */
function inServicesCase(id: string): string {
  return id
    .split('/')
    .map((part, index) => (index === 4 ? part.toUpperCase() : part))
    .join('/');
}

/** Refuses Microsoft's key where a customer's, be it another, has to stay; documented. */
export function mustKeepKey(before: StoredResource, after: StoredResource, why: string): void {
  if (setOfDisk(before) === undefined || setOfDisk(after) !== undefined) return;
  throw refused(
    'OperationNotAllowed',
    `The customer-managed key of the ${nounOf(before)} '${before.name}' cannot be taken away: ${why}.`,
  );
}
