import type { JsonObject } from './json.ts';
import { normalizeLocation } from './regions.ts';
import type { Route, UnitContext } from './resource-type.ts';

/** `GET usages` of a namespace: how much of it a subscription has in a region, and how much it may have. */
export function regionUsages(
  namespace: string,
  rows: (context: UnitContext, location: string) => readonly JsonObject[],
): Route {
  return {
    method: 'GET',
    path: `/subscriptions/{subscriptionId}/providers/${namespace}/locations/{location}/usages`,
    action: `${namespace}/locations/usages/read`,
    handle: (context, { params }) => ({
      status: 200,
      body: { value: rows(context, normalizeLocation(params['location'] ?? '')) },
    }),
  };
}

/** A row that counts something. */
export function usageRow(
  name: string,
  localizedName: string,
  currentValue: number,
  limit: number,
): JsonObject {
  return {
    unit: 'Count',
    currentValue,
    limit,
    name: { value: name, localizedValue: localizedName },
  };
}
