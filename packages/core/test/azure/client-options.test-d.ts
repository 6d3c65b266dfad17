/** The options that `deploy` takes are options of every client of the Azure SDK. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ComputeManagementClient } from '@azure/arm-compute';
import { ContainerInstanceManagementClient } from '@azure/arm-containerinstance';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { DefaultAzureCredential } from '@azure/identity';
import { CryptographyClient, KeyClient } from '@azure/keyvault-keys';
import { createSimulator } from '@azureml-cmk/simulator';
import { expectTypeOf, test } from 'vitest';
import type { DeployOptions, VerifyOptions } from '../../src/index.ts';

declare const options: DeployOptions;
declare const httpClient: HttpClient;
const { credential, clientOptions } = options;

test('they go into every client as they are, and spread', () => {
  const id = 'subscription';
  expectTypeOf([
    new KeyClient('https://kv.vault.azure.net', credential, clientOptions),
    new CryptographyClient('https://kv.vault.azure.net/keys/k', credential, { ...clientOptions }),
    new DefaultAzureCredential({ ...clientOptions }),
    new AuthorizationManagementClient(credential, id, clientOptions),
    new ComputeManagementClient(credential, id, { ...clientOptions }),
    new ContainerInstanceManagementClient(credential, id, clientOptions),
    new ContainerServiceClient(credential, id, { ...clientOptions }),
    new KeyVaultManagementClient(credential, id, clientOptions),
    new AzureMachineLearningWorkspaces(credential, id, { ...clientOptions }),
    new ManagedServiceIdentityClient(credential, id, clientOptions),
    new ResourceManagementClient(credential, id, { ...clientOptions }),
    new StorageManagementClient(credential, id, clientOptions),
  ]).toBeArray();
});

test('they are what a simulator gives, or made by hand', () => {
  const sim = createSimulator();
  expectTypeOf(sim.clientOptions()).toExtend<NonNullable<DeployOptions['clientOptions']>>();
  const made: DeployOptions = {
    credential,
    clientOptions: {
      httpClient,
      retryOptions: { maxRetries: 2, retryDelayInMs: 1 },
      userAgentOptions: { userAgentPrefix: 'mine' },
      proxyOptions: { host: 'http://proxy', port: 3128 },
    },
  };
  expectTypeOf(made).toExtend<VerifyOptions>();
});

test('they are not anything', () => {
  // @ts-expect-error 'httpclient' does not exist in type 'UserClientOptions'.
  const misnamed: DeployOptions = { credential, clientOptions: { httpclient: httpClient } };
  expectTypeOf(misnamed).toEqualTypeOf<DeployOptions>();
  const mistyped = { credential, clientOptions: { httpClient: 'simulator' } };
  expectTypeOf(mistyped).not.toExtend<DeployOptions>();
});
