/** The form of every kind of step, typed by its interface: a member too many, too few or of another type does not compile. */
import * as v from 'valibot';
import {
  exactly,
  flag,
  type Members,
  oneOf,
  oneOfNumbers,
  optional,
  shape,
  type SpecSchema,
} from '../spec/schema-parts.ts';
import type { StoreKind } from '../rules/facts.ts';
import type {
  NewKeySpec,
  NewVaultSpec,
  PrivateEndpointSpec,
  RotationPolicySpec,
  VaultNetworkSpec,
} from '../spec/types.ts';
import type {
  GrantStep,
  Permission,
  Reason,
  Ref,
  Step,
  StepBase,
  StepKind,
  StepOf,
  StoreKey,
  Value,
  WorkspaceStep,
} from './types.ts';

function typed<T>(schema: v.GenericSchema): SpecSchema<T> {
  return schema as unknown as SpecSchema<T>;
}

const text: SpecSchema<string> = typed(v.string());
const number: SpecSchema<number> = typed(v.number());
const tags = typed<Readonly<Record<string, string>>>(v.record(v.string(), v.string()));
const ref = shape<Ref>({ from: text, output: text });
const textOrRef: SpecSchema<Value<string>> = typed(v.union([v.string(), ref]));

function many<T>(schema: SpecSchema<T>): SpecSchema<readonly T[]> {
  return typed(v.array(schema));
}

function numbered<T extends number>(...values: readonly T[]): SpecSchema<T> {
  return oneOfNumbers<T>(values);
}

const hop = oneOf<StepBase['hop']>({
  spec: true,
  authentication: true,
  transport: true,
  subscription: true,
  provider: true,
  resourceGroup: true,
  principal: true,
  identity: true,
  vault: true,
  key: true,
  access: true,
  storage: true,
  applicationInsights: true,
  containerRegistry: true,
  network: true,
  workspace: true,
  managedResources: true,
  containerGroup: true,
  diskEncryptionSet: true,
  managedCluster: true,
  search: true,
  aiServices: true,
  databricks: true,
});

const base: Members<StepBase> = {
  id: text,
  title: text,
  hop,
  phase: numbered<1 | 2>(1, 2),
  dependsOn: many(text),
  reasons: many(
    shape<Reason>({ ruleId: optional(typed(v.pipe(v.string(), v.startsWith('CMK-')))), text }),
  ),
  permissions: many(shape<Permission>({ action: text, scope: text, data: optional(flag) })),
  reversible: flag,
  lasting: optional(text),
  resourceId: optional(text),
};

const role = shape<GrantStep['role']>({ name: text, id: text });
const accessModel = { accessPolicies: true, rbac: true } as const;

const network = shape<VaultNetworkSpec>({
  defaultAction: optional(oneOf<'Allow' | 'Deny'>({ Allow: true, Deny: true })),
  bypass: optional(oneOf<'AzureServices' | 'None'>({ AzureServices: true, None: true })),
  ipRules: optional(many(text)),
  subnetIds: optional(many(text)),
  publicNetworkAccess: optional(oneOf<'Enabled' | 'Disabled'>({ Enabled: true, Disabled: true })),
});

const endpoint = shape<PrivateEndpointSpec>({ name: text, subnetId: text });

const vault = shape<NewVaultSpec>({
  name: text,
  retentionDays: optional(number),
  accessModel: optional(oneOf<'accessPolicies' | 'rbac'>(accessModel)),
  sku: optional(oneOf<'standard' | 'premium'>({ standard: true, premium: true })),
  purgeProtection: optional(flag),
  network: optional(network),
  privateEndpoint: optional(endpoint),
  tags: optional(tags),
});

const key = shape<NewKeySpec>({
  name: text,
  type: optional(oneOf<'RSA' | 'RSA-HSM'>({ RSA: true, 'RSA-HSM': true })),
  size: optional(numbered<2048 | 3072 | 4096>(2048, 3072, 4096)),
  enabled: optional(flag),
  activation: optional(text),
  expiry: optional(text),
  rotationPolicy: optional(
    shape<RotationPolicySpec>({
      rotateAfter: optional(text),
      rotateBeforeExpiry: optional(text),
      expiresAfter: optional(text),
      notifyBeforeExpiry: optional(text),
    }),
  ),
  tags: optional(tags),
});

type Generic = 'resource.ensure' | 'resource.read' | 'store.ensure';
/** What a kind of step has beyond the base. */
type Own<K extends StepKind> = Members<
  Omit<StepOf<K>, Exclude<keyof StepBase, K extends Generic ? 'resourceId' : never> | 'kind'>
>;

const storeKey = shape<StoreKey>({
  vaultUri: text,
  keyName: text,
  keyVersion: optional(textOrRef),
  identityId: optional(text),
  identityClientId: optional(textOrRef),
});
const storeKinds = {
  storageAccount: true,
  containerRegistry: true,
  searchService: true,
  aiServicesAccount: true,
  databricksWorkspace: true,
} as const;
const ofStore = { store: oneOf<StoreKind>(storeKinds), name: text };

const identity: Own<'identity.ensure'> = { name: text, location: text, tags };

const own: { readonly [K in StepKind]: Own<K> } = {
  'provider.register': { namespace: text },
  'resourceGroup.ensure': { name: text, location: text, tags },
  'caller.resolve': {},
  'principal.resolve': {
    application: oneOf<'cosmosDb' | 'containerInstance'>({
      cosmosDb: true,
      containerInstance: true,
    }),
    applicationId: optional(text),
  },
  'identity.ensure': identity,
  'identity.read': {},
  'vault.ensure': { vault, location: text, tenantId: text, tags },
  'vault.read': { holdsWorkspaceKey: flag },
  'access.grant': {
    vaultId: text,
    accessModel: typed(v.union([oneOf<'accessPolicies' | 'rbac'>(accessModel), ref])),
    principalId: textOrRef,
    principalType: oneOf<GrantStep['principalType']>({
      ServicePrincipal: true,
      User: true,
      unknown: true,
    }),
    consumer: oneOf<GrantStep['consumer']>({
      cosmosDb: true,
      workspaceEncryptionIdentity: true,
      containerInstance: true,
      containerGroupIdentity: true,
      diskEncryptionSet: true,
      ...storeKinds,
      deployer: true,
    }),
    keyPermissions: many(
      oneOf<GrantStep['keyPermissions'][number]>({
        get: true,
        wrapKey: true,
        unwrapKey: true,
        create: true,
        getrotationpolicy: true,
        setrotationpolicy: true,
      }),
    ),
    role,
  },
  'role.assign': { scope: textOrRef, principalId: textOrRef, role },
  'key.ensure': { vaultUrl: text, key },
  'key.read': { keyIdentifier: text },
  'storage.ensure': { name: text, location: text, sku: text, tags },
  'store.ensure': {
    ...ofStore,
    resourceId: text,
    location: text,
    sku: text,
    settings: typed(v.record(v.string(), v.union([v.string(), v.boolean()]))),
    key: optional(storeKey),
    tags,
  },
  'store.encrypt': { ...ofStore, storeId: text, key: storeKey },
  // A generic resource's id is known before, so `resourceId` is not optional here.
  'resource.ensure': {
    resourceId: text,
    apiVersion: text,
    body: typed(v.record(v.string(), v.unknown())),
  },
  'resource.read': { resourceId: text, apiVersion: text },
  'privateEndpoint.ensure': { endpoint, location: text, targetId: textOrRef, groupId: text, tags },
  'workspace.ensure': {
    name: text,
    workspaceKind: optional(exactly('Hub')),
    location: text,
    friendlyName: optional(text),
    description: optional(text),
    storageId: textOrRef,
    applicationInsightsId: textOrRef,
    keyVaultId: textOrRef,
    containerRegistryId: optional(textOrRef),
    identity: shape<WorkspaceStep['identity']>({
      type: oneOf<'SystemAssigned' | 'UserAssigned'>({ SystemAssigned: true, UserAssigned: true }),
      ids: many(text),
      primary: optional(text),
    }),
    encryption: shape<WorkspaceStep['encryption']>({
      architecture: oneOf<'managedResourceGroup' | 'serviceSide'>({
        managedResourceGroup: true,
        serviceSide: true,
      }),
      vaultId: text,
      keyIdentifier: textOrRef,
      identityId: optional(text),
    }),
    highBusinessImpact: flag,
    publicNetworkAccess: oneOf<'Enabled' | 'Disabled'>({ Enabled: true, Disabled: true }),
    managedNetworkIsolation: optional(text),
    tags,
  },
  'project.ensure': {
    name: text,
    location: text,
    friendlyName: optional(text),
    description: optional(text),
    hubId: textOrRef,
    identityId: optional(text),
    highBusinessImpact: flag,
    publicNetworkAccess: oneOf<'Enabled' | 'Disabled'>({ Enabled: true, Disabled: true }),
    tags,
  },
  'diskEncryptionSet.ensure': {
    name: text,
    location: text,
    vaultId: text,
    keyIdentifier: textOrRef,
    identityId: optional(text),
    autoRotate: flag,
    tags,
  },
  'containerGroup.ensure': {
    name: text,
    location: text,
    image: text,
    cpu: number,
    memoryGiB: number,
    ports: many(number),
    vaultBaseUrl: text,
    keyName: text,
    keyVersion: textOrRef,
    identityId: optional(text),
    tags,
  },
  'managedCluster.ensure': {
    name: text,
    location: text,
    dnsPrefix: text,
    kubernetesVersion: optional(text),
    diskEncryptionSetId: textOrRef,
    nodeSize: text,
    nodeCount: number,
    encryptionAtHost: optional(flag),
    identityId: text,
    tags,
  },
  'storageClass.render': { name: text, diskEncryptionSetId: textOrRef },
};

/** One step, told apart by its kind. */
export const stepSchema: SpecSchema<Step> = typed(
  v.variant(
    'kind',
    Object.entries(own).map(([kind, members]) =>
      shape({ ...base, ...members, kind: exactly(kind) } as never),
    ) as never,
  ),
);
