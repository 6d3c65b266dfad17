import { armId, parseArmId } from '../azure/arm-id.ts';
import { type Cloud, clouds } from '../azure/clouds.ts';
import { parseKeyIdentifier, vaultUrl } from '../azure/key-identifier.ts';
import {
  defaultContainerRegistrySku,
  defaultKeySizeBits,
  defaultKeyType,
  defaultVaultAccessModel,
  defaultVaultRetentionDays,
} from '../plan/defaults.ts';
import { normaliseRegion } from '../plan/names.ts';
import type {
  ChainFacts,
  GrantFacts,
  KeyFacts,
  LookupFacts,
  ProjectFacts,
  RegistryFacts,
  VaultFacts,
  WorkspaceFacts,
} from '../rules/facts.ts';
import { requiredKeyPermissions } from '../rules/key-permissions.ts';
import type { CmkSpec } from '../spec/types.ts';
import { identityIdOfSpec } from './identity-of-spec.ts';
import { keyAccessOfSpec } from './key-access-of-spec.ts';
import {
  clustersOfSpec,
  containerGroupsOfSpec,
  diskEncryptionSetsOfSpec,
} from './targets-of-spec.ts';

/**
 * What a spec says, in the vocabulary of the rules, with the plan's defaults filled in.
 *
 * Only what the spec itself decides is a fact: of an existing vault its identity, of an existing key its identifier,
 * and a grant only when the plan makes it (`grants.workspace: false` leaves the access unknown, not missing).
 *
 * @param asOf ISO 8601 instant that key activation and expiry are judged against.
 */
export function factsOfSpec(spec: CmkSpec, asOf: string): ChainFacts {
  const cloud = clouds[spec.cloud ?? 'public'];
  const vault = vaultOfSpec(spec, cloud);
  const key = keyOfSpec(spec, cloud, vault);
  const keyAccess = keyAccessOfSpec(spec, key);
  const grants = grantsOfSpec(spec);
  const lookups = lookupsOfSpec(spec, cloud);
  const containerGroups = containerGroupsOfSpec(spec, key);
  const diskEncryptionSets = diskEncryptionSetsOfSpec(spec, vault);
  const clusters = clustersOfSpec(spec);
  const registry = registryOfSpec(spec, key);
  return {
    asOf,
    cloud: cloud.name,
    tenantId: spec.tenantId,
    cosmosDbApplicationIds: cosmosDbApplicationIds(),
    vault,
    key,
    workspace: workspaceOfSpec(spec, vault, key),
    ...(spec.workspace.kind === 'Hub' ? { projects: projectsOfSpec(spec) } : {}),
    ...(keyAccess.length === 0 ? {} : { keyAccess }),
    ...(grants.length === 0 ? {} : { grants }),
    ...(lookups.length === 0 ? {} : { lookups }),
    ...(containerGroups.length === 0 ? {} : { containerGroups }),
    ...(diskEncryptionSets.length === 0 ? {} : { diskEncryptionSets }),
    ...(clusters.length === 0 ? {} : { clusters }),
    ...(registry ? { registry } : {}),
  };
}

function vaultOfSpec(spec: CmkSpec, cloud: Cloud): VaultFacts {
  if ('existing' in spec.vault) {
    const id = parseArmId(spec.vault.existing);
    return {
      id: spec.vault.existing,
      name: id?.name ?? '',
      subscriptionId: id?.subscriptionId ?? '',
    };
  }
  const { name, purgeProtection, retentionDays, accessModel } = spec.vault.create;
  return {
    id: armId(spec.subscriptionId, spec.resourceGroup, 'Microsoft.KeyVault/vaults', name),
    name,
    subscriptionId: spec.subscriptionId,
    state: {
      location: normaliseRegion(spec.location),
      tenantId: spec.tenantId,
      uri: vaultUrl(cloud, name),
      softDelete: true,
      purgeProtection: purgeProtection ?? true,
      retentionDays: retentionDays ?? defaultVaultRetentionDays,
      accessModel: accessModel ?? defaultVaultAccessModel,
    },
  };
}

function keyOfSpec(spec: CmkSpec, cloud: Cloud, vault: VaultFacts): KeyFacts {
  if ('existing' in spec.key) {
    const parsed = parseKeyIdentifier(spec.key.existing);
    if (!parsed) return { id: spec.key.existing };
    return {
      id: spec.key.existing,
      vaultUri: parsed.vaultUrl,
      name: parsed.name,
      ...(parsed.version === undefined ? { pinned: true } : { version: parsed.version }),
    };
  }
  const { name, type, size, enabled, activation, expiry } = spec.key.create;
  const vaultUri = vaultUrl(cloud, vault.name);
  return {
    id: `${vaultUri}/keys/${name}`,
    vaultUri,
    name,
    planned: true,
    state: {
      type: type ?? defaultKeyType,
      sizeBits: size ?? defaultKeySizeBits,
      enabled: enabled ?? true,
      ...(activation === undefined ? {} : { notBefore: activation }),
      ...(expiry === undefined ? {} : { expires: expiry }),
    },
  };
}

function workspaceOfSpec(spec: CmkSpec, vault: VaultFacts, key: KeyFacts): WorkspaceFacts {
  const { name, kind, encryption, highBusinessImpact } = spec.workspace;
  return {
    name,
    subscriptionId: spec.subscriptionId,
    location: normaliseRegion(spec.location),
    kind: kind ?? 'Default',
    highBusinessImpact: highBusinessImpact ?? false,
    encryption: {
      architecture: encryption?.architecture ?? 'managedResourceGroup',
      vaultId: vault.id,
      keyIdentifier: key.id,
      ...(encryption?.identity ? { identityId: identityIdOfSpec(spec, encryption.identity) } : {}),
    },
  };
}

/** A registry to make for the workspace. Whether an identity pulls from it is known once the workspace is there. */
function registryOfSpec({ workspace }: CmkSpec, key: KeyFacts): RegistryFacts | undefined {
  const { containerRegistry } = workspace;
  if (!containerRegistry || 'existing' in containerRegistry) return undefined;
  const { name, sku, adminUser, encryption } = containerRegistry.create;
  return {
    name,
    sku: sku ?? defaultContainerRegistrySku,
    adminUser: adminUser ?? true,
    ...(encryption ? { keyIdentifier: encryption.keyIdentifier ?? key.id } : {}),
  };
}

/** Projects say nothing of a key: theirs is the hub's. */
function projectsOfSpec({ projects = [], location }: CmkSpec): readonly ProjectFacts[] {
  return projects.map(({ name }) => ({ name, location: normaliseRegion(location) }));
}

/** The one principal that a spec names by itself. An existing vault's model is not known; the plan then prefers a role. */
function grantsOfSpec({ cosmosDbPrincipalObjectId, vault }: CmkSpec): readonly GrantFacts[] {
  if (cosmosDbPrincipalObjectId === undefined) return [];
  const usesPolicies = 'create' in vault && vault.create.accessModel === 'accessPolicies';
  return [
    {
      principalId: cosmosDbPrincipalObjectId,
      permissions: requiredKeyPermissions.cosmosDb,
      via: usesPolicies ? 'accessPolicy' : 'role',
    },
  ];
}

/** Whom the plan looks up before it can grant the workspace the use of its key. */
function lookupsOfSpec(spec: CmkSpec, cloud: Cloud): readonly LookupFacts[] {
  const { cosmosDbPrincipalObjectId, grants, workspace } = spec;
  if (cosmosDbPrincipalObjectId !== undefined || grants?.workspace === false) return [];
  if (workspace.encryption?.identity) return [];
  const applicationId = cloud.applications.cosmosDb;
  return [{ consumer: 'cosmosDb', ...(applicationId === undefined ? {} : { applicationId }) }];
}

function cosmosDbApplicationIds(): readonly string[] {
  return Object.values(clouds).flatMap(({ applications }) => applications.cosmosDb ?? []);
}
