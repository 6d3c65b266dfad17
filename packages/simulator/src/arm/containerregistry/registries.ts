import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';

const TYPE = 'Microsoft.ContainerRegistry/registries';
/** What creating one takes, milliseconds. */
const CREATE_MS = 10_000;
const NAME = /^[A-Za-z0-9]{5,50}$/;
const NAMES = 'registryNames';
const TIERS: readonly string[] = ['Basic', 'Standard', 'Premium'];

/** Container registries. Encryption under a customer-managed key answers 501. */
export const registries: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: [
    '2019-05-01',
    '2021-09-01',
    '2022-12-01',
    '2023-07-01',
    '2023-11-01-preview',
    '2025-04-01',
    '2025-11-01',
  ],
  scope: 'group',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw new Refusal({
      status: 400,
      code: 'InvalidRegistryName',
      message: `The registry name '${name}' is invalid: 5-50 letters and digits.`,
      evidence: 'assumed',
    });
  },
  put: (context, { address, body, existing }) => {
    refuseCustomerKeys(body);
    if (existing) return { done: update(existing, body) };
    const tier = stringAt(body['sku'], 'name') ?? '';
    if (tier === 'Classic') throw classicSku();
    if (!TIERS.includes(tier)) {
      throw refused('InvalidSku', `The SKU '${tier}' is not one of ${TIERS.join(', ')}.`, 400);
    }
    if (context.document(NAMES, address.name.toLowerCase()) !== undefined) {
      throw refused(
        'AlreadyInUse',
        `The registry DNS name ${address.name.toLowerCase()}.azurecr.io is already in use.`,
        409,
      );
    }
    const given = objectAt(body, 'properties');
    const pending: StoredResource = {
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
        networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
        encryption: { status: 'disabled' },
        dataEndpointEnabled: false,
        dataEndpointHostNames: [],
        privateEndpointConnections: [],
        publicNetworkAccess: given['publicNetworkAccess'] ?? 'Enabled',
        networkRuleBypassOptions: 'AzureServices',
        zoneRedundancy: 'Disabled',
        anonymousPullEnabled: false,
      },
    };
    return {
      pending,
      operation: {
        handler: 'create',
        durationMs: CREATE_MS,
        style: {
          path: 'operationStatuses',
          headers: ['azure-asyncoperation'],
          status: 201,
          body: 'resource',
          running: 'Creating',
          instant: 201,
        },
      },
      effects: {
        documents: [{ table: NAMES, key: address.name.toLowerCase(), value: address.id }],
      },
    };
  },
  patch: (_context, { body, existing }) => {
    if (!existing) throw new Error('the kernel answers a PATCH of what is not there');
    refuseCustomerKeys(body);
    return { done: update(existing, body) };
  },
  remove: (_context, { existing }) => ({
    removed: true,
    effects: {
      documents: [{ table: NAMES, key: existing.name.toLowerCase(), value: undefined }],
    },
  }),
  operations: {
    create: (_context, { resource }) => {
      if (!resource) throw new Error('a registry was removed while it was being made');
      const properties = { ...resource.properties, provisioningState: 'Succeeded' };
      return { resource: { ...resource, properties } };
    },
  },
  actions: {
    'POST listCredentials': (context, { resource }) => {
      if (resource.properties['adminUserEnabled'] !== true) {
        throw refused(
          'UnAuthorizedForCredentialOperations',
          `Admin user is disabled for the registry '${resource.name}'.`,
          400,
        );
      }
      return {
        status: 200,
        body: {
          username: resource.name,
          passwords: ['password', 'password2'].map((name) => ({
            name,
            value: `sim-${context.namedGuid(resource.id, name)}`,
          })),
        },
      };
    },
  },
});

function update(existing: StoredResource, body: JsonObject): StoredResource {
  const { encryption: _encryption, ...given } = objectAt(body, 'properties');
  const properties = mergePatch(existing.properties, given);
  return {
    ...existing,
    tags: readTags(body['tags']) ?? existing.tags ?? {},
    ...(isObject(properties) ? { properties } : {}),
  };
}

function refuseCustomerKeys(body: JsonObject): void {
  const encryption = objectAt(objectAt(body, 'properties'), 'encryption');
  if (stringAt(encryption, 'status')?.toLowerCase() === 'enabled') {
    throw notSimulated('properties.encryption of a container registry');
  }
}

const classicSku = (): Refusal =>
  new Refusal({
    status: 400,
    code: 'ClassicSkuDeprecated',
    message: 'Classic SKU is now deprecated. Please select a managed SKU.',
    evidence: 'recorded',
  });

function refused(code: string, message: string, status: number): Refusal {
  return new Refusal({ status, code, message, evidence: 'assumed' });
}
