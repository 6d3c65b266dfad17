/** The resources that a workspace needs: storage account, vault, Application Insights, registry. */
import { Refusal } from '../../kernel/errors.ts';
import { notRegistered } from '../../kernel/gateway-errors.ts';
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { badRequest } from './bad-request.ts';

/** Property by property: the type of resource it names. */
const ASSOCIATES = [
  { property: 'storageAccount', type: 'Microsoft.Storage/storageAccounts' },
  { property: 'keyVault', type: 'Microsoft.KeyVault/vaults' },
  { property: 'applicationInsights', type: 'Microsoft.Insights/components' },
  {
    property: 'containerRegistry',
    type: 'Microsoft.ContainerRegistry/registries',
  },
] as const;

/** Providers of what the service makes for a workspace under a customer's key. */
const MANAGED_NAMESPACES = [
  'Microsoft.DocumentDB',
  'Microsoft.KeyVault',
  'Microsoft.Search',
  'Microsoft.Storage',
];

/** Refuses a request that names the wrong types; whether they exist is found out later. */
export function checkAssociatesNamed(properties: JsonObject): void {
  for (const { property, type } of ASSOCIATES) {
    const id = stringAt(properties, property);
    if (id === undefined) continue;
    if (!id.toLowerCase().includes(`/providers/${type.toLowerCase()}/`)) {
      throw badRequest(`'properties.${property}' must be the id of a ${type}, not '${id}'`);
    }
  }
}

/** Refuses a workspace whose resources are missing or not fit for it. */
export function checkAssociates(context: UnitContext, workspace: StoredResource): void {
  for (const { property } of ASSOCIATES) {
    const id = stringAt(workspace.properties, property);
    if (id === undefined) continue;
    const resource = context.resource(id);
    if (!resource) throw dependencyMissing(id);
    if (property === 'storageAccount') checkStorage(resource);
  }
}

/** Refuses when a provider of the managed resources is not registered in the subscription. */
export function checkManagedProviders(context: UnitContext): void {
  for (const namespace of MANAGED_NAMESPACES) {
    if (!context.isRegistered(namespace)) {
      throw notRegistered(namespace, context.registrationState(namespace));
    }
  }
}

/** A workspace needs blobs and files on a standard account without a hierarchical namespace. */
function checkStorage(account: StoredResource): void {
  const sku = stringAt(account.sku, 'name') ?? '';
  if (sku.toLowerCase().startsWith('premium')) {
    throw badRequest(
      `the storage account '${account.name}' is of the SKU ${sku}; a workspace needs a standard one`,
    );
  }
  if (account.properties['isHnsEnabled'] === true) {
    throw badRequest(
      `the storage account '${account.name}' has a hierarchical namespace, which a workspace cannot use`,
    );
  }
}

function dependencyMissing(id: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'BadRequest',
    message: `The resource '${id}' that the workspace depends on was not found.`,
    evidence: 'assumed',
  });
}
