/**
 * `Microsoft.KeyVault/vaults/keys`: keys as Resource Manager shows them. A PUT makes the first version of a key that is
 * not there and changes nothing of one that is. The firewall of the vault does not count here.
 */
import { parentNotFound } from '../../kernel/gateway-errors.ts';
import { isObject, stringAt } from '../../kernel/json.ts';
import type { KeyRecord } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  defineResourceType,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { VAULT_API_VERSIONS, VAULT_SERVICE_HEADERS } from './api-versions.ts';
import { nameIn, presentContent, relayedFrom, vaultAt } from './vault-content.ts';
import { forbiddenByRbac, invalidValue, notSpecified } from './vault-errors.ts';

const TYPE = 'Microsoft.KeyVault/vaults/keys';
const NAME = /^[a-zA-Z0-9-]{1,127}$/;
const KEY_TYPES = ['EC', 'EC-HSM', 'RSA', 'RSA-HSM'];
const WRITABLE: ReadonlySet<string> = new Set([
  'attributes',
  'kty',
  'keyOps',
  'keySize',
  'curveName',
  'rotationPolicy',
  'release_policy',
]);
const READ_ONLY: ReadonlySet<string> = new Set(['keyUri', 'keyUriWithVersion']);
/** `vaults/keys` came with soft delete on for everybody. */
const API_VERSIONS = VAULT_API_VERSIONS.filter((version) => version >= '2019-09-01');

/** Identifiers are told with the port, as documented. */
function keyUri(vault: StoredResource, name: string): string {
  const uri = (stringAt(vault.properties, 'vaultUri') ?? '').replace(/\/$/, '');
  return `${uri}:443/keys/${name}`;
}

/** A key, or one of its versions, as a resource; lists show less of it. */
function asResource(
  vault: StoredResource,
  key: KeyRecord,
  shown: 'key' | 'version',
): StoredResource {
  const uri = keyUri(vault, key.name);
  const id = `${vault.id}/keys/${key.name}`;
  return {
    id: shown === 'key' ? id : `${id}/versions/${key.version}`,
    type: shown === 'key' ? TYPE : `${TYPE}/versions`,
    name: shown === 'key' ? key.name : key.version,
    location: vault.location ?? '',
    ...(key.tags === undefined ? {} : { tags: key.tags }),
    properties: {
      ...key.properties,
      keyUri: uri,
      keyUriWithVersion: `${uri}/${key.version}`,
    },
  };
}

/** An entry of a list: attributes and identifiers alone. */
function asEntry(resource: StoredResource): StoredResource {
  const { attributes, keyUri: uri, keyUriWithVersion } = resource.properties;
  const isVersion = resource.type !== TYPE;
  return {
    ...resource,
    properties: { attributes, keyUri: uri, ...(isVersion ? { keyUriWithVersion } : {}) },
  };
}

function find(context: UnitContext, address: ResourceAddress): StoredResource | undefined {
  const vault = context.resource(address.parentId);
  const key = vault && context.keyRecords.find(vault, address.name);
  return key && asResource(vault, key, 'key');
}

/** Key Vault looks whether the key is there in the name of the caller, who needs to read it for that. */
function put(context: UnitContext, { address, existing, body }: WriteRequest): WriteAnswer {
  const { caller } = context;
  if (!context.allows(caller.objectId, `${TYPE}/read`, address.id)) {
    throw forbiddenByRbac(caller, address.id, vaultAt(context, address.parentId));
  }
  if (existing) return { done: existing, isStored: false, status: 200 };
  const { properties } = body;
  if (!isObject(properties)) throw notSpecified('properties');
  const unknown = Object.keys(properties).find(
    (name) => !WRITABLE.has(name) && !READ_ONLY.has(name),
  );
  if (unknown !== undefined) {
    throw invalidValue(`properties.${unknown}`, `left out: a key has no such property`);
  }
  if (!KEY_TYPES.includes(stringAt(properties, 'kty') ?? '')) {
    throw invalidValue('properties.kty', `one of ${KEY_TYPES.join(', ')}`);
  }
  const vault = vaultAt(context, address.parentId);
  const key = relayedFrom(() =>
    context.keyRecords.create(vault, context.caller, address.name, body),
  );
  return { done: asResource(vault, key, 'key'), isStored: false, status: 200 };
}

/** Keys of vaults. */
export const vaultKeys: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: API_VERSIONS,
  echoesClientRequestId: true,
  serviceHeaders: VAULT_SERVICE_HEADERS,
  scope: 'group',
  checkName: (name) => {
    if (!NAME.test(name)) throw invalidValue('keyName', `of the pattern ${NAME.source}`);
  },
  find,
  list: (context, scope) => {
    const vault = vaultAt(context, scope);
    return (after) =>
      Iterator.from(context.keyRecords.list(vault, nameIn(after))).map((key) =>
        asEntry(asResource(vault, key, 'key')),
      );
  },
  put,
  present: presentContent,
});

const vaultIdOf = (keyId: string): string => keyId.split('/').slice(0, -2).join('/');

/** Versions of keys. Keys are not stored as resources, so that the vault stands for the parent. */
export const vaultKeyVersions: ResourceType = defineResourceType({
  type: `${TYPE}/versions`,
  apiVersions: API_VERSIONS,
  echoesClientRequestId: true,
  serviceHeaders: VAULT_SERVICE_HEADERS,
  scope: 'group',
  makesParent: true,
  find: (context, { parentId, names }) => {
    const vault = context.resource(vaultIdOf(parentId));
    const key = vault && context.keyRecords.find(vault, names[1] ?? '', names[2]);
    return key && asResource(vault, key, 'version');
  },
  list: (context, scope) => {
    const vault = vaultAt(context, vaultIdOf(scope));
    const name = scope.split('/').pop() ?? '';
    if (!context.keyRecords.find(vault, name)) throw parentNotFound(name);
    return (after) =>
      Iterator.from(context.keyRecords.versions(vault, name, nameIn(after))).map((key) =>
        asEntry(asResource(vault, key, 'version')),
      );
  },
  present: presentContent,
});
