/** Under whose key a resource is, read from its body: as Azure sends it, or as one of the SDK clients shows it. */

/** A JSON object of unknown shape. */
type Body = Readonly<Record<string, unknown>>;

/** What a body says about its encryption. */
export type Encryption =
  /** A key identifier, with or without a version; `recorded`: the versioned one that the resource says it uses. */
  | { readonly key: string; readonly recorded?: string }
  /** The id of the disk encryption set that names the key. */
  | { readonly diskEncryptionSet: string };

/** The encryption of a resource, or `undefined` when its body names no key of a customer. */
export function encryptionOf(resource: Body): Encryption | undefined {
  const properties = objectAt(resource, 'properties') ?? {};
  const read = (name: string): unknown => valueAt(properties, name) ?? valueAt(resource, name);
  const key =
    textAt(read('activeKey'), 'keyUrl') ??
    text(read('keyVaultKeyUri')) ??
    ofContainerGroup(read('encryptionProperties')) ??
    ofKeyVaultProperties(read('encryption')) ??
    ofSearchService(read('encryptionWithCmk') ?? read('encryptionWithCMK'));
  if (key !== undefined) {
    const recorded = recordedIn(read, key);
    return recorded === undefined ? { key } : { key, recorded };
  }
  const set =
    text(read('diskEncryptionSetID')) ??
    textAt(read('encryption'), 'diskEncryptionSetId') ??
    textAt(read('diskEncryptionSet'), 'id');
  return set === undefined ? undefined : { diskEncryptionSet: set };
}

/** A storage account that names no version tells which one it is at, by its identifier. */
function recordedIn(read: (name: string) => unknown, key: string): string | undefined {
  const encryption = read('encryption');
  const named = isBody(encryption) ? valueAt(encryption, 'keyVaultProperties') : undefined;
  const current = textAt(named, 'currentVersionedKeyIdentifier');
  return current?.toLowerCase().startsWith(`${key.toLowerCase()}/`) === true ? current : undefined;
}

function ofContainerGroup(encryption: unknown): string | undefined {
  const vault = textAt(encryption, 'vaultBaseUrl');
  const name = textAt(encryption, 'keyName');
  if (vault === undefined || name === undefined) return undefined;
  return keyId(vault, name, textAt(encryption, 'keyVersion'));
}

/** A workspace and a registry name an identifier; a storage account names a vault, a key and perhaps a version. */
function ofKeyVaultProperties(encryption: unknown): string | undefined {
  const named = isBody(encryption) ? valueAt(encryption, 'keyVaultProperties') : undefined;
  const identifier = textAt(named, 'keyIdentifier');
  if (identifier !== undefined) return identifier;
  const vault = textAt(named, 'keyVaultUri');
  const name = textAt(named, 'keyName');
  return vault === undefined || name === undefined
    ? undefined
    : keyId(vault, name, textAt(named, 'keyVersion'));
}

function ofSearchService(encryption: unknown): string | undefined {
  const key = isBody(encryption) ? valueAt(encryption, 'serviceLevelEncryptionKey') : undefined;
  const vault = textAt(key, 'keyVaultUri');
  const name = textAt(key, 'keyVaultKeyName');
  return vault === undefined || name === undefined
    ? undefined
    : keyId(vault, name, textAt(key, 'keyVaultKeyVersion'));
}

function keyId(vault: string, name: string, version: string | undefined): string {
  const base = `${vault.replace(/\/+$/, '')}/keys/${name}`;
  return version === undefined || version === '' ? base : `${base}/${version}`;
}

/** Whether a value is a JSON object. */
export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Azure and its clients spell `keyVaultProperties` and `keyvaultproperties`: case never counts. */
function valueAt(body: Body, name: string): unknown {
  if (Object.hasOwn(body, name)) return body[name] ?? undefined;
  const lower = name.toLowerCase();
  const found = Object.keys(body).find((key) => key.toLowerCase() === lower);
  return found === undefined ? undefined : (body[found] ?? undefined);
}

function objectAt(body: Body, name: string): Body | undefined {
  const value = valueAt(body, name);
  return isBody(value) ? value : undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const textAt = (value: unknown, name: string): string | undefined =>
  isBody(value) ? text(valueAt(value, name)) : undefined;
