/** The form of a spec. Descriptions of the members stand at the interfaces in `types.ts`, limits in `grammar.ts`. */
import type { CloudName } from '../azure/clouds.ts';
import type { Edition } from '../rules/types.ts';
import { ipRulesMax, keyTagsMax, numbers, rules, tagsMax } from './grammar.ts';
import {
  choice,
  created,
  exactly,
  existing,
  flag,
  list,
  type Members,
  number,
  oneOf,
  oneOfNumbers,
  optional,
  shape,
  type SpecSchema,
  table,
  text,
} from './schema-parts.ts';
import type {
  AiServicesAccountSpec,
  DatabricksWorkspaceSpec,
  EncryptedRegistrySpec,
  RegistryEncryptionSpec,
  SearchServiceSpec,
  StorageAccountSpec,
  StoreEncryptionSpec,
} from './store-types.ts';
import {
  type ApplicationInsightsSpec,
  type ClusterSpec,
  type CmkSpec,
  type ContainerGroupKeySpec,
  type ContainerGroupSpec,
  type ContainerRegistrySpec,
  type DiskEncryptionSetSpec,
  type GrantsSpec,
  type IdentityRef,
  type KeySpec,
  type NewKeySpec,
  type NewVaultSpec,
  type PrivateEndpointSpec,
  type ProjectSpec,
  type RotationPolicySpec,
  specFormatVersion,
  type StorageSpec,
  type Tags,
  type VaultNetworkSpec,
  type VaultSpec,
  type WorkspaceEncryptionSpec,
  type WorkspaceIdentitySpec,
  type WorkspaceSpec,
  type WorkspaceVaultSpec,
} from './types.ts';

/** What is inside `{ create: … }`. */
type Created<T> = T extends { readonly create: infer C } ? C : never;
type WithMember<T, K extends string> = T extends Record<K, unknown> ? T : never;
type Switch = 'Enabled' | 'Disabled';

const tags: SpecSchema<Tags> = table(rules.tagName, rules.tagValue, tagsMax);
const keyTags: SpecSchema<Tags> = table(rules.keyTagName, rules.tagValue, keyTagsMax);
const enabledOrDisabled = oneOf<Switch>({ Enabled: true, Disabled: true });

const identityRef: SpecSchema<IdentityRef> = choice(
  existing(rules.identityId),
  created(shape<Created<IdentityRef>>({ name: text(rules.identityName) })),
);

const privateEndpoint: SpecSchema<PrivateEndpointSpec> = shape<PrivateEndpointSpec>({
  name: text(rules.privateEndpointName),
  subnetId: text(rules.subnetId),
});

const vaultNetwork: SpecSchema<VaultNetworkSpec> = shape<VaultNetworkSpec>({
  defaultAction: optional(oneOf<'Allow' | 'Deny'>({ Allow: true, Deny: true })),
  bypass: optional(oneOf<'AzureServices' | 'None'>({ AzureServices: true, None: true })),
  ipRules: optional(list(text(rules.ipRule), { max: ipRulesMax })),
  subnetIds: optional(list(text(rules.subnetId))),
  publicNetworkAccess: optional(enabledOrDisabled),
});

const newVault: SpecSchema<NewVaultSpec> = shape<NewVaultSpec>({
  name: text(rules.vaultName),
  retentionDays: optional(number(numbers.retentionDays)),
  accessModel: optional(oneOf<'accessPolicies' | 'rbac'>({ accessPolicies: true, rbac: true })),
  sku: optional(oneOf<'standard' | 'premium'>({ standard: true, premium: true })),
  purgeProtection: optional(flag),
  network: optional(vaultNetwork),
  privateEndpoint: optional(privateEndpoint),
  tags: optional(tags),
});

const vault: SpecSchema<VaultSpec> = choice(existing(rules.vaultId), created(newVault));

const rotationPolicy: SpecSchema<RotationPolicySpec> = shape<RotationPolicySpec>({
  rotateAfter: optional(text(rules.rotateInterval)),
  rotateBeforeExpiry: optional(text(rules.rotateInterval)),
  expiresAfter: optional(text(rules.expiryInterval)),
  notifyBeforeExpiry: optional(text(rules.notifyInterval)),
});

const key: SpecSchema<KeySpec> = choice(
  existing(rules.keyIdentifier),
  created(
    shape<NewKeySpec>({
      name: text(rules.keyName),
      type: optional(oneOf<'RSA' | 'RSA-HSM'>({ RSA: true, 'RSA-HSM': true })),
      size: optional(oneOfNumbers<2048 | 3072 | 4096>([2048, 3072, 4096])),
      enabled: optional(flag),
      activation: optional(text(rules.instant)),
      expiry: optional(text(rules.instant)),
      rotationPolicy: optional(rotationPolicy),
      tags: optional(keyTags),
    }),
  ),
);

const otherKey: Members<Pick<StoreEncryptionSpec, 'keyIdentifier' | 'vaultId'>> = {
  keyIdentifier: optional(text(rules.versionedKeyIdentifier)),
  vaultId: optional(text(rules.vaultId)),
};
const storeEncryption: Members<StoreEncryptionSpec> = {
  identity: optional(identityRef),
  ...otherKey,
  autoRotate: optional(flag),
};
const registryEncryption: Members<RegistryEncryptionSpec> = {
  ...storeEncryption,
  identity: identityRef,
};

type StorageSku = NonNullable<StorageAccountSpec['sku']>;
const storageSku = oneOf<StorageSku>({
  Standard_LRS: true,
  Standard_GRS: true,
  Standard_RAGRS: true,
  Standard_ZRS: true,
});

const storage: SpecSchema<StorageSpec> = choice(
  existing(rules.storageId),
  created(
    shape<Created<StorageSpec>>({
      name: text(rules.storageName),
      sku: optional(storageSku),
      encryption: optional(shape<StoreEncryptionSpec>(storeEncryption)),
    }),
  ),
);

const storageAccount: SpecSchema<StorageAccountSpec> = shape<StorageAccountSpec>({
  name: text(rules.storageName),
  sku: optional(storageSku),
  hierarchicalNamespace: optional(flag),
  ...storeEncryption,
  tags: optional(tags),
});

const applicationInsights: SpecSchema<ApplicationInsightsSpec> = choice(
  existing(rules.applicationInsightsId),
  created(shape<Created<ApplicationInsightsSpec>>({ name: text(rules.applicationInsightsName) })),
);

const containerRegistry: SpecSchema<ContainerRegistrySpec> = choice(
  existing(rules.containerRegistryId),
  created(
    shape<Created<ContainerRegistrySpec>>({
      name: text(rules.registryName),
      sku: optional(
        oneOf<'Basic' | 'Standard' | 'Premium'>({ Basic: true, Standard: true, Premium: true }),
      ),
      adminUser: optional(flag),
      encryption: optional(shape<RegistryEncryptionSpec>(registryEncryption)),
    }),
  ),
);

const encryptedRegistry: SpecSchema<EncryptedRegistrySpec> = shape<EncryptedRegistrySpec>({
  name: text(rules.registryName),
  adminUser: optional(flag),
  ...registryEncryption,
  tags: optional(tags),
});

type SearchSku = NonNullable<SearchServiceSpec['sku']>;
const searchService: SpecSchema<SearchServiceSpec> = shape<SearchServiceSpec>({
  name: text(rules.searchServiceName),
  sku: optional(
    oneOf<SearchSku>({ basic: true, standard: true, standard2: true, standard3: true }),
  ),
  ...storeEncryption,
  tags: optional(tags),
});

type AiKind = NonNullable<AiServicesAccountSpec['kind']>;
const aiServicesAccount: SpecSchema<AiServicesAccountSpec> = shape<AiServicesAccountSpec>({
  name: text(rules.aiServicesAccountName),
  kind: optional(oneOf<AiKind>({ AIServices: true, OpenAI: true, CognitiveServices: true })),
  identity: storeEncryption.identity,
  ...otherKey,
  tags: optional(tags),
});

const databricksWorkspace: SpecSchema<DatabricksWorkspaceSpec> = shape<DatabricksWorkspaceSpec>({
  name: text(rules.databricksWorkspaceName),
  managedResourceGroup: optional(text(rules.resourceGroup)),
  ...otherKey,
  tags: optional(tags),
});

const workspaceVault: SpecSchema<WorkspaceVaultSpec> = choice(
  shape<WithMember<WorkspaceVaultSpec, 'sameAsKeyVault'>>({ sameAsKeyVault: exactly(true) }),
  choice(existing(rules.vaultId), created(newVault)),
);

const workspaceIdentity: SpecSchema<WorkspaceIdentitySpec> = choice(
  shape<Extract<WorkspaceIdentitySpec, { readonly type: 'SystemAssigned' }>>({
    type: exactly('SystemAssigned'),
  }),
  shape<Extract<WorkspaceIdentitySpec, { readonly type: 'UserAssigned' }>>({
    type: exactly('UserAssigned'),
    identities: list(identityRef, { min: 1 }),
    primary: optional(number(numbers.primaryIndex)),
  }),
);

type ManagedNetwork = NonNullable<WorkspaceSpec['managedNetwork']>;
const managedNetwork: SpecSchema<ManagedNetwork> = shape<ManagedNetwork>({
  isolationMode: oneOf<ManagedNetwork['isolationMode']>({
    Disabled: true,
    AllowInternetOutbound: true,
    AllowOnlyApprovedOutbound: true,
  }),
});

const workspace: SpecSchema<WorkspaceSpec> = shape<WorkspaceSpec>({
  name: text(rules.workspaceName),
  kind: optional(oneOf<'Default' | 'Hub'>({ Default: true, Hub: true })),
  friendlyName: optional(text(rules.friendlyText)),
  description: optional(text(rules.friendlyText)),
  identity: optional(workspaceIdentity),
  encryption: optional(
    shape<WorkspaceEncryptionSpec>({
      architecture: optional(
        oneOf<'managedResourceGroup' | 'serviceSide'>({
          managedResourceGroup: true,
          serviceSide: true,
        }),
      ),
      identity: optional(identityRef),
    }),
  ),
  highBusinessImpact: optional(flag),
  storage: optional(storage),
  applicationInsights: optional(applicationInsights),
  containerRegistry: optional(containerRegistry),
  keyVault: optional(workspaceVault),
  publicNetworkAccess: optional(enabledOrDisabled),
  privateEndpoint: optional(privateEndpoint),
  managedNetwork: optional(managedNetwork),
  tags: optional(tags),
});

const project: SpecSchema<ProjectSpec> = shape<ProjectSpec>({
  name: text(rules.workspaceName),
  friendlyName: optional(text(rules.friendlyText)),
  description: optional(text(rules.friendlyText)),
  identity: optional(identityRef),
  highBusinessImpact: optional(flag),
  publicNetworkAccess: optional(enabledOrDisabled),
  tags: optional(tags),
});

const containerGroupKey: SpecSchema<ContainerGroupKeySpec> = choice(
  shape<WithMember<ContainerGroupKeySpec, 'sameAsWorkspace'>>({ sameAsWorkspace: exactly(true) }),
  shape<WithMember<ContainerGroupKeySpec, 'vaultBaseUrl'>>({
    vaultBaseUrl: text(rules.vaultBaseUrl),
    keyName: text(rules.keyName),
    keyVersion: text(rules.keyVersion),
    vaultId: optional(text(rules.vaultId)),
  }),
);

const containerGroup: SpecSchema<ContainerGroupSpec> = shape<ContainerGroupSpec>({
  name: text(rules.containerGroupName),
  image: text(rules.image),
  cpu: optional(number(numbers.cpu)),
  memoryGiB: optional(number(numbers.memoryGiB)),
  key: optional(containerGroupKey),
  identity: optional(identityRef),
  ports: optional(list(number(numbers.port))),
  tags: optional(tags),
});

const diskEncryptionSet: SpecSchema<DiskEncryptionSetSpec> = choice(
  existing(rules.diskEncryptionSetId),
  created(
    shape<Created<DiskEncryptionSetSpec>>({
      name: text(rules.diskEncryptionSetName),
      identity: optional(identityRef),
      keyIdentifier: optional(text(rules.versionedKeyIdentifier)),
      vaultId: optional(text(rules.vaultId)),
      autoRotate: optional(flag),
    }),
  ),
);

const cluster: SpecSchema<ClusterSpec> = choice(
  created(
    shape<Created<ClusterSpec>>({
      name: text(rules.clusterName),
      kubernetesVersion: optional(text(rules.kubernetesVersion)),
      diskEncryptionSet,
      nodeSize: optional(text(rules.nodeSize)),
      nodeCount: optional(number(numbers.nodeCount)),
      encryptionAtHost: optional(flag),
    }),
  ),
  shape<WithMember<ClusterSpec, 'existing'>>({
    existing: text(rules.clusterId),
    storageClass: text(rules.storageClassName),
    diskEncryptionSet,
  }),
);

/** The schema of a whole spec: its form only; what members say to each other is checked by `parseSpec`. */
export const cmkSpecSchema: SpecSchema<CmkSpec> = shape<CmkSpec>({
  $schema: optional(text(rules.friendlyText)),
  formatVersion: exactly(specFormatVersion),
  edition: optional(
    oneOf<Edition>({
      enc: true,
      'howto-a': true,
      'howto-b': true,
      'concept-2023-09': true,
      current: true,
      aistudio: true,
    }),
  ),
  cloud: optional(oneOf<CloudName>({ public: true, usGovernment: true, china: true })),
  tenantId: text(rules.guid),
  subscriptionId: text(rules.guid),
  resourceGroup: text(rules.resourceGroup),
  location: text(rules.location),
  tags: optional(tags),
  vault,
  key,
  cosmosDbPrincipalObjectId: optional(text(rules.objectId)),
  containerInstancePrincipalObjectId: optional(text(rules.objectId)),
  workspace,
  projects: optional(list(project)),
  containerGroups: optional(list(containerGroup)),
  clusters: optional(list(cluster)),
  storageAccounts: optional(list(storageAccount)),
  containerRegistries: optional(list(encryptedRegistry)),
  searchServices: optional(list(searchService)),
  aiServicesAccounts: optional(list(aiServicesAccount)),
  databricksWorkspaces: optional(list(databricksWorkspace)),
  grants: optional(
    shape<GrantsSpec>({
      deployer: optional(flag),
      workspace: optional(flag),
      workspaceIdentity: optional(flag),
      containerGroups: optional(flag),
      diskEncryptionSets: optional(flag),
      clusters: optional(flag),
      stores: optional(flag),
    }),
  ),
});
