import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { AzureMachineLearningWorkspaces, type Workspace } from '@azure/arm-machinelearning';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { KeyClient } from '@azure/keyvault-keys';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type WorldSpec,
} from '../../src/index.ts';

export const GROUP = 'rg-ml';
export const LOCATION = 'westeurope';
export const VAULT = 'kv-ml';
export const WORKSPACE = 'mlw-credit-risk';
export const NOW = '2026-03-01T10:00:00Z';
export const COSMOS_APP_ID = 'a232010e-820c-4083-83bb-3ace5fc29d0b';
export const CONTAINER_INSTANCE_APP_ID = '6bb8e274-af5d-4df2-98a3-4fd78b4cafd9';
export const CRYPTO_SERVICE_ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
export const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
/** Polls as often as the client lets: with time-warp a poll moves the clock itself. */
export const FAST = { updateIntervalInMs: 0 } as const;

/** An owner who may also make keys, and one who may only build. */
const people: WorldSpec = {
  principals: [
    { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
    { name: 'contributor', roles: [{ role: 'Contributor' }] },
    { name: 'mlContributor' },
  ],
};

/** What differs from a chain that deploys. */
export interface SceneOptions extends SimulatorOptions {
  readonly purgeProtection?: boolean;
  readonly vaultLocation?: string;
  /** Default true: Azure Cosmos DB's service principal may use the key. */
  readonly grantCosmosDb?: boolean;
}

/** A simulator with everything a workspace needs, and the key it is to be under. */
export interface Scene {
  readonly sim: Simulator;
  readonly keyId: string;
  readonly vaultId: string;
  readonly storageId: string;
  readonly insightsId: string;
  readonly workspaceId: string;
}

export async function scene(options: SceneOptions = {}): Promise<Scene> {
  const {
    purgeProtection = true,
    vaultLocation = LOCATION,
    grantCosmosDb = true,
    ...rest
  } = options;
  const sim = createSimulator({ world: people, now: NOW, ...rest });
  await resources(sim).resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  const vaultId = await makeVault(sim, VAULT, vaultLocation, purgeProtection);
  const storage = await storageManagement(sim).storageAccounts.create(
    GROUP,
    'stmlcreditrisk',
    { kind: 'StorageV2', sku: { name: 'Standard_LRS' }, location: LOCATION },
    FAST,
  );
  const insightsId = idOf(sim, 'Microsoft.Insights/components', 'appi-ml');
  await resources(sim).resources.createOrUpdateById(
    insightsId,
    '2020-02-02',
    { location: LOCATION, kind: 'web', properties: { Application_Type: 'web' } },
    FAST,
  );
  const key = await keys(sim).createRsaKey('cosmos-key', { keySize: 3072 });
  if (grantCosmosDb) await grant(sim, vaultId, principalOf(sim, COSMOS_APP_ID));
  return {
    sim,
    keyId: key.id ?? '',
    vaultId,
    storageId: storage.id ?? '',
    insightsId,
    workspaceId: idOf(sim, 'Microsoft.MachineLearningServices/workspaces', WORKSPACE),
  };
}

/** A vault with roles and, unless told otherwise, purge protection. */
export async function makeVault(
  sim: Simulator,
  name: string,
  location: string = LOCATION,
  purgeProtection = true,
): Promise<string> {
  const client = vaultManagement(sim);
  const vault = await client.vaults.createOrUpdate(
    GROUP,
    name,
    {
      location,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'premium' },
        enableRbacAuthorization: true,
        ...(purgeProtection ? { enablePurgeProtection: true } : {}),
      },
    },
    FAST,
  );
  return vault.id ?? '';
}

export function vaultManagement(sim: Simulator): KeyVaultManagementClient {
  return new KeyVaultManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
}

export function authorization(sim: Simulator): AuthorizationManagementClient {
  return new AuthorizationManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

export function storageManagement(sim: Simulator): StorageManagementClient {
  return new StorageManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
}

export function keys(sim: Simulator, vault = VAULT): KeyClient {
  return new KeyClient(
    `https://${vault}.vault.azure.net`,
    sim.credential(),
    sim.clientOptions('vault'),
  );
}

export function resources(sim: Simulator, who?: string): ResourceManagementClient {
  return new ResourceManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
}

export function machineLearning(sim: Simulator, who?: string): AzureMachineLearningWorkspaces {
  return new AzureMachineLearningWorkspaces(
    sim.credential(who),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

/** A user-assigned identity and its object id. */
export async function makeIdentity(
  sim: Simulator,
  name: string,
): Promise<{ readonly id: string; readonly principalId: string }> {
  const client = new ManagedServiceIdentityClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  const { id = '', principalId = '' } = await client.userAssignedIdentities.createOrUpdate(
    GROUP,
    name,
    { location: LOCATION },
  );
  return { id, principalId };
}

/** Lets a principal use the keys of a vault, now; the name of the assignment takes it back. */
export async function grant(
  sim: Simulator,
  scope: string,
  principalId: string,
  role = CRYPTO_SERVICE_ENCRYPTION_USER,
): Promise<string> {
  const client = authorization(sim);
  const name = crypto.randomUUID();
  await client.roleAssignments.create(scope, name, {
    roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType: 'ServicePrincipal',
  });
  await sim.clock.advance({ minutes: 10 });
  return name;
}

export function principalOf(sim: Simulator, appId: string): string {
  const found = sim.principals.find((principal) => principal.appId === appId);
  if (!found) throw new Error(`no service principal of ${appId}`);
  return found.objectId;
}

export function idOf(sim: Simulator, type: string, name: string, group = GROUP): string {
  return `/subscriptions/${sim.subscriptionId}/resourceGroups/${group}/providers/${type}/${name}`;
}

/** A workspace under the scene's key. */
export function encryptedWorkspace(scene: Scene, change: Partial<Workspace> = {}): Workspace {
  return {
    location: LOCATION,
    identity: { type: 'SystemAssigned' },
    storageAccount: scene.storageId,
    applicationInsights: scene.insightsId,
    keyVault: scene.vaultId,
    encryption: {
      status: 'Enabled',
      keyVaultProperties: { keyVaultArmId: scene.vaultId, keyIdentifier: scene.keyId },
    },
    ...change,
  };
}

/** A scene whose workspace is there, under the key, made by the client. */
export async function encrypted(options: SceneOptions = {}): Promise<Scene> {
  const given = await scene(options);
  await machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    encryptedWorkspace(given),
    FAST,
  );
  return given;
}

/** What came over the wire: assertions tell its shape. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Wire = any;

/** An answer to a request that the typed client cannot send. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Wire;
}

export async function send(
  sim: Simulator,
  method: string,
  path: string,
  apiVersion: string,
  body?: unknown,
  who?: string,
): Promise<RawAnswer> {
  const token = await sim.credential(who).getToken('https://management.azure.com/.default');
  const url = path.startsWith('https://')
    ? path
    : `https://management.azure.com${path}${path.includes('?') ? '&' : '?'}api-version=${apiVersion}`;
  const response = await sim.fetch(
    new Request(url, {
      method,
      headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** What a PUT of the scene's workspace holds on the wire. */
export function wireWorkspace(scene: Scene, properties: Record<string, unknown> = {}): unknown {
  return {
    location: LOCATION,
    identity: { type: 'SystemAssigned' },
    properties: {
      storageAccount: scene.storageId,
      applicationInsights: scene.insightsId,
      keyVault: scene.vaultId,
      encryption: {
        status: 'Enabled',
        keyVaultProperties: { keyVaultArmId: scene.vaultId, keyIdentifier: scene.keyId },
      },
      ...properties,
    },
  };
}
