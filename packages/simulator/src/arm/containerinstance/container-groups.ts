import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { subnetJoined } from '../../kernel/linked-access.ts';
import {
  checkIdentity,
  hasUserIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';
import { checkGroupName, invalidKey, readGroupProperties } from './container-group-request.ts';
import { keyIdentityOf } from './container-group-key.ts';
import { listLogs } from './container-group-logs.ts';
import {
  checkSettled,
  finishCreate,
  finishRestart,
  finishStart,
  GROUP_ACTIONS,
  runOperation,
  transitioning,
} from './container-group-power.ts';
import { checkReferences } from './container-group-references.ts';
import { withoutViews } from './container-group-run.ts';
import { containerUsages } from './container-usages.ts';

const TYPE = 'Microsoft.ContainerInstance/containerGroups';
/** Properties of a group that exists that cannot change. */
const FIXED = ['osType', 'restartPolicy', 'encryptionProperties', 'sku'];

/**
 * Container groups, with and without a customer's key. Nothing runs: logs are empty. To execute a command, to attach, and
 * what only a region knows (images that it holds, sizes that it has, what its network needs) answer 501.
 */
export const containerGroups: ResourceType = defineResourceType({
  type: TYPE,
  // As recorded: limits of their own, which nothing counts here.
  serviceHeaders: {
    'x-ms-ratelimit-remaining-subscription-resource-requests-pt1h': '299',
    'x-ms-ratelimit-remaining-subscription-resource-requests-pt5m': '99',
  },
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
  linkedAccess: [subnetJoined('properties.subnetIds.*.id')],
  checkName: checkGroupName,
  put,
  patch: patchTags,
  remove: (_context, { existing }) => {
    checkSettled(existing);
    return {
      removed: true,
      body: 'resource',
      effects: { removePrincipals: systemPrincipalsOf(existing) },
    };
  },
  actions: { ...GROUP_ACTIONS, 'GET containers/{container}/logs': listLogs },
  operations: { create: finishCreate, start: finishStart, restart: finishRestart },
  routes: [containerUsages],
  inProgress: (_context, { name }) => transitioning(name),
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
  if (existing) checkSettled(existing);
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
  checkReferences(context, group);
  context.rules.enforce('containerGroup.create.request', { containerGroup: group });
  const keyIdentity = keyIdentityOf(group);
  if (keyIdentity !== undefined && !hasUserIdentity(identity, keyIdentity)) {
    throw invalidKey(`the identity '${keyIdentity}' is not one of the group's identities`);
  }
  return {
    pending: group,
    operation: runOperation('create', {
      status: 201,
      body: 'resource',
      instant: existing ? 200 : 201,
    }),
    effects,
  };
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
