/** GetKey, GetKeys, GetKeyVersions. */
import { findKey, findVersion, currentVersion } from './find-key.ts';
import { keyBundleText, keyId, keyItem } from './key-bundle.ts';
import { pageAnswer, pageOf } from './paging.ts';
import type { VaultAnswer, VaultRequest } from './request.ts';

export function getKey(request: VaultRequest): VaultAnswer {
  const { key, version } = findVersion(request);
  return { status: 200, text: keyBundleText(request.vault, key.name, version, request.apiVersion) };
}

/** Disabled and expired keys are listed too. */
export function getKeys(request: VaultRequest): VaultAnswer {
  const { limit, after } = pageOf(request);
  const { keys, vault, services, apiVersion } = request;
  const page = keys.keys(limit, after);
  const value = page.items
    .filter(({ visibleAt }) => visibleAt === undefined || visibleAt <= services.world.now)
    .map((key) => keyItem(vault, keyId(vault, key.name), currentVersion(request, key), apiVersion));
  return pageAnswer(request, value, page.next);
}

export function getKeyVersions(request: VaultRequest): VaultAnswer {
  const { limit, after } = pageOf(request);
  const { keys, vault, apiVersion } = request;
  const key = findKey(request);
  const page = keys.versions(key.name, limit, after);
  const value = page.items.map((version) =>
    keyItem(vault, keyId(vault, key.name, version.version), version, apiVersion),
  );
  return pageAnswer(request, value, page.next);
}
