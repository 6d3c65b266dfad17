/** Looking a secret up, in Azure's words when it is not there. */
import { checkKeyName } from '../key-input.ts';
import type { VaultRequest } from '../request.ts';
import { deletedSecretNotFound, secretNotFound } from './secret-errors.ts';
import type { StoredDeletedSecret, StoredSecret, StoredSecretVersion } from './secret-store.ts';

/** A secret that is in use. One that is being recovered is not there yet; with time-warp, asking waits for it. */
export function findSecret(request: VaultRequest): StoredSecret {
  const { secrets, services, params } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const secret = secrets.secret(name);
  if (!secret) throw secretNotFound(name);
  if (secret.visibleAt !== undefined && secret.visibleAt > services.world.now) {
    if (!services.settings.timeWarp) throw secretNotFound(name);
    services.clock.advanceTo(secret.visibleAt);
    return findSecret(request);
  }
  return secret;
}

/** The version that is asked for, or the current one. */
export function findSecretVersion(request: VaultRequest): {
  readonly secret: StoredSecret;
  readonly version: StoredSecretVersion;
} {
  const asked = request.params['version'];
  const secret = findSecret(request);
  const version = request.secrets.version(
    secret.name,
    asked === undefined || asked === '' ? secret.version : asked,
  );
  if (!version) throw secretNotFound(`${request.params['name']}/${asked}`);
  return { secret, version };
}

/** A deleted secret. While its deletion is under way it is not there yet; with time-warp, asking waits for the end. */
export function findDeletedSecret(request: VaultRequest): StoredDeletedSecret {
  const { secrets, services, params } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  let secret = secrets.deletedSecret(name);
  if (secret && secret.settledAt > services.world.now) {
    if (!services.settings.timeWarp) throw deletedSecretNotFound(name);
    services.clock.advanceTo(secret.settledAt);
    secret = secrets.deletedSecret(name);
  }
  if (!secret) throw deletedSecretNotFound(name);
  return secret;
}

/** The current version of a live or deleted secret. */
export function currentSecretVersion(
  { secrets }: Pick<VaultRequest, 'secrets'>,
  secret: StoredSecret,
): StoredSecretVersion {
  const version = secrets.version(secret.name, secret.version);
  if (!version) {
    throw new Error(`the secret '${secret.name}' has lost its version ${secret.version}`);
  }
  return version;
}
