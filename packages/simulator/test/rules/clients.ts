/** The real clients of one chain, all over one recorded transport. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ContainerInstanceManagementClient } from '@azure/arm-containerinstance';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { KeyClient } from '@azure/keyvault-keys';
import type { Simulator } from '../../src/index.ts';
import { Recorder } from './recorder.ts';

/** Clients of one subscription, or of one vault, made when asked for. */
export interface Clients {
  readonly recorder: Recorder;
  readonly authorization: (subscriptionId: string) => AuthorizationManagementClient;
  readonly compute: (subscriptionId: string) => ComputeManagementClient;
  readonly containers: (subscriptionId: string) => ContainerInstanceManagementClient;
  readonly clusters: (subscriptionId: string) => ContainerServiceClient;
  readonly vaults: (subscriptionId: string) => KeyVaultManagementClient;
  readonly workspaces: (subscriptionId: string) => AzureMachineLearningWorkspaces;
  readonly identities: (subscriptionId: string) => ManagedServiceIdentityClient;
  readonly resources: (subscriptionId: string) => ResourceManagementClient;
  readonly storage: (subscriptionId: string) => StorageManagementClient;
  readonly keys: (vaultName: string) => KeyClient;
}

export function clientsOf(sim: Simulator): Clients {
  const recorder = new Recorder(sim.httpClient);
  const credential = sim.credential();
  const options = { ...sim.clientOptions(), httpClient: recorder };
  const vaultOptions = { ...sim.clientOptions('vault'), httpClient: recorder };
  return {
    recorder,
    authorization: (id) => new AuthorizationManagementClient(credential, id, options),
    compute: (id) => new ComputeManagementClient(credential, id, options),
    containers: (id) => new ContainerInstanceManagementClient(credential, id, options),
    clusters: (id) => new ContainerServiceClient(credential, id, options),
    vaults: (id) => new KeyVaultManagementClient(credential, id, options),
    workspaces: (id) => new AzureMachineLearningWorkspaces(credential, id, options),
    identities: (id) => new ManagedServiceIdentityClient(credential, id, options),
    resources: (id) => new ResourceManagementClient(credential, id, options),
    storage: (id) => new StorageManagementClient(credential, id, options),
    keys: (name) => new KeyClient(`https://${name}.vault.azure.net`, credential, vaultOptions),
  };
}

/** Polls as often as the client lets: with time-warp a poll moves the clock itself. */
export const FAST = { updateIntervalInMs: 0 } as const;
