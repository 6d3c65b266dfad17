/** A request of the management plane of Key Vault to its data plane. */
import type { Caller } from '../../kernel/caller.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { KeyStore } from './key-store.ts';
import type { VaultRequest } from './request.ts';
import { SecretStore } from './secrets/secret-store.ts';
import { viewOf } from './vault-view.ts';

/** The api-version that it speaks. */
export const MANAGEMENT_API_VERSION = '7.3';

/** What an operation is given. The caller is known and allowed. */
export function managementRequest(
  services: Services,
  vault: StoredResource,
  caller: Caller,
  params: Readonly<Record<string, string>>,
  body: JsonObject,
): VaultRequest {
  const view = viewOf(vault);
  return {
    services,
    vault: view,
    keys: new KeyStore(services.world, vault.name),
    secrets: new SecretStore(services.world, vault.name),
    caller,
    params,
    query: new Map(),
    apiVersion: MANAGEMENT_API_VERSION,
    origin: view.uri,
    path: '',
    rawBody: JSON.stringify(body),
    now: Math.floor(services.world.now / 1000),
  };
}
