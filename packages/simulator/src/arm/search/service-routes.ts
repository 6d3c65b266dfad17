/** What Microsoft.Search tells of names and of quotas. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import { regionUsages, usageRow } from '../../kernel/region-usages.ts';
import type { Route, UnitContext } from '../../kernel/resource-type.ts';
import { refused } from './search-errors.ts';
import { SEARCH_SKUS, servicesOf } from './service-size.ts';

/** Table of the names in use, which are one namespace in all of Azure. */
export const SERVICE_NAMES = 'searchServiceNames';
/** Lower-case letters, digits and dashes; no dash as one of the first two or as the last, none after another. */
const NAME = /^(?=.{2,60}$)[a-z0-9][a-z0-9](?:-?[a-z0-9])*$/;
const RULE =
  'it has 2-60 lower-case letters, digits and dashes, and no dash as one of the first two or as the last character or after another dash';

/** Throws for what cannot name a service. */
export function checkServiceName(name: string): void {
  if (!NAME.test(name)) {
    throw refused(`The name '${name}' cannot be that of a search service: ${RULE}.`, 'InvalidName');
  }
}

export const isServiceNameTaken = (context: UnitContext, name: string): boolean =>
  context.document(SERVICE_NAMES, name) !== undefined;

const SUBSCRIPTION = '/subscriptions/{subscriptionId}/providers/Microsoft.Search';

export const searchRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: `${SUBSCRIPTION}/checkNameAvailability`,
    action: 'Microsoft.Search/checkNameAvailability/action',
    handle: (context, { body }) => {
      const name = stringAt(body, 'name') ?? '';
      if (stringAt(body, 'type')?.toLowerCase() !== 'searchservices') {
        throw refused("The type of a name to be checked must be 'searchServices'.");
      }
      if (!NAME.test(name)) {
        const message = `The name '${name}' cannot be that of a search service: ${RULE}.`;
        return { status: 200, body: { nameAvailable: false, reason: 'Invalid', message } };
      }
      const body200 = isServiceNameTaken(context, name)
        ? { nameAvailable: false, reason: 'AlreadyExists', message: '' }
        : { nameAvailable: true, reason: '', message: '' };
      return { status: 200, body: body200 };
    },
  },
  regionUsages('Microsoft.Search', (context, location) =>
    [...SEARCH_SKUS.keys()].map((sku) => usage(context, location, sku)),
  ),
  {
    method: 'GET',
    path: `${SUBSCRIPTION}/locations/{location}/usages/{sku}`,
    action: 'Microsoft.Search/locations/usages/read',
    handle: (context, { params }) => {
      const sku = params['sku']?.toLowerCase() ?? '';
      if (!SEARCH_SKUS.has(sku)) throw refused(`The SKU '${sku}' is not known.`, 'NotFound', 404);
      return {
        status: 200,
        body: usage(context, normalizeLocation(params['location'] ?? ''), sku),
      };
    },
  },
];

function usage(context: UnitContext, location: string, sku: string): JsonObject {
  const { subscriptionId } = context.subscription;
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Search/locations/${location}/usages/${sku}`,
    ...usageRow(
      sku,
      sku,
      servicesOf(context, sku, location),
      SEARCH_SKUS.get(sku)?.servicesMax ?? 0,
    ),
  };
}
