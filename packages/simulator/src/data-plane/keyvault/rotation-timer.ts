/** Rotation: a new version of a key, asked for or due by its policy. */
import { drawHex32 } from '../../kernel/ids.ts';
import { isObject, type Json, stringAt } from '../../kernel/json.ts';
import type { Services } from '../../kernel/services.ts';
import { newMaterial, shapeOf } from './key-material.ts';
import { KeyStore, type StoredKey, type StoredKeyVersion } from './key-store.ts';
import { expiryOf, rotationDue } from './rotation-policy.ts';
import { liveVault, type VaultView } from './vault-view.ts';

/** Timer: a rotation policy may have fallen due. */
export const ROTATION_DUE = 'keyvault.rotationDue';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;

/** Files the rotation of the current version. What changes meanwhile is looked at when the timer fires. */
export function scheduleRotation(
  { clock, world }: Services,
  vault: VaultView,
  key: StoredKey,
  version: StoredKeyVersion,
): void {
  const due = rotationDue(key.rotationPolicy, version);
  if (due === undefined) return;
  clock.schedule({
    dueAt: Math.max(due, world.now),
    handler: ROTATION_DUE,
    payload: { vault: vault.name, name: key.name },
  });
}

/** A new current version like the one before; earlier versions stay as they are. */
export function rotate(
  services: Services,
  vault: VaultView,
  key: StoredKey,
  before: StoredKeyVersion,
): { readonly version: StoredKeyVersion; readonly note?: string } {
  const { world } = services;
  const now = Math.floor(world.now / SECOND_MS);
  const name = drawHex32(world);
  const { material, note } = newMaterial(services, shapeOf(before.material), name);
  const expires = expiryOf(key.rotationPolicy, now);
  const version: StoredKeyVersion = {
    version: name,
    type: before.type,
    operations: before.operations,
    enabled: before.enabled,
    ...(expires === undefined ? {} : { expires }),
    created: now,
    updated: now,
    ...(before.tags === undefined ? {} : { tags: before.tags }),
    ...(before.exportable === undefined ? {} : { exportable: before.exportable }),
    ...(before.releasePolicy === undefined ? {} : { releasePolicy: before.releasePolicy }),
    material,
  };
  const next: StoredKey = { ...key, version: version.version };
  const keys = new KeyStore(world, vault.name);
  keys.putVersion(key.name, version);
  keys.putKey(next);
  scheduleRotation(services, vault, next, version);
  return { version, ...(note === undefined ? {} : { note }) };
}

/** Rotates when the current version is due now: what filed the timer may have been replaced since. */
export function rotationFallsDue(services: Services, payload: Json): void {
  if (!isObject(payload)) return;
  const { world, clock } = services;
  const vaultName = stringAt(payload, 'vault') ?? '';
  const keys = new KeyStore(world, vaultName);
  const key = keys.key(stringAt(payload, 'name') ?? '');
  const version = key && keys.version(key.name, key.version);
  if (!version) return;
  const due = rotationDue(key.rotationPolicy, version);
  if (due === undefined || due > world.now) return;
  const vault = liveVault(services, vaultName);
  if (vault) rotate(services, vault, key, version);
  // The vault is deleted: look again until it is recovered or purged.
  else clock.schedule({ dueAt: world.now + DAY_MS, handler: ROTATION_DUE, payload });
}
