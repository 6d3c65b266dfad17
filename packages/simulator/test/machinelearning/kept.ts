/** A workspace under a customer's key with metadata in it, and the ways to take the key away and give it back. */
import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import {
  COSMOS_APP_ID,
  CRYPTO_SERVICE_ENCRYPTION_USER,
  encryptedWorkspace,
  FAST,
  GROUP,
  keys,
  machineLearning,
  principalOf,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  VAULT,
  WORKSPACE,
} from './scene.ts';

export const MARKER = 'only-the-customer-reads-this';
export const CONFIRMED = 'Access to the configured customer managed key confirmed.';
/** The name of the assignment. */
const ASSIGNMENT = '00000000-0000-4000-8000-00000000c05d';
export const BLOCKED = `The metadata of '${WORKSPACE}' cannot be reached: {"Errors":["Request is blocked due to Customer Managed Key not being accessible."]} (simulator wording)`;

export interface Kept extends Scene {
  readonly client: AzureMachineLearningWorkspaces;
  /** Name of the managed group. */
  readonly managed: string;
  readonly account: string;
}

/** A workspace under a customer's key with a job, a model and a cluster in it. */
export async function kept(options: SceneOptions = {}): Promise<Kept> {
  const given = await scene({ ...options, grantCosmosDb: false });
  const { sim } = given;
  await setGrant(given, true);
  const client = machineLearning(sim);
  const made = await client.workspaces.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    encryptedWorkspace(given),
    FAST,
  );
  await makeJob(client, 'job-1');
  await client.modelVersions.createOrUpdate(GROUP, WORKSPACE, 'churn', '1', {
    properties: { modelUri: `azureml://${MARKER}`, modelType: 'custom_model' },
  });
  await client.computeOperations.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    'cpu',
    {
      location: 'westeurope',
      properties: {
        computeType: 'AmlCompute',
        description: MARKER,
        properties: { vmSize: 'STANDARD_DS2_V2', scaleSettings: { maxNodeCount: 2 } },
      },
    },
    FAST,
  );
  const managed = made.serviceProvisionedResourceGroup ?? '';
  const { name: account } = sim.resources.one({
    type: 'Microsoft.DocumentDB/databaseAccounts',
    group: managed,
  });
  return { ...given, client, managed, account };
}

export async function makeJob(client: AzureMachineLearningWorkspaces, name: string): Promise<void> {
  await client.jobs.createOrUpdate(GROUP, WORKSPACE, name, {
    properties: { jobType: 'Command', command: MARKER, environmentId: 'azureml://e' },
  });
}

export const commandOf = async (
  { client }: Pick<Kept, 'client'>,
  name = 'job-1',
): Promise<unknown> => {
  const { properties } = await client.jobs.get(GROUP, WORKSPACE, name);
  return 'command' in properties ? properties.command : undefined;
};

export const statusOf = async ({
  sim,
  managed,
  account,
}: Pick<Kept, 'sim' | 'managed' | 'account'>): Promise<string | undefined> => {
  const cosmos = new CosmosDBManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { customerManagedKeyStatus } = await cosmos.databaseAccounts.get(managed, account);
  return customerManagedKeyStatus;
};

/** Lets Azure Cosmos DB use the key, or no longer. */
export async function setGrant(
  { sim, vaultId }: Pick<Scene, 'sim' | 'vaultId'>,
  isGranted: boolean,
): Promise<void> {
  const id = `${vaultId}/providers/Microsoft.Authorization/roleAssignments/${ASSIGNMENT}`;
  const properties = {
    roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_SERVICE_ENCRYPTION_USER}`,
    principalId: principalOf(sim, COSMOS_APP_ID),
    principalType: 'ServicePrincipal',
  };
  await (isGranted
    ? send(sim, 'PUT', id, '2022-04-01', { properties })
    : send(sim, 'DELETE', id, '2022-04-01'));
}

export const setFirewall = async (
  { sim }: Pick<Scene, 'sim'>,
  bypass: 'None' | 'AzureServices',
): Promise<void> => {
  const { vaults } = new KeyVaultManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await vaults.update(GROUP, VAULT, {
    properties: { networkAcls: { defaultAction: bypass === 'None' ? 'Deny' : 'Allow', bypass } },
  });
};

/** Each way to take the key away, how it comes back, and what the account says meanwhile. */
export const LOSSES: readonly {
  readonly what: string;
  readonly lose: (given: Kept) => Promise<unknown>;
  readonly recover: (given: Kept) => Promise<unknown>;
  readonly code: number;
  /** How new work is refused, where that is for something else that went with the key. */
  readonly work?: { readonly statusCode: number; readonly code: string };
}[] = [
  {
    what: 'disabled',
    lose: ({ sim }) => keys(sim).updateKeyProperties('cosmos-key', { enabled: false }),
    recover: ({ sim }) => keys(sim).updateKeyProperties('cosmos-key', { enabled: true }),
    code: 4002,
  },
  {
    what: 'expired',
    lose: ({ sim }) =>
      keys(sim).updateKeyProperties('cosmos-key', { expiresOn: new Date(sim.clock.now() - 1000) }),
    recover: ({ sim }) =>
      keys(sim).updateKeyProperties('cosmos-key', {
        expiresOn: new Date(sim.clock.now() + 90 * 24 * 3_600_000),
      }),
    code: 4002,
  },
  {
    what: 'deleted',
    lose: async ({ sim }) => (await keys(sim).beginDeleteKey('cosmos-key')).pollUntilDone(),
    recover: async ({ sim }) =>
      (await keys(sim).beginRecoverDeletedKey('cosmos-key')).pollUntilDone(),
    code: 4003,
  },
  {
    what: 'no longer granted',
    lose: (given) => setGrant(given, false),
    recover: (given) => setGrant(given, true),
    code: 4002,
  },
  {
    what: 'behind a firewall without bypass',
    lose: (given) => setFirewall(given, 'None'),
    recover: (given) => setFirewall(given, 'AzureServices'),
    code: 4016,
  },
  {
    what: 'deleted with its vault',
    lose: ({ sim, vaultId }) => resources(sim).resources.deleteById(vaultId, '2023-07-01', FAST),
    recover: (given) =>
      send(given.sim, 'PUT', given.vaultId, '2023-07-01', {
        location: 'westeurope',
        properties: {
          tenantId: given.sim.tenantId,
          sku: { family: 'A', name: 'premium' },
          createMode: 'recover',
        },
      }).then(async () => {
        // The roles of a deleted vault do not come back with it.
        await setGrant(given, true);
      }),
    code: 4017,
    work: { statusCode: 400, code: 'DependencyResourceNotExist' },
  },
];
