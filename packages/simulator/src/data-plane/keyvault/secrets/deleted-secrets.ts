/** DeleteSecret, GetDeletedSecret, GetDeletedSecrets, RecoverDeletedSecret, PurgeDeletedSecret. */
import { isObject, type Json, type JsonObject, stringAt } from '../../../kernel/json.ts';
import type { Services } from '../../../kernel/services.ts';
import { checkKeyName } from '../key-input.ts';
import { pageAnswer, pageOf } from '../paging.ts';
import type { VaultAnswer, VaultRequest } from '../request.ts';
import { deletionAt, settlesAt } from '../recovery.ts';
import {
  isNotDeleted,
  purgedWhileDeleting,
  purgeIsProtected,
  recoveredWhileDeleting,
} from '../vault-errors.ts';
import { currentSecretVersion, findDeletedSecret, findSecret } from './find-secret.ts';
import { deletionOf, secretId, secretItem } from './secret-bundle.ts';
import { deletedSecretNotFound, secretNotFound } from './secret-errors.ts';
import { SecretStore, type StoredDeletedSecret, type StoredSecret } from './secret-store.ts';

const SECOND_MS = 1000;

/** Timer: the retention of a deleted secret has ended. */
export const SECRET_RETENTION_ENDED = 'keyvault.secretRetentionEnded';

/** All versions go together. A vault without soft delete keeps nothing. */
export function deleteSecret(request: VaultRequest): VaultAnswer {
  const { secrets, vault, services } = request;
  const secret = findSecret(request);
  const shown = shownWithoutValue(request, secret);
  if (vault.retentionDays === 0) {
    secrets.purgeSecret(secret.name);
    return { status: 200, body: shown };
  }
  const { deleted, timer } = softDeletion(request, secret);
  secrets.putDeletedSecret(deleted);
  services.clock.schedule(timer);
  return { status: 200, body: { ...deletionOf(vault, deleted), ...shown } };
}

/** A secret as it is kept once it is deleted, and when it goes for good. */
export function softDeletion(
  { vault, services, now }: Pick<VaultRequest, 'vault' | 'services' | 'now'>,
  secret: StoredSecret,
): {
  readonly deleted: StoredDeletedSecret;
  readonly timer: { dueAt: number; handler: string; payload: JsonObject };
} {
  const { visibleAt: _, ...kept } = secret;
  const deleted: StoredDeletedSecret = { ...kept, ...deletionAt(now, vault, services) };
  return {
    deleted,
    timer: {
      dueAt: deleted.purgeAt * SECOND_MS,
      handler: SECRET_RETENTION_ENDED,
      payload: { vault: vault.name, name: kept.name, deletedAt: now },
    },
  };
}

export function getDeletedSecret(request: VaultRequest): VaultAnswer {
  const secret = findDeletedSecret(request);
  return {
    status: 200,
    body: { ...deletionOf(request.vault, secret), ...shownWithoutValue(request, secret) },
  };
}

export function getDeletedSecrets(request: VaultRequest): VaultAnswer {
  const { limit, after } = pageOf(request);
  const { secrets, vault, services, apiVersion } = request;
  const page = secrets.deletedSecrets(limit, after);
  const value = page.items
    .filter(({ settledAt }) => settledAt <= services.world.now)
    .map((secret) => ({
      ...deletionOf(vault, secret),
      ...secretItem(
        vault,
        secretId(vault, secret.name),
        currentSecretVersion(request, secret),
        apiVersion,
      ),
    }));
  return pageAnswer(request, value, page.next);
}

export function recoverDeletedSecret(request: VaultRequest): VaultAnswer {
  const { secrets, services, params } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const deleted = secrets.deletedSecret(name);
  if (!deleted) throw secrets.secret(name) ? isNotDeleted('Secret', name) : secretNotFound(name);
  if (deleted.settledAt > services.world.now) throw recoveredWhileDeleting('Secret', name);
  const { deletedAt: _deleted, purgeAt: _purge, settledAt: _settled, ...kept } = deleted;
  const visibleAt = settlesAt(services);
  const secret: StoredSecret = visibleAt > services.world.now ? { ...kept, visibleAt } : kept;
  secrets.recoverSecret(secret);
  return { status: 200, body: shownWithoutValue(request, secret) };
}

export function purgeDeletedSecret(request: VaultRequest): VaultAnswer {
  const { secrets, vault, services, params } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const deleted = secrets.deletedSecret(name);
  if (!deleted) throw deletedSecretNotFound(name);
  if (vault.isPurgeProtected) throw purgeIsProtected(vault);
  if (deleted.settledAt > services.world.now) throw purgedWhileDeleting('Secret');
  secrets.purgeSecret(deleted.name);
  return { status: 204 };
}

/** Purges a secret that is still in the deletion that filed the timer, whether its vault is deleted or not. */
export function secretRetentionEnded({ world }: Services, payload: Json): void {
  if (!isObject(payload)) return;
  const name = stringAt(payload, 'name') ?? '';
  const secrets = new SecretStore(world, stringAt(payload, 'vault') ?? '');
  if (secrets.deletedSecret(name)?.deletedAt === payload['deletedAt']) secrets.purgeSecret(name);
}

function shownWithoutValue(request: VaultRequest, secret: StoredSecret): Json & object {
  const { vault, apiVersion } = request;
  const version = currentSecretVersion(request, secret);
  return secretItem(vault, secretId(vault, secret.name, version.version), version, apiVersion);
}
