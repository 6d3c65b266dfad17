import type { JsonObject } from '../../kernel/json.ts';

/** SKUs by name, as they are answered. */
export const SKUS: Readonly<Record<string, JsonObject>> = Object.freeze(
  Object.fromEntries(
    [
      'Standard_LRS',
      'Standard_GRS',
      'Standard_RAGRS',
      'Standard_ZRS',
      'Standard_GZRS',
      'Standard_RAGZRS',
      'Premium_LRS',
      'Premium_ZRS',
    ].map((name) => [name, Object.freeze({ name, tier: name.split('_')[0] ?? '' })]),
  ),
);

/** The public endpoints of an account. */
export function endpointsOf(name: string): JsonObject {
  return Object.fromEntries(
    ['dfs', 'web', 'blob', 'queue', 'table', 'file'].map((service) => [
      service,
      `https://${name}.${service === 'web' ? 'z6.web' : service}.core.windows.net/`,
    ]),
  );
}
