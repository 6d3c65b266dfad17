/** `Microsoft.KeyVault/vaults/secrets`: secrets as deployments set them. Their values never come back. */
import { isObject, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { SecretRecord } from '../../kernel/ports.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { VAULT_API_VERSIONS, VAULT_SERVICE_HEADERS } from './api-versions.ts';
import { invalidValue, notSpecified } from './vault-errors.ts';
import { nameIn, presentContent, relayedFrom, vaultAt } from './vault-content.ts';

const TYPE = 'Microsoft.KeyVault/vaults/secrets';
const NAME = /^[a-zA-Z0-9-]{1,127}$/;
const WRITABLE: ReadonlySet<string> = new Set(['value', 'contentType', 'attributes']);
const READ_ONLY: ReadonlySet<string> = new Set(['secretUri', 'secretUriWithVersion']);

function asResource(vault: StoredResource, secret: SecretRecord): StoredResource {
  const uri = `${(stringAt(vault.properties, 'vaultUri') ?? '').replace(/\/$/, '')}/secrets/${secret.name}`;
  return {
    id: `${vault.id}/secrets/${secret.name}`,
    type: TYPE,
    name: secret.name,
    location: vault.location ?? '',
    ...(secret.tags === undefined ? {} : { tags: secret.tags }),
    properties: {
      ...secret.properties,
      secretUri: uri,
      secretUriWithVersion: `${uri}/${secret.version}`,
    },
  };
}

/** The properties that a request gives, nothing unknown among them. */
function given(body: JsonObject): JsonObject {
  const { properties } = body;
  if (!isObject(properties)) throw notSpecified('properties');
  const unknown = Object.keys(properties).find(
    (name) => !WRITABLE.has(name) && !READ_ONLY.has(name),
  );
  if (unknown !== undefined) {
    throw invalidValue(`properties.${unknown}`, 'left out: a secret has no such property');
  }
  return properties;
}

/** Every PUT makes a version: the service cannot tell whether the value is the one it has. */
function put(context: UnitContext, { address, existing, body }: WriteRequest): WriteAnswer {
  if (stringAt(given(body), 'value') === undefined) throw notSpecified('properties.value');
  const vault = vaultAt(context, address.parentId);
  const secret = relayedFrom(() =>
    context.secretRecords.set(vault, context.caller, address.name, body),
  );
  return { done: asResource(vault, secret), isStored: false, status: existing ? 200 : 201 };
}

/** A value makes a version; attributes, content type and tags change the current one. */
function patch(context: UnitContext, { address, body }: WriteRequest): WriteAnswer {
  const hasValue = isObject(body['properties']) && given(body)['value'] !== undefined;
  const vault = vaultAt(context, address.parentId);
  const { secretRecords, caller } = context;
  const secret = relayedFrom(() =>
    hasValue
      ? secretRecords.set(vault, caller, address.name, body)
      : secretRecords.update(vault, caller, address.name, body),
  );
  return { done: asResource(vault, secret), isStored: false, status: 200 };
}

/** Secrets of vaults. */
export const vaultSecrets: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: VAULT_API_VERSIONS.filter((version) => version >= '2016-10-01'),
  echoesClientRequestId: true,
  serviceHeaders: VAULT_SERVICE_HEADERS,
  scope: 'group',
  checkName: (name) => {
    if (!NAME.test(name)) throw invalidValue('secretName', `of the pattern ${NAME.source}`);
  },
  find: (context, { parentId, name }) => {
    const vault = context.resource(parentId);
    const secret = vault && context.secretRecords.find(vault, name);
    return secret && asResource(vault, secret);
  },
  list: (context, scope) => {
    const vault = vaultAt(context, scope);
    return (after) =>
      Iterator.from(context.secretRecords.list(vault, nameIn(after))).map((secret) =>
        asResource(vault, secret),
      );
  },
  put,
  patch,
  present: presentContent,
});
