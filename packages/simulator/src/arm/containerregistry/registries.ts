import { forgetStore } from '../../kernel/encrypted-store.ts';
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import { privateLinkActions } from '../../kernel/private-link-resources.ts';
import {
  defineResourceType,
  type Effects,
  type OperationPlan,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { presentResource } from '../../kernel/present.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { together } from '../../kernel/together.ts';
import { listCredentials, regenerateCredential } from './registry-credentials.ts';
import {
  checkKept,
  checkKey,
  FOLLOWING,
  isOtherKey,
  keptKey,
  STORE_TIMER,
  watched,
  withEncryption,
} from './registry-encryption.ts';
import { refused } from './registry-errors.ts';
import { checkName, checkNameAvailability, isTaken, named } from './registry-names.ts';
import { writeStyle } from './registry-operation.ts';
import { shownProperties, withPolicies } from './registry-policies.ts';
import { registryLinkGroups } from './registry-private-link.ts';
import { replicasOf } from './registry-replicas.ts';
import { usagesOf } from './registry-usages.ts';
import { REGISTRY_API_VERSIONS, REGISTRY_TYPE } from './registry-versions.ts';

const TYPE = REGISTRY_TYPE;
/** What creating one takes, and what changing its key does, milliseconds. */
const WRITE_MS = 10_000;
const TIERS: readonly string[] = ['Basic', 'Standard', 'Premium'];

/** Container registries; a Premium one can be created under a customer-managed key. */
export const registries: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: REGISTRY_API_VERSIONS,
  scope: 'group',
  checkName,
  put: (context, request) => {
    const { address, body, existing } = request;
    if (existing) return update(context, request, existing);
    const tier = stringAt(body['sku'], 'name') ?? '';
    if (tier === 'Classic') throw classicSku();
    if (!TIERS.includes(tier)) throw invalidSku(tier);
    if (isTaken(context, address.name)) {
      throw refused(
        'AlreadyInUse',
        `The registry DNS name ${address.name.toLowerCase()}.azurecr.io is already in use.`,
        409,
      );
    }
    const given = objectAt(body, 'properties');
    const { registry: pending, effects } = secure(context, request, {
      id: address.id,
      type: TYPE,
      name: address.name,
      location: String(body['location']),
      tags: readTags(body['tags']) ?? {},
      sku: { name: tier, tier },
      properties: {
        loginServer: `${address.name.toLowerCase()}.azurecr.io`,
        creationDate: context.iso,
        provisioningState: 'Creating',
        adminUserEnabled: given['adminUserEnabled'] ?? false,
        networkRuleSet: given['networkRuleSet'] ?? { defaultAction: 'Allow', ipRules: [] },
        policies: withPolicies(undefined, objectAt(given, 'policies'), context.iso),
        encryption: { status: 'disabled' },
        dataEndpointEnabled: given['dataEndpointEnabled'] ?? false,
        dataEndpointHostNames: [],
        publicNetworkAccess: given['publicNetworkAccess'] ?? 'Enabled',
        networkRuleBypassOptions: given['networkRuleBypassOptions'] ?? 'AzureServices',
        zoneRedundancy: given['zoneRedundancy'] ?? 'Disabled',
        anonymousPullEnabled: given['anonymousPullEnabled'] ?? false,
        metadataSearch: given['metadataSearch'] ?? 'Disabled',
      },
    });
    return {
      pending,
      operation: operation(context, 'Creating'),
      effects: together(effects, { documents: named(address.name, address.id) }),
    };
  },
  patch: (context, request) => {
    const { existing } = request;
    if (!existing) throw new Error('the kernel answers a PATCH of what is not there');
    return update(context, request, existing);
  },
  remove: (context, { existing }) => ({
    removed: true,
    effects: {
      remove: context.under(existing.id).map(({ id }) => id),
      documents: [...named(existing.name, undefined), ...forgetStore(context, existing.id)],
      removePrincipals: systemPrincipalsOf(existing),
    },
  }),
  operations: {
    write: (_context, { resource }) => {
      if (!resource) throw new Error('a registry was removed while it was being written');
      const properties = { ...resource.properties, provisioningState: 'Succeeded' };
      return { resource: { ...resource, properties } };
    },
  },
  timers: { [FOLLOWING.handler]: checkKey, [STORE_TIMER]: checkKept },
  actions: {
    'POST listCredentials': listCredentials,
    'POST regenerateCredential': regenerateCredential,
    'GET listUsages': (context, { resource }) => ({
      status: 200,
      body: usagesOf(
        stringAt(resource.sku, 'name') ?? '',
        context.resources(`${TYPE}/webhooks`, resource.id).length,
      ),
    }),
    ...privateLinkActions(registryLinkGroups),
  },
  privateLinkGroups: registryLinkGroups,
  routes: [checkNameAvailability],
  present: (resource, apiVersion) =>
    presentResource({
      ...resource,
      properties: shownProperties(resource.properties, apiVersion),
    }),
});

function update(
  context: UnitContext,
  request: WriteRequest,
  existing: StoredResource,
): WriteAnswer {
  const { body } = request;
  const { encryption: _encryption, policies, ...given } = objectAt(body, 'properties');
  const kept = objectAt(existing.properties, 'policies');
  const properties = mergePatch(existing.properties, {
    ...given,
    ...(isObject(policies) ? { policies: withPolicies(kept, policies, context.iso) } : {}),
  });
  const tier = stringAt(body['sku'], 'name');
  if (tier !== undefined && !TIERS.includes(tier)) throw invalidSku(tier);
  const isLower = tier !== undefined && tier !== 'Premium';
  if (isLower && replicasOf(context, existing.id).length > 0) {
    throw refused(
      'InvalidSku',
      `The registry '${existing.name}' has replications, which the SKU ${tier} has not: delete them first.`,
      409,
    );
  }
  const { registry, effects } = secure(context, request, {
    ...existing,
    tags: readTags(body['tags']) ?? existing.tags ?? {},
    ...(tier === undefined ? {} : { sku: { name: tier, tier } }),
    ...(isObject(properties) ? { properties } : {}),
  });
  if (!isOtherKey(existing, registry)) return { done: registry, effects };
  return {
    pending: {
      ...registry,
      properties: { ...registry.properties, provisioningState: 'Updating' },
    },
    operation: operation(context, 'Updating'),
    effects,
  };
}

/** The registry with the identity and the encryption that are asked for. */
function secure(
  context: UnitContext,
  { address, body, existing }: WriteRequest,
  registry: StoredResource,
): { readonly registry: StoredResource; readonly effects: Effects } {
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(registry.identity ? { identity: registry.identity } : {}), effects: {} };
  const { identity: _before, ...rest } = registry;
  const { identity } = outcome;
  const owner = identity ? { ...rest, identity: inServicesCase(identity) } : rest;
  const { resource: secured, timers } = watched(
    context,
    withEncryption(context, owner, body, existing),
  );
  const isOther = secured.properties['encryption'] !== registry.properties['encryption'];
  const kept = isOther ? keptKey(context, secured) : {};
  return { registry: secured, effects: together(outcome.effects, { timers }, kept) };
}

/** The service answers `userAssigned`, whatever was asked for. */
function inServicesCase(identity: JsonObject): JsonObject {
  const type = (stringAt(identity, 'type') ?? '').replaceAll(/\b[SU]/g, (letter) =>
    letter.toLowerCase(),
  );
  return { ...identity, type };
}

const operation = (context: UnitContext, running: 'Creating' | 'Updating'): OperationPlan => ({
  handler: 'write',
  id: `registries-${context.guid()}`,
  durationMs: WRITE_MS,
  style: writeStyle(running),
});

const classicSku = (): Refusal =>
  new Refusal({
    status: 400,
    code: 'ClassicSkuDeprecated',
    message: 'Classic SKU is now deprecated. Please select a managed SKU.',
    evidence: 'recorded',
  });

const invalidSku = (tier: string): Refusal =>
  refused('InvalidSku', `The SKU '${tier}' is not one of ${TIERS.join(', ')}.`);
