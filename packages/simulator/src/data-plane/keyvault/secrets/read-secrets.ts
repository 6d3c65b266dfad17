/** GetSecret, GetSecrets, GetSecretVersions. */
import { isSince } from '../api-version.ts';
import { pageAnswer, pageOf } from '../paging.ts';
import type { VaultAnswer, VaultRequest } from '../request.ts';
import { currentSecretVersion, findSecret, findSecretVersion } from './find-secret.ts';
import { secretBundle, secretId, secretItem } from './secret-bundle.ts';
import { secretDisabled, unsupportedContentType } from './secret-errors.ts';

/** Documented: before `nbf` and after `exp` a value can still be read; of a disabled version it cannot. */
export function getSecret(request: VaultRequest): VaultAnswer {
  const { secret, version } = findSecretVersion(request);
  if (!version.enabled) throw secretDisabled();
  checkOutContentType(request);
  return {
    status: 200,
    body: secretBundle(request.vault, secret.name, version, request.apiVersion),
  };
}

/** Formats that the value of a certificate can be asked for in; of any other secret it stays as it is. */
const CONTENT_TYPES: ReadonlySet<string> = new Set([
  'application/x-pkcs12',
  'application/x-pem-file',
]);

/** Documented: another format is refused. Versions before do not know the parameter. */
function checkOutContentType({ query, apiVersion }: VaultRequest): void {
  const asked = query.get('outContentType');
  if (asked === undefined || CONTENT_TYPES.has(asked)) return;
  if (isSince(apiVersion, '2025-07-01')) throw unsupportedContentType(asked);
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
