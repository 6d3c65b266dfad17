import type { JsonObject } from '../../kernel/json.ts';
import type { RegistrationState } from '../../kernel/providers.ts';

/** The namespaces whose types the simulator serves, in Azure's spelling. */
export const providerNamespaces: readonly string[] = Object.freeze([
  'Microsoft.Authorization',
  'Microsoft.CognitiveServices',
  'Microsoft.Compute',
  'Microsoft.ContainerInstance',
  'Microsoft.ContainerRegistry',
  'Microsoft.ContainerService',
  'Microsoft.Databricks',
  'Microsoft.DocumentDB',
  'Microsoft.Features',
  'Microsoft.Insights',
  'Microsoft.KeyVault',
  'Microsoft.MachineLearningServices',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.OperationalInsights',
  'Microsoft.Resources',
  'Microsoft.Search',
  'Microsoft.Storage',
]);

/** A namespace that only registers: none of its types is served. */
interface RegisteringOnly {
  readonly namespace: string;
  /** What it is until somebody registers it, as recorded. */
  readonly startsAs: RegistrationState;
  readonly authorization: JsonObject;
  /** Its types as recorded; where they are is the simulator's to say. */
  readonly resourceTypes: readonly JsonObject[];
}

export const registeringOnly: readonly RegisteringOnly[] = Object.freeze([
  {
    namespace: 'Microsoft.ClassicInfrastructureMigrate',
    startsAs: 'Unregistered',
    authorization: {
      applicationId: '7a69ecfc-efab-4a1a-acb2-8a4ccc6469ea',
      roleDefinitionId: 'c7ce0eef-57d5-4c6a-afff-6c2808a0a9d1',
    },
    resourceTypes: [
      {
        resourceType: 'classicInfrastructureResources',
        apiVersions: ['2015-06-15'],
        capabilities: 'None',
      },
    ],
  },
]);
