/** UpdateSecret. */
import { checkValidity } from '../attributes.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from '../request.ts';
import { findSecretVersion } from './find-secret.ts';
import { secretId, secretItem } from './secret-bundle.ts';
import type { StoredSecretVersion } from './secret-store.ts';
import { readSecretChanges } from './set-secret.ts';

/** Members that are left out stay; the value cannot change. A disabled version can be changed too. */
export function updateSecret(request: VaultRequest): VaultAnswer {
  const { vault, secrets, now, apiVersion } = request;
  const { secret, version } = findSecretVersion(request);
  const changes = readSecretChanges(bodyOf(request));
  const next: StoredSecretVersion = { ...version, ...changes, updated: now };
  checkValidity(next);
  secrets.putVersion(secret.name, next);
  const id = secretId(vault, secret.name, next.version);
  return { status: 200, body: secretItem(vault, id, next, apiVersion) };
}
