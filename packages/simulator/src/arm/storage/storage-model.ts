import type { JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { storageEndpoints, storageSku } from '../../kernel/storage-account.ts';

/** Stable versions, oldest first. */
export const STORAGE_API_VERSIONS: readonly string[] = Object.freeze([
  '2019-04-01',
  '2019-06-01',
  '2021-09-01',
  '2022-09-01',
  '2023-01-01',
  '2023-05-01',
  '2024-01-01',
  '2025-01-01',
  '2025-06-01',
  '2025-08-01',
  '2026-09-01',
]);

/** SKUs by name, as they are answered. */
export const SKUS: ReadonlyMap<string, JsonObject> = new Map(
  [
    'Standard_LRS',
    'Standard_GRS',
    'Standard_RAGRS',
    'Standard_ZRS',
    'Standard_GZRS',
    'Standard_RAGZRS',
    'Premium_LRS',
    'Premium_ZRS',
  ].map((name) => [name, Object.freeze(storageSku(name))]),
);

/** The public endpoints of an account. */
export function endpointsOf(context: Pick<UnitContext, 'cloud'>, name: string): JsonObject {
  return storageEndpoints(context, name, ['dfs', 'web', 'blob', 'queue', 'table', 'file']);
}

/** The endpoints in the secondary region; files cannot be read there. */
export function secondaryEndpointsOf(
  context: Pick<UnitContext, 'cloud'>,
  name: string,
): JsonObject {
  return storageEndpoints(context, `${name}-secondary`, ['dfs', 'web', 'blob', 'queue', 'table']);
}
