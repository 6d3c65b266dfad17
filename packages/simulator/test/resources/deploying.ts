import { DeploymentsClient } from '@azure/arm-resourcesdeployments';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';
import { FAST, LOCATION, NOW, resources, send } from '../machinelearning/scene.ts';

export { FAST, LOCATION, resources, send } from '../machinelearning/scene.ts';

export const GROUP = 'rg-templates';
export const SCHEMA =
  'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';

export const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';
export const STORAGE = 'Microsoft.Storage/storageAccounts';

type Members = Record<string, unknown>;

/** An identity as a resource of a template. */
export const identity = (name: string, more: Members = {}): Members => ({
  type: IDENTITY,
  apiVersion: '2023-01-31',
  name,
  location: LOCATION,
  ...more,
});

/** A storage account as a resource of a template. */
export const storage = (name: string, more: Members = {}): Members => ({
  type: STORAGE,
  apiVersion: '2023-05-01',
  name,
  location: LOCATION,
  kind: 'StorageV2',
  sku: { name: 'Standard_LRS' },
  properties: {},
  ...more,
});

/** A vault that is open to templates, as a resource of one. */
export const vault = (tenantId: string, name: string, more: Members = {}): Members => ({
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: '2023-07-01',
  name,
  location: LOCATION,
  properties: {
    tenantId,
    sku: { family: 'A', name: 'standard' },
    enableRbacAuthorization: true,
    enabledForTemplateDeployment: true,
  },
  ...more,
});

/** A nested deployment as a resource of a template. */
export const nested = (
  name: string,
  of: Members,
  scope: 'inner' | 'outer' = 'outer',
  parameters: Members = {},
): Members => ({
  type: 'Microsoft.Resources/deployments',
  apiVersion: '2022-09-01',
  name,
  properties: {
    mode: 'Incremental',
    expressionEvaluationOptions: { scope },
    parameters,
    template: of,
  },
});

export const groupId = (sim: Simulator): string =>
  `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;

export const deploymentId = (sim: Simulator, name = 'main'): string =>
  `${groupId(sim)}/providers/Microsoft.Resources/deployments/${name}`;

/** What a failed deployment says of itself. */
export const errorOf = async (sim: Simulator, name = 'main') =>
  (await send(sim, 'GET', deploymentId(sim, name), '2022-09-01')).body.properties.error;

/** A simulator with a group to deploy to, an owner, and one who may only read and deploy. */
export async function emptyGroup(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = createSimulator({
    now: NOW,
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Secrets Officer' }] },
        { name: 'reader', roles: [{ role: 'Reader' }] },
        { name: 'contributor', roles: [{ role: 'Contributor' }] },
      ],
    },
    ...options,
  });
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

export const deployments = (sim: Simulator, who?: string): DeploymentsClient =>
  new DeploymentsClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());

/** A template of these members. */
export const template = (members: Record<string, unknown>): Record<string, unknown> => ({
  $schema: SCHEMA,
  contentVersion: '1.0.0.0',
  resources: [],
  ...members,
});

/** Deploys to the group and waits for the end. */
export function deploy(
  sim: Simulator,
  members: Record<string, unknown>,
  parameters: Record<string, unknown> = {},
  { name = 'main', mode = 'Incremental' as 'Incremental' | 'Complete', who = 'owner' } = {},
) {
  const given = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, { value }]),
  );
  return deployments(sim, who).deployments.createOrUpdate(
    GROUP,
    name,
    { properties: { mode, template: template(members), parameters: given } },
    FAST,
  );
}
