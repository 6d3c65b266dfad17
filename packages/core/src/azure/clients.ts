/**
 * The Azure clients of one deployment or verification: loaded and made when first asked for, then kept.
 *
 * Loading all of them takes a third of a second, so that each is loaded by the step that needs it.
 */
import type { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { ComputeManagementClient } from '@azure/arm-compute';
import type { ContainerInstanceManagementClient } from '@azure/arm-containerinstance';
import type { ContainerServiceClient } from '@azure/arm-containerservice';
import type { KeyVaultManagementClient } from '@azure/arm-keyvault';
import type { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import type { ManagedServiceIdentityClient } from '@azure/arm-msi';
import type { ResourceManagementClient } from '@azure/arm-resources';
import type { StorageManagementClient } from '@azure/arm-storage';
import type { TokenCredential } from '@azure/core-auth';
import type { KeyClient } from '@azure/keyvault-keys';

import {
  type AdditionalPolicy,
  armClientOptions,
  dataPlaneOptions,
  type UserClientOptions,
} from './client-options.ts';
import type { Cloud } from './clouds.ts';

/** What every client of one run shares. */
export interface ClientSettings {
  readonly cloud: Cloud;
  readonly subscriptionId: string;
  readonly credential: TokenCredential;
  readonly policies: readonly AdditionalPolicy[];
  readonly clientOptions?: UserClientOptions;
}

/** Where Resource Manager is for raw requests: the caller's endpoint, else the cloud's; no trailing slash. */
export function armEndpointOf({ cloud, clientOptions }: ClientSettings): string {
  return (clientOptions?.endpoint ?? cloud.resourceManager).replace(/\/$/, '');
}

/** The clients; those of Resource Manager take another subscription than the run's when asked. */
export interface AzureClients {
  readonly settings: ClientSettings;
  readonly resources: (subscriptionId?: string) => Promise<ResourceManagementClient>;
  readonly vaults: (subscriptionId?: string) => Promise<KeyVaultManagementClient>;
  readonly keys: (vaultUrl: string) => Promise<KeyClient>;
  readonly workspaces: (subscriptionId?: string) => Promise<AzureMachineLearningWorkspaces>;
  readonly storage: (subscriptionId?: string) => Promise<StorageManagementClient>;
  readonly identities: (subscriptionId?: string) => Promise<ManagedServiceIdentityClient>;
  readonly authorization: (subscriptionId?: string) => Promise<AuthorizationManagementClient>;
  readonly compute: (subscriptionId?: string) => Promise<ComputeManagementClient>;
  readonly containerGroups: (subscriptionId?: string) => Promise<ContainerInstanceManagementClient>;
  readonly clusters: (subscriptionId?: string) => Promise<ContainerServiceClient>;
}

/** One client per argument, made once. */
function memoised<T>(
  make: (key: string) => Promise<T>,
  fallback = '',
): (key?: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (key = fallback) => {
    const id = key.toLowerCase();
    const client = made.get(id) ?? make(key);
    made.set(id, client);
    return client;
  };
}

/** Prepares the clients; nothing is loaded yet. */
export function createAzureClients(settings: ClientSettings): AzureClients {
  const { cloud, credential, policies, clientOptions, subscriptionId } = settings;
  const arm = armClientOptions(cloud, policies, clientOptions);
  const perSubscription = <T>(
    make: (subscription: string) => Promise<T>,
  ): ((key?: string) => Promise<T>) => memoised(make, subscriptionId);
  const keys = memoised(async (vaultUrl) => {
    const { KeyClient } = await import('@azure/keyvault-keys');
    return new KeyClient(vaultUrl, credential, dataPlaneOptions(policies, clientOptions));
  });
  return {
    settings,
    keys: (vaultUrl) => keys(vaultUrl),
    resources: perSubscription(async (id) => {
      const { ResourceManagementClient } = await import('@azure/arm-resources');
      return new ResourceManagementClient(credential, id, arm);
    }),
    vaults: perSubscription(async (id) => {
      const { KeyVaultManagementClient } = await import('@azure/arm-keyvault');
      return new KeyVaultManagementClient(credential, id, arm);
    }),
    workspaces: perSubscription(async (id) => {
      const { AzureMachineLearningWorkspaces } = await import('@azure/arm-machinelearning');
      return new AzureMachineLearningWorkspaces(credential, id, arm);
    }),
    storage: perSubscription(async (id) => {
      const { StorageManagementClient } = await import('@azure/arm-storage');
      return new StorageManagementClient(credential, id, arm);
    }),
    identities: perSubscription(async (id) => {
      const { ManagedServiceIdentityClient } = await import('@azure/arm-msi');
      return new ManagedServiceIdentityClient(credential, id, arm);
    }),
    authorization: perSubscription(async (id) => {
      const { AuthorizationManagementClient } = await import('@azure/arm-authorization');
      return new AuthorizationManagementClient(credential, id, arm);
    }),
    compute: perSubscription(async (id) => {
      const { ComputeManagementClient } = await import('@azure/arm-compute');
      return new ComputeManagementClient(credential, id, arm);
    }),
    containerGroups: perSubscription(async (id) => {
      const { ContainerInstanceManagementClient } = await import('@azure/arm-containerinstance');
      return new ContainerInstanceManagementClient(credential, id, arm);
    }),
    clusters: perSubscription(async (id) => {
      const { ContainerServiceClient } = await import('@azure/arm-containerservice');
      return new ContainerServiceClient(credential, id, arm);
    }),
  };
}
