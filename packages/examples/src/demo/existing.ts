import type { CmkSpec } from '@azureml-cmk/core';
import { parseArmId } from '@azureml-cmk/core';
import type { ResourceSpec } from '@azureml-cmk/simulator';
import { UsageError } from './args.ts';

type Body = ResourceSpec['body'];

interface Made {
  readonly apiVersion: string;
  readonly properties: Body;
}

/** What each type of resource looks like when somebody else made it, by lower-case type. */
const made: Readonly<Record<string, (spec: CmkSpec, name: string) => Made>> = {
  'microsoft.keyvault/vaults': (spec) => ({
    apiVersion: '2024-11-01',
    properties: {
      properties: {
        tenantId: spec.tenantId,
        sku: { family: 'A', name: 'premium' },
        enableRbacAuthorization: true,
        enablePurgeProtection: true,
      },
    },
  }),
  'microsoft.managedidentity/userassignedidentities': () => ({
    apiVersion: '2023-01-31',
    properties: {},
  }),
  'microsoft.storage/storageaccounts': () => ({
    apiVersion: '2023-05-01',
    properties: { kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
  }),
  'microsoft.insights/components': () => ({
    apiVersion: '2020-02-02',
    properties: { kind: 'web', properties: { Application_Type: 'web' } },
  }),
  'microsoft.containerregistry/registries': () => ({
    apiVersion: '2023-07-01',
    properties: { sku: { name: 'Premium' }, properties: { adminUserEnabled: true } },
  }),
  'microsoft.network/virtualnetworks': () => ({
    apiVersion: '2024-05-01',
    properties: { properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } },
  }),
  'microsoft.network/virtualnetworks/subnets': () => ({
    apiVersion: '2024-05-01',
    properties: { properties: { addressPrefix: '10.0.0.0/24' } },
  }),
};

/**
 * What a spec says is there already, for a simulator to start with: groups first, then the resources. Throws a
 * {@link UsageError} for a type that the demo cannot make up.
 */
export function existingResources(spec: CmkSpec): readonly ResourceSpec[] {
  const ids = [...new Set(idsIn({ ...spec, key: undefined }))].flatMap(withParent);
  const resources = new Map<string, ResourceSpec>();
  for (const id of ids) {
    const parsed = parseArmId(id);
    if (!parsed?.resourceGroup) continue;
    const group = `/subscriptions/${parsed.subscriptionId}/resourceGroups/${parsed.resourceGroup}`;
    const { location } = spec;
    resources.set(group.toLowerCase(), { id: group, apiVersion: '2021-04-01', body: { location } });
  }
  for (const id of ids) {
    const parsed = parseArmId(id);
    const type = `${parsed?.namespace}/${parsed?.type}`;
    const make = made[type.toLowerCase()];
    if (!parsed || !make) {
      throw new UsageError(
        `The demo cannot make up the existing resource ${id}: let the spec create it, or use --live.`,
      );
    }
    const { apiVersion, properties } = make(spec, parsed.name);
    const isChild = parsed.type.includes('/');
    const body = isChild ? properties : { location: spec.location, ...properties };
    resources.set(id.toLowerCase(), { id, apiVersion, body });
  }
  return [...resources.values()];
}

/** Namespaces of what exists, registered before it could be made. */
export function namespacesOf(resources: readonly ResourceSpec[]): readonly string[] {
  return [...new Set(resources.flatMap(({ id }) => parseArmId(id)?.namespace ?? []))].filter(
    (namespace) => namespace !== 'Microsoft.Resources',
  );
}

/** Every value of a member `existing`, `subnetId`, `subnetIds` or `vaultId`, wherever it stands. */
function idsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') {
    return ['existing', 'subnetId', 'subnetIds', 'vaultId'].includes(name) ? [value] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item) => idsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => idsIn(member, key));
}

function withParent(id: string): readonly string[] {
  const [network] = /^.*\/virtualNetworks\/[^/]+(?=\/subnets\/)/i.exec(id) ?? [];
  return network === undefined ? [id] : [network, id];
}
