/** SetSecret: a new version becomes the current one. */
import { drawHex32 } from '../../../kernel/ids.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Services } from '../../../kernel/services.ts';
import { checkValidity, readAttributes } from '../attributes.ts';
import { checkKeyName } from '../key-input.ts';
import { bodyOf, type VaultAnswer, type VaultRequest } from '../request.ts';
import { invalidProperty, nameIsBeingDeleted, nameIsDeleted } from '../vault-errors.ts';
import { secretBundle } from './secret-bundle.ts';
import { contentTypeTooLong, valueTooLong } from './secret-errors.ts';
import type { SecretStore, StoredSecret, StoredSecretVersion } from './secret-store.ts';

/** Documented as 25k bytes. */
const VALUE_BYTES_MAX_INCLUSIVE = 25_600;
const CONTENT_TYPE_CHARACTERS_MAX_INCLUSIVE = 255;

export function setSecret(request: VaultRequest): VaultAnswer {
  const { vault, params, apiVersion, services, secrets } = request;
  const name = params['name'] ?? '';
  checkKeyName(name);
  const body = bodyOf(request);
  const { value } = body;
  if (typeof value !== 'string') throw invalidProperty();
  const sizeBytes = Buffer.byteLength(value);
  if (sizeBytes > VALUE_BYTES_MAX_INCLUSIVE) {
    throw valueTooLong(sizeBytes, VALUE_BYTES_MAX_INCLUSIVE);
  }
  const changes = readSecretChanges(body);
  checkValidity(changes);
  checkNameIsFree(services, secrets, name);
  const { secret, version } = newSecretVersion(request, name, { value, ...changes });
  secrets.putVersion(secret.name, version);
  secrets.putSecret(secret);
  return { status: 200, body: secretBundle(vault, secret.name, version, apiVersion) };
}

/** What a version is made with. */
type NewVersion = Pick<StoredSecretVersion, 'value'> & SecretChanges;

/** A new version and its secret, of which it is the current one; nothing is stored yet. */
export function newSecretVersion(
  { secrets, services, now }: Pick<VaultRequest, 'secrets' | 'services' | 'now'>,
  name: string,
  given: NewVersion,
): { readonly secret: StoredSecret; readonly version: StoredSecretVersion } {
  const version: StoredSecretVersion = {
    version: drawHex32(services.world),
    enabled: true,
    ...given,
    created: now,
    updated: now,
  };
  const secret: StoredSecret = {
    ...(secrets.secret(name) ?? { name }),
    version: version.version,
  };
  return { secret, version };
}

/** What a request changes of a version; members that it leaves out are left out. */
export type SecretChanges = ReturnType<typeof readAttributes> &
  Partial<Pick<StoredSecretVersion, 'contentType'>>;

export function readSecretChanges(body: JsonObject): SecretChanges {
  const contentType = body['contentType'] ?? undefined;
  if (contentType !== undefined && typeof contentType !== 'string') throw invalidProperty();
  if (contentType !== undefined && contentType.length > CONTENT_TYPE_CHARACTERS_MAX_INCLUSIVE) {
    throw contentTypeTooLong(contentType.length, CONTENT_TYPE_CHARACTERS_MAX_INCLUSIVE);
  }
  return {
    ...readAttributes(body, 'secret'),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

/** A name stays taken while what was deleted under it can be recovered. */
export function checkNameIsFree(
  { world }: Pick<Services, 'world'>,
  secrets: SecretStore,
  name: string,
): void {
  const deleted = secrets.deletedSecret(name);
  if (!deleted) return;
  throw deleted.settledAt > world.now
    ? nameIsBeingDeleted('Secret', name)
    : nameIsDeleted('Secret', name);
}
