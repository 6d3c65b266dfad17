import { Refusal } from '../../kernel/errors.ts';
import { firstPartyAppId } from '../../kernel/first-party.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  hasUserIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalOf,
  userPrincipalOf,
} from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type OperationResult,
  type ResourceType,
  type RunningOperation,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { checkGroupName, invalidKey, readGroupProperties } from './container-group-request.ts';
import { pullEvents, running, withoutViews } from './container-group-run.ts';

const TYPE = 'Microsoft.ContainerInstance/containerGroups';
/** Recorded: about 26 seconds from the request to running containers. Milliseconds. */
const CREATE_MS = 26_000;
/** What the group's keeper does with the key: it never wraps. */
const KEY_OPERATIONS = ['get', 'unwrapKey'] as const;
/** Properties of a group that exists that cannot change. */
const FIXED = ['osType', 'restartPolicy', 'encryptionProperties', 'sku'];

/** Container groups, with and without a customer's key. Logs, exec, start, stop and restart answer 501. */
export const containerGroups: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2018-10-01',
    '2019-12-01',
    '2020-11-01',
    '2021-03-01',
    '2021-07-01',
    '2021-09-01',
    '2021-10-01',
    '2022-09-01',
    '2022-10-01-preview',
    '2023-05-01',
    '2024-05-01-preview',
    '2024-11-01-preview',
    '2025-09-01',
  ],
  scope: 'group',
  checkName: checkGroupName,
  put,
  patch: (_context, { body, existing }) => {
    if (!existing) throw new TypeError('a PATCH needs a group that is there');
    return { done: { ...existing, tags: readTags(body['tags']) ?? existing.tags ?? {} } };
  },
  remove: (_context, { existing }) => {
    const principal = systemPrincipalOf(existing);
    return {
      removed: true,
      body: 'resource',
      effects: { removePrincipals: principal === undefined ? [] : [principal] },
    };
  },
  operations: { create: finish },
  missing: (_context, { name }) =>
    new Refusal({
      status: 404,
      code: 'ContainerGroupNotFound',
      message: `The container group '${name}' does not exist.`,
      evidence: 'recorded',
    }),
  listed: withoutViews,
  present: ({ id, name, type, location, tags, identity, properties }) => ({
    properties,
    ...(identity === undefined ? {} : { identity }),
    id,
    name,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
  }),
});

function put(context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, apiVersion, body, existing } = request;
  const given = readGroupProperties(body, apiVersion, context.vaultSuffix);
  const location = String(body['location'] ?? existing?.location ?? '');
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const { identity, effects } = storeIdentity(
    context,
    address,
    asked ?? { system: false, userAssigned: [] },
    existing,
  );
  const tags = readTags(body['tags']);
  const group: StoredResource = {
    id: address.id,
    type: TYPE,
    name: address.name,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(identity === undefined ? {} : { identity }),
    properties: {
      ...given,
      ...withHost(given, location, context),
      provisioningState: 'Pending',
      instanceView: { events: [], state: 'Pending' },
    },
  };
  if (existing) checkKept(existing, group);
  context.rules.enforce('containerGroup.create.request', { containerGroup: group });
  const keyIdentity = keyIdentityOf(group);
  if (keyIdentity !== undefined && !hasUserIdentity(identity, keyIdentity)) {
    throw invalidKey(`the identity '${keyIdentity}' is not one of the group's identities`);
  }
  return {
    pending: group,
    operation: {
      handler: 'create',
      durationMs: CREATE_MS,
      style: {
        path: 'operations',
        apiVersion: '2018-06-01',
        headers: ['azure-asyncoperation'],
        status: 201,
        body: 'resource',
        statusBody: 'events',
        running: 'Pending',
        instant: existing ? 200 : 201,
      },
    },
    effects,
  };
}

function finish(context: UnitContext, { resource }: RunningOperation): OperationResult {
  if (!resource) throw new TypeError('a group that is made is stored');
  checkKey(context, resource);
  return {
    resource: running(context, resource),
    output: { events: pullEvents(context, resource) },
  };
}

/** The key is really there, and whoever keeps the group may really read it and unwrap with it. */
function checkKey(context: UnitContext, group: StoredResource): void {
  const keyIdentifier = keyIdentifierOf(group);
  if (keyIdentifier === undefined) return;
  context.rules.enforce('containerGroup.create.operation', { containerGroup: group });
  if (!context.keys.describe(keyIdentifier)) {
    throw invalidKey(`there is no key '${keyIdentifier}'`);
  }
  const principalId = keeperOf(context, group);
  if (principalId === undefined) {
    throw accessDenied(
      keyIdentifier,
      `there is no service principal of Azure Container Instances in the tenant ${context.subscription.tenantId}`,
    );
  }
  for (const operation of KEY_OPERATIONS) {
    const refusal = context.keys.refuses(keyIdentifier, principalId, operation);
    if (refusal) throw accessDenied(keyIdentifier, refusal.text);
  }
  checkFirewall(context, group, keyIdentifier);
}

/** Documented: behind a firewall the service does not come as itself, only as an identity of the group. */
function checkFirewall(context: UnitContext, group: StoredResource, keyIdentifier: string): void {
  const vault = context.keys.vaultOf(keyIdentifier);
  const { networkAcls, publicNetworkAccess } = vault?.properties ?? {};
  const isOpen =
    publicNetworkAccess !== 'Disabled' && stringAt(networkAcls, 'defaultAction') !== 'Deny';
  if (isOpen || keyIdentityOf(group) !== undefined) return;
  throw accessDenied(
    keyIdentifier,
    `the vault '${vault?.name}' is behind a firewall, where only an identity of the group may use it; name one in 'encryptionProperties.identity'`,
  );
}

/** The identity that the encryption names, else the service's own principal in the tenant. */
function keeperOf(context: UnitContext, group: StoredResource): string | undefined {
  const identityId = keyIdentityOf(group);
  if (identityId !== undefined) return userPrincipalOf(context, identityId);
  const appId = firstPartyAppId('containerInstance', context.cloud);
  return context.servicePrincipal(context.subscription.tenantId, appId)?.objectId;
}

function keyIdentifierOf({ properties }: StoredResource): string | undefined {
  const encryption = properties['encryptionProperties'];
  if (!isObject(encryption)) return undefined;
  const vaultBaseUrl = (stringAt(encryption, 'vaultBaseUrl') ?? '').replace(/\/+$/, '');
  return `${vaultBaseUrl}/keys/${stringAt(encryption, 'keyName')}/${stringAt(encryption, 'keyVersion')}`;
}

function keyIdentityOf({ properties }: StoredResource): string | undefined {
  return stringAt(objectAt(properties, 'encryptionProperties'), 'identity');
}

/** A public address gets a host name when a label is asked for. */
function withHost(given: JsonObject, location: string, context: UnitContext): JsonObject {
  const address = given['ipAddress'];
  if (!isObject(address)) return {};
  const label = stringAt(address, 'dnsNameLabel');
  if (label === undefined) return { ipAddress: address };
  const suffix = HOST_SUFFIXES[context.cloud];
  return {
    ipAddress: {
      ...address,
      autoGeneratedDomainNameLabelScope:
        stringAt(address, 'autoGeneratedDomainNameLabelScope') ?? 'Unsecure',
      fqdn: `${label}.${location}.${suffix}`,
    },
  };
}

const HOST_SUFFIXES = Object.freeze({
  public: 'azurecontainer.io',
  usGovernment: 'azurecontainer.us',
  china: 'azurecontainer.cn',
});

function checkKept(existing: StoredResource, group: StoredResource): void {
  const text = (value: Json | undefined): string => JSON.stringify(value ?? null);
  const isKept = FIXED.every(
    (name) => text(existing.properties[name]) === text(group.properties[name]),
  );
  if (isKept || existing.properties['provisioningState'] === 'Failed') return;
  throw new Refusal({
    status: 400,
    code: 'InvalidContainerGroupUpdate',
    message: `The updates on container group '${existing.name}' are invalid. If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it first and then create a new one.`,
    evidence: 'reported',
  });
}

function accessDenied(keyIdentifier: string, why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'EncryptionKeyAccessDenied',
    message: `The key '${keyIdentifier}' cannot be used: ${why}`,
    evidence: 'assumed',
    ruleId: 'CMK-013',
  });
}
