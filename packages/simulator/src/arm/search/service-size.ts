/** How large an AI Search service may be: replicas and partitions by SKU, and services by subscription and region. */
import type { JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './search-errors.ts';

/** Replicas times partitions at most. */
const SEARCH_UNITS_MAX = 36;
const PARTITIONS = [1, 2, 3, 4, 6, 12];
/** Partitions of a service for very many indices. */
const HIGH_DENSITY_PARTITIONS_MAX = 3;

/** What the documents say of each SKU. */
interface Sku {
  readonly replicasMax: number;
  readonly partitionsMax: number;
  /** Services of a subscription in a region. */
  readonly servicesMax: number;
}

export const SEARCH_SKUS: ReadonlyMap<string, Sku> = new Map(
  Object.entries({
    free: { replicasMax: 1, partitionsMax: 1, servicesMax: 1 },
    basic: { replicasMax: 3, partitionsMax: 3, servicesMax: 16 },
    standard: { replicasMax: 12, partitionsMax: 12, servicesMax: 16 },
    standard2: { replicasMax: 12, partitionsMax: 12, servicesMax: 8 },
    standard3: { replicasMax: 12, partitionsMax: 12, servicesMax: 6 },
    storage_optimized_l1: { replicasMax: 12, partitionsMax: 12, servicesMax: 6 },
    storage_optimized_l2: { replicasMax: 12, partitionsMax: 12, servicesMax: 6 },
  }),
);

/** Throws for a size that the SKU does not have. */
export function checkSize(skuName: string, properties: JsonObject): void {
  const sku = SEARCH_SKUS.get(skuName);
  if (!sku) {
    throw refused(`The SKU '${skuName}' is not one of ${[...SEARCH_SKUS.keys()].join(', ')}.`);
  }
  const { replicaCount, partitionCount, hostingMode } = properties;
  const [replicas, partitions] = [Number(replicaCount), Number(partitionCount)];
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > sku.replicasMax) {
    throw refused(
      `The replica count of a service of the SKU '${skuName}' is 1 to ${sku.replicasMax}; got ${String(replicaCount)}.`,
    );
  }
  const isDense = String(hostingMode).toLowerCase() === 'highdensity';
  if (isDense && skuName !== 'standard3') {
    throw refused("The hosting mode 'highDensity' needs the SKU 'standard3'.");
  }
  const max = isDense ? HIGH_DENSITY_PARTITIONS_MAX : sku.partitionsMax;
  const allowed = PARTITIONS.filter((count) => count <= max);
  if (!allowed.includes(partitions)) {
    throw refused(
      `The partition count of a service of the SKU '${skuName}' is one of ${allowed.join(', ')}; got ${String(partitionCount)}.`,
    );
  }
  if (replicas * partitions > SEARCH_UNITS_MAX) {
    throw refused(
      `A service has at most ${SEARCH_UNITS_MAX} search units; ${replicas} replicas of ${partitions} partitions are ${replicas * partitions}.`,
    );
  }
}

/** How many services of a SKU a subscription has in a region. */
export function servicesOf(context: UnitContext, skuName: string, location: string): number {
  return context
    .resources(
      'Microsoft.Search/searchServices',
      `/subscriptions/${context.subscription.subscriptionId}`,
    )
    .filter((service) => service.location === location && skuOf(service) === skuName).length;
}

/** Refuses one service more than a subscription may have. */
export function checkQuota(context: UnitContext, skuName: string, location: string): void {
  const max = SEARCH_SKUS.get(skuName)?.servicesMax ?? 0;
  if (servicesOf(context, skuName, location) < max) return;
  throw refused(
    `A subscription has at most ${max} services of the SKU '${skuName}' in '${location}'.`,
    'ServiceQuotaExceeded',
  );
}

/** The SKU in lower case, as it is compared. */
export function skuOf({ sku }: Pick<StoredResource, 'sku'>): string {
  const name = sku?.['name'];
  return typeof name === 'string' ? name.toLowerCase() : '';
}
