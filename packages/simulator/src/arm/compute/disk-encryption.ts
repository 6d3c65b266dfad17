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
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { invalid, keyVaultAccessForbidden } from './disk-errors.ts';

const PLATFORM_KEY = 'EncryptionAtRestWithPlatformKey';
const TYPE = DISK_ENCRYPTION_SETS;
/** Documented: their keys are of the disk's own tenant. */
const NOT_FEDERATED: ReadonlySet<string> = new Set(['UltraSSD_LRS', 'PremiumV2_LRS']);

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
  const set = context.resource(setId);
  if (set?.type !== TYPE) {
    throw invalid('encryption.diskEncryptionSetId', `there is no disk encryption set '${setId}'`);
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
  const skuName = stringAt(sku, 'name') ?? '';
  if (federatedClientOf(set) !== undefined && NOT_FEDERATED.has(skuName)) {
    throw invalid('sku.name', `${skuName} is not for disks under a key in another tenant`);
  }
  tryKey(context, set);
  return {
    encryption: { type: setType, diskEncryptionSetId: inServicesCase(set.id) },
    effects: encryptedBy(context, set),
  };
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
