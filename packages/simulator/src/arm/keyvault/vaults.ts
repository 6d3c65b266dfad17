/** `Microsoft.KeyVault/vaults`. */
import { notSimulated } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { connectionsOf } from '../../kernel/private-link.ts';
import { privateLinkList } from '../../kernel/private-link-resources.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  defineResourceType,
  type Effects,
  type OperationStyle,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { subnetsLetIn } from '../../kernel/linked-access.ts';
import { changePolicies } from './access-policies.ts';
import { VAULT_API_VERSIONS, VAULT_SERVICE_HEADERS } from './api-versions.ts';
import { checkNameAvailability, checkVaultName, holderOf } from './name-availability.ts';
import { checkSubnets } from './network-acls.ts';
import { vaultLinkGroups } from './private-link-resources.ts';
import { providerOperations } from './provider-operations.ts';
import { nameDocument, removeVault, settled } from './remove-vault.ts';
import {
  accessModelNeedsRoleAssignments,
  deletedVaultHasName,
  invalidValue,
  nameInUse,
  nothingToRecover,
  usedByDisks,
  recoverOfLiveVault,
} from './vault-errors.ts';
import { givenProperties, isRbac, patchedProperties, vaultProperties } from './vault-properties.ts';

const TYPE = 'Microsoft.KeyVault/vaults';

/** Recorded: 25 to 30 s until the name of a new vault is in DNS. */
const VAULT_DNS_MS = 25_000;

/** `publicNetworkAccess` is shown from this api-version on. */
const PUBLIC_ACCESS_SINCE = '2021-06-01-preview';

/** A new vault answers 200 with no header that tells of an operation: clients look at its `provisioningState`. */
const REGISTERING: OperationStyle = {
  path: 'operationResults',
  headers: [],
  status: 200,
  body: 'resource',
  instant: 200,
};

function put(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, existing, body } = request;
  const given = givenProperties(body);
  const mode = stringAt(given, 'createMode')?.toLowerCase() ?? 'default';
  if (mode !== 'default' && mode !== 'recover') {
    throw invalidValue('createMode', "'default' or 'recover'");
  }
  if (mode === 'recover') return recover(context, request);
  if (existing) return update(context, request, given, existing);

  const holder = holderOf(context, address.name);
  if (holder) {
    const isOwn =
      holder.state === 'deleted' &&
      holder.subscriptionId.toLowerCase() === address.subscriptionId.toLowerCase();
    throw isOwn ? deletedVaultHasName() : nameInUse(address.name);
  }
  const vaultUri = `https://${address.name.toLowerCase()}.${context.vaultSuffix}/`;
  const vault: StoredResource = {
    id: address.id,
    type: TYPE,
    name: address.name,
    location: stringAt(body, 'location') ?? '',
    tags: tagsOf(body),
    properties: vaultProperties(given, { apiVersion: request.apiVersion, vaultUri }),
  };
  checkSubnets(context, vault.properties['networkAcls']);
  context.rules.enforce('vault.write', { vault });
  const pending: StoredResource = {
    ...vault,
    properties: {
      ...vault.properties,
      vaultUri: vaultUri.slice(0, -1),
      provisioningState: 'RegisteringDns',
    },
  };
  return {
    pending,
    operation: { handler: 'registerDns', style: REGISTERING, durationMs: VAULT_DNS_MS },
    effects: { documents: [nameDocument(vault.name, { state: 'live', vaultId: vault.id })] },
  };
}

function patch(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { existing, body } = request;
  if (!existing) throw new Error('the kernel patches what exists');
  const { createMode: _, ...given } = givenProperties(body);
  const whole = givenProperties({ properties: patchedProperties(given, existing.properties) });
  const tags = isObject(body['tags']) ? body : { tags: existing.tags ?? {} };
  return update(context, { ...request, body: tags }, whole, existing);
}

function update(
  context: UnitContext,
  request: WriteRequest,
  given: JsonObject,
  existing: StoredResource,
): WriteAnswer {
  const properties = vaultProperties(given, {
    properties: existing.properties,
    apiVersion: request.apiVersion,
    vaultUri: stringAt(existing.properties, 'vaultUri') ?? '',
  });
  const mayAssign = (): boolean =>
    context.allows(
      context.caller.objectId,
      'Microsoft.Authorization/roleAssignments/write',
      existing.id,
    );
  if (isRbac(existing.properties) !== isRbac(properties) && !mayAssign()) {
    throw accessModelNeedsRoleAssignments(existing.id, context.caller.objectId);
  }
  const vault: StoredResource = {
    ...existing,
    tags: tagsOf(request.body),
    properties: {
      ...properties,
      // A write mends one whose creation failed.
      provisioningState:
        existing.properties['provisioningState'] === 'RegisteringDns'
          ? 'RegisteringDns'
          : 'Succeeded',
    },
  };
  checkSubnets(context, vault.properties['networkAcls']);
  context.rules.enforce('vault.write', { vault });
  return { done: vault, status: 200 };
}

/** Everything comes back as it was, except the role assignments. */
function recover(context: UnitContext, { address, existing, body }: WriteRequest): WriteAnswer {
  if (existing) throw recoverOfLiveVault(existing.name);
  const holder = holderOf(context, address.name);
  const isHere =
    holder?.state === 'deleted' &&
    holder.vaultId.toLowerCase() === address.id.toLowerCase() &&
    holder.resource.location === stringAt(body, 'location');
  if (!isHere) throw nothingToRecover(address.name);
  const { resource } = holder;
  return {
    done: { ...resource, id: address.id },
    status: 200,
    effects: { documents: [nameDocument(resource.name, { state: 'live', vaultId: address.id })] },
  };
}

/** Name, keys and access policies stay; who holds the name is told where the vault is now. */
function moveVault(
  context: UnitContext,
  { from, to }: { readonly from: StoredResource; readonly to: StoredResource },
): Effects {
  const set = diskEncryptionSetWith(context, from);
  // Documented: not while disks are encrypted with it.
  if (set) throw usedByDisks(from.name, set.name);
  if (connectionsOf(from).length > 0) throw notSimulated('moving a vault with private endpoints');
  return {
    put: [settled(to)],
    documents: [nameDocument(to.name, { state: 'live', vaultId: to.id })],
  };
}

/** A disk encryption set whose key is in the vault. */
function diskEncryptionSetWith(
  context: UnitContext,
  vault: StoredResource,
): StoredResource | undefined {
  const uri = (stringAt(vault.properties, 'vaultUri') ?? '').toLowerCase().replace(/\/$/, '');
  return context
    .resources('Microsoft.Compute/diskEncryptionSets', vault.id.split('/').slice(0, 3).join('/'))
    .find(({ properties }) =>
      (stringAt(objectAt(properties, 'activeKey'), 'keyUrl') ?? '')
        .toLowerCase()
        .startsWith(`${uri}/keys/`),
    );
}

function tagsOf(body: JsonObject): Readonly<Record<string, string>> {
  const { tags } = body;
  if (tags === undefined || tags === null) return {};
  if (!isObject(tags) || !Object.values(tags).every((value) => typeof value === 'string')) {
    throw invalidValue('tags', 'an object of texts');
  }
  return tags as Readonly<Record<string, string>>;
}

function present(vault: StoredResource, apiVersion: string): Json {
  const { publicNetworkAccess, ...properties } = vault.properties;
  return {
    id: vault.id,
    name: vault.name,
    type: vault.type,
    location: vault.location,
    tags: vault.tags ?? {},
    ...(vault.systemData ? { systemData: { ...vault.systemData } } : {}),
    properties: {
      ...properties,
      ...(apiVersion >= PUBLIC_ACCESS_SINCE ? { publicNetworkAccess } : {}),
    },
  };
}

export const vaults: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: VAULT_API_VERSIONS,
  linkedAccess: [subnetsLetIn('properties.networkAcls.virtualNetworkRules.*.id')],
  echoesClientRequestId: true,
  serviceHeaders: VAULT_SERVICE_HEADERS,
  // Recorded of a group with one vault, whose list tells of a page that is empty.
  endsWithEmptyPage: true,
  scope: 'group',
  checkName: checkVaultName,
  put,
  patch,
  remove: removeVault,
  present,
  actions: {
    'PUT accessPolicies/{operationKind}': changePolicies,
    ...privateLinkList(vaultLinkGroups),
  },
  privateLinkGroups: vaultLinkGroups,
  move: moveVault,
  operations: {
    registerDns: (_, { resource }) => (resource ? { resource: settled(resource) } : {}),
  },
  routes: [checkNameAvailability, providerOperations],
});
