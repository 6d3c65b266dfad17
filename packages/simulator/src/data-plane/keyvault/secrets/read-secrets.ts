/** GetSecret, GetSecrets, GetSecretVersions. */
import { pageAnswer, pageOf } from '../paging.ts';
import type { VaultAnswer, VaultRequest } from '../request.ts';
import { currentSecretVersion, findSecret, findSecretVersion } from './find-secret.ts';
import { secretBundle, secretId, secretItem } from './secret-bundle.ts';
import { secretDisabled } from './secret-errors.ts';

/** Documented: before `nbf` and after `exp` a value can still be read; of a disabled version it cannot. */
export function getSecret(request: VaultRequest): VaultAnswer {
  const { secret, version } = findSecretVersion(request);
  if (!version.enabled) throw secretDisabled();
  return {
    status: 200,
    body: secretBundle(request.vault, secret.name, version, request.apiVersion),
  };
}

/** Disabled and expired secrets are listed too; values are not. */
export function getSecrets(request: VaultRequest): VaultAnswer {
  const { limit, after } = pageOf(request);
  const { secrets, vault, services, apiVersion } = request;
  const page = secrets.secrets(limit, after);
  const value = page.items
    .filter(({ visibleAt }) => visibleAt === undefined || visibleAt <= services.world.now)
    .map((secret) =>
      secretItem(
        vault,
        secretId(vault, secret.name),
        currentSecretVersion(request, secret),
        apiVersion,
      ),
    );
  return pageAnswer(request, value, page.next);
}

export function getSecretVersions(request: VaultRequest): VaultAnswer {
  const { limit, after } = pageOf(request);
  const { secrets, vault, apiVersion } = request;
  const secret = findSecret(request);
  const page = secrets.versions(secret.name, limit, after);
  const value = page.items.map((version) =>
    secretItem(vault, secretId(vault, secret.name, version.version), version, apiVersion),
  );
  return pageAnswer(request, value, page.next);
}
