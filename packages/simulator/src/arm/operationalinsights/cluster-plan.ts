/** What a dedicated cluster is, what it costs, and what of that stays as it was made. */
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './workspace-errors.ts';

/** Gigabytes a day that a cluster can reserve. */
const CAPACITIES_GB = [100, 200, 300, 400, 500, 1000, 2000, 5000, 10_000, 25_000, 50_000];
const DAY_MS = 24 * 60 * 60_000;
/** For so many days after a change of its capacity a cluster cannot be made smaller. */
const CAPACITY_LOCKED_DAYS = 30;
const SKU = 'CapacityReservation';
const BILLING_TYPES = ['Cluster', 'Workspaces'];
/** What cannot be changed when a cluster is there, with its value when nothing is said. */
const FIXED = Object.freeze({ isDoubleEncryptionEnabled: true, isAvailabilityZonesEnabled: true });

/** 4-63 letters, digits and dashes, none of these first or last. */
const NAME = /^(?=.{4,63}$)[A-Za-z0-9][A-Za-z0-9-]+[A-Za-z0-9]$/;

/** Throws for what cannot name a cluster. */
export function checkClusterName(name: string): void {
  if (NAME.test(name)) return;
  throw refused(
    `The name '${name}' cannot be that of a cluster: it has 4-63 letters, digits and dashes, and no dash as its first or last character.`,
  );
}

/** The SKU as it is asked for on top of what is there. */
export function readClusterSku(
  context: UnitContext,
  asked: Json | undefined,
  existing: StoredResource | undefined,
): JsonObject {
  if (asked === undefined && existing?.sku) return existing.sku;
  if (!isObject(asked)) throw refused(`A cluster needs a 'sku' with the name ${SKU}.`);
  const name = stringAt(asked, 'name') ?? '';
  if (name.toLowerCase() !== SKU.toLowerCase()) {
    throw refused(`The SKU '${name}' of a cluster is not ${SKU}.`);
  }
  const capacity = Number(asked['capacity']);
  if (!CAPACITIES_GB.includes(capacity)) {
    throw refused(`'sku.capacity' must be one of ${CAPACITIES_GB.join(', ')} GB a day.`);
  }
  const reserved = objectAt(existing?.properties, 'capacityReservationProperties');
  const openAt =
    Date.parse(stringAt(reserved, 'lastSkuUpdate') ?? '') + CAPACITY_LOCKED_DAYS * DAY_MS;
  if (capacity < Number(existing?.sku?.['capacity']) && context.now < openAt) {
    throw refused(
      `The capacity of the cluster '${existing?.name ?? ''}' cannot be decreased before ${new Date(openAt).toISOString()}, ${CAPACITY_LOCKED_DAYS} days after it was last changed.`,
    );
  }
  return { name: SKU, capacity };
}

/** The properties as they are asked for on top of what is there, without those about the key. */
export function readClusterProperties(
  context: UnitContext,
  given: JsonObject,
  sku: JsonObject,
  existing: StoredResource | undefined,
): JsonObject {
  if (objectAt(given, 'replication')['enabled'] === true) {
    throw notSimulated("'replication' of a Log Analytics cluster");
  }
  const before = existing?.properties ?? {};
  const isNewSku = existing?.sku?.['capacity'] !== sku['capacity'];
  return {
    ...before,
    ...(existing ? {} : { clusterId: context.guid(), createdDate: context.iso }),
    billingType: billingTypeOf(given, before),
    ...Object.fromEntries(
      Object.entries(FIXED).map(([name, value]) => [name, fixed(name, value, given, existing)]),
    ),
    capacityReservationProperties: isNewSku
      ? { lastSkuUpdate: context.iso, minCapacity: CAPACITIES_GB[0] ?? 0 }
      : objectAt(before, 'capacityReservationProperties'),
    lastModifiedDate: context.iso,
  };
}

function billingTypeOf(given: JsonObject, before: JsonObject): string {
  const asked = stringAt(given, 'billingType') ?? stringAt(before, 'billingType') ?? 'Cluster';
  const known = BILLING_TYPES.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (known !== undefined) return known;
  throw refused(`The billing type '${asked}' is not one of ${BILLING_TYPES.join(', ')}.`);
}

function fixed(
  name: string,
  value: boolean,
  given: JsonObject,
  existing: StoredResource | undefined,
): Json {
  const is = existing?.properties[name];
  const asked = given[name];
  if (is !== undefined && asked !== undefined && asked !== is) {
    throw refused(`'${name}' of the cluster '${existing?.name ?? ''}' cannot be changed.`);
  }
  return is ?? asked ?? value;
}
