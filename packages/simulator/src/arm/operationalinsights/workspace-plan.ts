/** What a Log Analytics workspace is paid by and how long it keeps what it is sent. */
import { notSimulated } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { refused } from './workspace-errors.ts';

const RETENTION_MIN_DAYS = 30;
const RETENTION_MAX_DAYS = 730;
/** Gigabytes a day that can be reserved. */
const RESERVATIONS_GB = [100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 25_000, 50_000];
/** Tiers that only subscriptions from before April 2018 can choose, and the one of dedicated clusters. */
const OTHER_SKUS = ['Free', 'Standard', 'Premium', 'PerNode', 'Standalone', 'LACluster'];
const SKUS = ['PerGB2018', 'CapacityReservation'];

/** What a new workspace has when its request does not say. */
export const NEW_PLAN: JsonObject = Object.freeze({
  sku: Object.freeze({ name: 'PerGB2018' }),
  retentionInDays: RETENTION_MIN_DAYS,
  workspaceCapping: Object.freeze({ dailyQuotaGb: -1, dataIngestionStatus: 'RespectQuota' }),
});

/** Throws for a plan that a workspace cannot have. */
export function checkPlan(properties: JsonObject): void {
  checkSku(objectAt(properties, 'sku'));
  const days = properties['retentionInDays'];
  const isKept =
    Number.isInteger(days) &&
    Number(days) >= RETENTION_MIN_DAYS &&
    Number(days) <= RETENTION_MAX_DAYS;
  if (!isKept) {
    throw refused(
      `'retentionInDays' must be a whole number from ${RETENTION_MIN_DAYS} to ${RETENTION_MAX_DAYS}.`,
    );
  }
  const { dailyQuotaGb } = objectAt(properties, 'workspaceCapping');
  if (typeof dailyQuotaGb !== 'number' || (dailyQuotaGb <= 0 && dailyQuotaGb !== -1)) {
    throw refused("'workspaceCapping.dailyQuotaGb' must be more than 0, or -1 for no limit.");
  }
}

function checkSku(sku: JsonObject): void {
  const name = stringAt(sku, 'name') ?? '';
  const isNamed = (one: string): boolean => one.toLowerCase() === name.toLowerCase();
  const other = OTHER_SKUS.find(isNamed);
  if (other !== undefined) throw notSimulated(`the pricing tier ${other} of Log Analytics`);
  const known = SKUS.find(isNamed);
  if (known === undefined) {
    throw refused(`The pricing tier '${name}' is not one of ${SKUS.join(', ')}.`);
  }
  const level = sku['capacityReservationLevel'];
  if (known === 'CapacityReservation' && !RESERVATIONS_GB.includes(Number(level))) {
    throw refused(
      `'sku.capacityReservationLevel' must be one of ${RESERVATIONS_GB.join(', ')} GB a day.`,
    );
  }
}
