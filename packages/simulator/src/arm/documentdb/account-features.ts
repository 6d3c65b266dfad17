/**
 * What an account can have together with a customer's key, and what it cannot give up, in the words of the service's guide
 * to keys in other tenants. What that guide says of the end of 2022 and later ones no longer do is not refused here.
 */
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { FIRST_PARTY, refused } from './account-key.ts';

const CONTINUOUS = 'Continuous';
/** What changes with every write, or is the service's own. */
const NOT_ASKED: ReadonlySet<string> = new Set(['backupPolicy', 'provisioningState']);

/** Refuses an account whose backup or analytical store does not go with its key, its API or what it was before. */
export function checkFeatures(
  context: UnitContext,
  account: StoredResource,
  existing: StoredResource | undefined,
): void {
  const why = refusedBecause(account, existing);
  if (why !== undefined) throw refused(context, { message: why, evidence: 'documented' });
}

function refusedBecause(
  { properties }: StoredResource,
  existing: StoredResource | undefined,
): string | undefined {
  const before = existing?.properties ?? {};
  const isContinuous = hasContinuousBackup(properties);
  const wasContinuous = hasContinuousBackup(before);
  const hasStorage = isContinuous || properties['enableAnalyticalStorage'] === true;
  const hadStorage = wasContinuous || before['enableAnalyticalStorage'] === true;
  const isUnderKey = stringAt(properties, 'keyVaultKeyUri') !== undefined;
  const wasUnderKey = stringAt(before, 'keyVaultKeyUri') !== undefined;
  if (wasContinuous && !isContinuous) {
    return 'Continuous backup mode cannot be disabled once it is enabled on the account.';
  }
  if (isContinuous && properties['EnabledApiTypes'] === 'Cassandra') {
    return 'Continuous backup mode cannot be enabled together with Cassandra database account';
  }
  if (existing && isUnderKey && !wasUnderKey && hadStorage) {
    return 'Customer Managed Key enablement on an existing Analytical Store/Continuous Backup/Materialized View/Full Fidelity Change Feed enabled Account is not supported';
  }
  if (isUnderKey && hasStorage && properties['defaultIdentity'] === FIRST_PARTY) {
    return 'Setting Non-FPI default identity is required for dedicated storage account features. Please set a valid System or User Assigned Identity to default and retry the request.';
  }
  if (existing && isContinuous && !wasContinuous && othersChanged(before, properties)) {
    return 'Cannot update continuous backup mode and other properties at the same time.';
  }
  return undefined;
}

const hasContinuousBackup = (properties: JsonObject): boolean =>
  stringAt(objectAt(properties, 'backupPolicy'), 'type') === CONTINUOUS;

function othersChanged(before: JsonObject, after: JsonObject): boolean {
  const text = (value: Json | undefined): string => JSON.stringify(value ?? null);
  return Object.keys({ ...before, ...after }).some(
    (name) => !NOT_ASKED.has(name) && text(before[name]) !== text(after[name]),
  );
}
