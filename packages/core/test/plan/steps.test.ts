import { describe, expect, test } from 'vitest';
import { clouds } from '../../src/azure/clouds.ts';
import type { CmkSpec } from '../../src/spec/types.ts';
import { planSpec } from '../../src/plan/plan.ts';
import { idsOf, planned, stepById, stepOf, waitsFor } from './planned.ts';
import { asOf, existingSpec, fullSpec, keyVersion, own, shared, smallSpec } from './specs.ts';

const managedIdentity = 'Microsoft.ManagedIdentity/userAssignedIdentities';

describe('the small chain', () => {
  const plan = planned(smallSpec);

  test('has these steps in this order', () => {
    expect(plan.steps.map((step) => `${step.id}: ${step.kind}`)).toEqual([
      'provider.Microsoft.MachineLearningServices: provider.register',
      'provider.Microsoft.Storage: provider.register',
      'provider.Microsoft.KeyVault: provider.register',
      'provider.Microsoft.DocumentDB: provider.register',
      'provider.Microsoft.Search: provider.register',
      'provider.Microsoft.Insights: provider.register',
      'resourceGroup: resourceGroup.ensure',
      'caller: caller.resolve',
      'principal.cosmosDb: principal.resolve',
      'vault: vault.ensure',
      expect.stringMatching(/^vault\.kv-ml-claims-[a-z2-7]{8}: vault\.ensure$/),
      'grant.deployer: access.grant',
      'grant.workspace: access.grant',
      'key: key.ensure',
      expect.stringMatching(/^storage: storage\.ensure$/),
      'applicationInsights: resource.ensure',
      'workspace: workspace.ensure',
    ]);
  });

  test('independent branches do not wait for each other', () => {
    for (const [one, other] of [
      ['storage', 'vault'],
      ['applicationInsights', 'storage'],
      ['key', 'storage'],
      ['key', 'grant.workspace'],
      ['grant.workspace', 'grant.deployer'],
      ['grant.workspace', 'key'],
      ['principal.cosmosDb', 'resourceGroup'],
      ['caller', 'vault'],
    ] as const) {
      expect(waitsFor(plan, one, other), `${one} after ${other}`).toBe(false);
      expect(waitsFor(plan, other, one), `${other} after ${one}`).toBe(false);
    }
  });

  test('the workspace waits for its grant, key, storage, insights, both vaults and the hidden namespaces', () => {
    for (const id of [
      'grant.workspace',
      'key',
      'storage',
      'applicationInsights',
      'vault',
      ...idsOf(plan, 'vault.ensure'),
      'provider.Microsoft.DocumentDB',
      'provider.Microsoft.Search',
      'provider.Microsoft.MachineLearningServices',
    ]) {
      expect(waitsFor(plan, 'workspace', id), id).toBe(true);
    }
  });

  test('a principal is looked up after the registration that makes it appear', () => {
    expect(stepById(plan, 'principal.cosmosDb').dependsOn).toEqual([
      'provider.Microsoft.DocumentDB',
    ]);
  });

  test('the grant names the object id of the Azure Cosmos DB principal, by role', () => {
    expect(stepOf(plan, 'grant.workspace', 'access.grant')).toMatchObject({
      consumer: 'cosmosDb',
      principalId: { from: 'principal.cosmosDb', output: 'objectId' },
      principalType: 'ServicePrincipal',
      accessModel: 'rbac',
      keyPermissions: ['get', 'wrapKey', 'unwrapKey'],
      role: {
        name: 'Key Vault Crypto Service Encryption User',
        id: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
      },
    });
  });

  test('the application id is only ever looked up with', () => {
    const applicationId = clouds.public.applications.cosmosDb;
    const holders = plan.steps.filter((step) => JSON.stringify(step).includes(`${applicationId}`));
    expect(holders.map((step) => step.id)).toEqual(['principal.cosmosDb']);
  });

  test('the workspace gets the versioned key of the key step', () => {
    expect(stepOf(plan, 'workspace', 'workspace.ensure').encryption).toEqual({
      architecture: 'managedResourceGroup',
      vaultId: own('Microsoft.KeyVault/vaults', 'kv-claims'),
      keyIdentifier: { from: 'key', output: 'keyIdentifier' },
    });
  });

  test('what cannot be undone says how long what stays', () => {
    const lasting = plan.steps.filter((step) => !step.reversible);
    expect(lasting.map((step) => step.id)).toEqual([
      'vault',
      ...idsOf(plan, 'vault.ensure').slice(1),
      'key',
      'workspace',
    ]);
    expect(stepById(plan, 'vault').lasting).toContain('90 days');
    expect(stepById(plan, 'workspace').lasting).toContain('14 days');
    for (const step of plan.steps) expect(step.lasting !== undefined).toBe(!step.reversible);
  });
});

describe('the full chain', () => {
  const plan = planned(fullSpec);

  test('registers exactly the namespaces that steps wait for', () => {
    const registered = idsOf(plan, 'provider.register');
    expect(registered).toEqual(expect.arrayContaining(['provider.Microsoft.ContainerService']));
    for (const id of registered) {
      expect(
        plan.steps.some((step) => step.dependsOn.includes(id)),
        id,
      ).toBe(true);
    }
  });

  test('writes on one vault with access policies form one chain', () => {
    const writers = ['vault', 'grant.deployer', 'grant.workspace', 'grant.aci.scorer'];
    writers.push('vault.privateEndpoint', 'workspace', 'grant.des.des-claims');
    for (let index = 1; index < writers.length; index += 1) {
      const [before = '', after = ''] = writers.slice(index - 1);
      expect(waitsFor(plan, after, before), `${after} after ${before}`).toBe(true);
    }
  });

  test('a system-assigned disk encryption set makes phase 2: create, grant, use', () => {
    expect(plan.steps.filter((step) => step.phase === 2).map((step) => step.id)).toEqual([
      'grant.des.des-claims',
      'aks.prod',
      'aks.batch.storageClass.claims-cmk',
    ]);
    expect(stepOf(plan, 'grant.des.des-claims', 'access.grant')).toMatchObject({
      consumer: 'diskEncryptionSet',
      principalId: { from: 'des.des-claims', output: 'principalId' },
    });
    expect(waitsFor(plan, 'aks.prod', 'grant.des.des-claims')).toBe(true);
  });

  test('one disk encryption set of two clusters is one step', () => {
    expect(idsOf(plan, 'diskEncryptionSet.ensure')).toEqual(['des.des-claims']);
  });

  test('a cluster runs as an identity that reads the set before the cluster exists', () => {
    const identityId = own(managedIdentity, 'prod-identity');
    expect(stepOf(plan, 'aks.prod', 'managedCluster.ensure').identityId).toBe(identityId);
    expect(stepOf(plan, 'grant.aks.prod', 'role.assign')).toMatchObject({
      principalId: { from: 'identity.prod-identity', output: 'principalId' },
      scope: own('Microsoft.Compute/diskEncryptionSets', 'des-claims'),
      role: { name: 'Reader', id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7' },
    });
    expect(waitsFor(plan, 'aks.prod', 'grant.aks.prod')).toBe(true);
  });

  test('an existing cluster is read, its identity granted, its StorageClass rendered', () => {
    expect(stepById(plan, 'aks.batch').kind).toBe('resource.read');
    expect(stepOf(plan, 'grant.aks.batch', 'role.assign').principalId).toEqual({
      from: 'aks.batch',
      output: 'principalId',
    });
    expect(waitsFor(plan, 'aks.batch.storageClass.claims-cmk', 'grant.aks.batch')).toBe(true);
  });

  test('the encryption identity replaces the Azure Cosmos DB principal', () => {
    expect(idsOf(plan, 'principal.resolve')).toEqual([]);
    expect(stepOf(plan, 'grant.workspace', 'access.grant')).toMatchObject({
      consumer: 'workspaceEncryptionIdentity',
      principalId: { from: 'identity.id-cmk', output: 'principalId' },
    });
    expect(stepOf(plan, 'workspace', 'workspace.ensure')).toMatchObject({
      identity: {
        type: 'UserAssigned',
        ids: [own(managedIdentity, 'id-claims'), own(managedIdentity, 'id-cmk')],
        primary: own(managedIdentity, 'id-claims'),
      },
      encryption: { identityId: own(managedIdentity, 'id-cmk') },
    });
  });

  test('container instances get and unwrap, and nothing else', () => {
    expect(stepOf(plan, 'grant.aci.scorer', 'access.grant')).toMatchObject({
      consumer: 'containerGroupIdentity',
      keyPermissions: ['get', 'unwrapKey'],
      accessModel: 'accessPolicies',
    });
  });

  test('private endpoints stand on their side of the workspace', () => {
    expect(waitsFor(plan, 'workspace', 'vault.privateEndpoint')).toBe(true);
    expect(waitsFor(plan, 'workspace.privateEndpoint', 'workspace')).toBe(true);
    expect(stepOf(plan, 'vault.privateEndpoint', 'privateEndpoint.ensure').groupId).toBe('vault');
    const ofWorkspace = stepOf(plan, 'workspace.privateEndpoint', 'privateEndpoint.ensure');
    expect(ofWorkspace.groupId).toBe('amlworkspace');
  });

  test('the deployer gets what a rotation policy needs, and only then', () => {
    const ofFull = stepOf(plan, 'grant.deployer', 'access.grant');
    expect(ofFull.keyPermissions).toEqual([
      'get',
      'create',
      'getrotationpolicy',
      'setrotationpolicy',
    ]);
    const ofSmall = stepOf(planned(smallSpec), 'grant.deployer', 'access.grant');
    expect(ofSmall.keyPermissions).toEqual(['get', 'create']);
    expect(ofSmall.role.id).toBe('14b46e9e-c2b7-41b4-b07b-48a6ebf60603');
  });

  test('tags of the spec are on what is made, and are never read as references', () => {
    const tags = { team: 'claims', from: 'vault', output: 'uri' };
    expect(stepOf(plan, 'vault', 'vault.ensure').tags).toEqual(tags);
    expect(stepOf(plan, 'storage', 'storage.ensure').tags).toEqual(tags);
    expect(stepOf(plan, 'key', 'key.ensure').key.tags).toEqual({ ...tags, purpose: 'azureml' });
    expect(stepOf(plan, 'containerRegistry', 'resource.ensure').body).toEqual({
      location: 'westeurope',
      sku: { name: 'Premium' },
      tags,
      properties: { adminUserEnabled: true },
    });
  });
});

describe('everything existing', () => {
  const plan = planned(existingSpec);

  test('is read, not made', () => {
    const kinds = new Set(plan.steps.map((step) => step.kind));
    expect([...kinds].filter((kind) => kind.endsWith('.ensure')).sort()).toEqual([
      'containerGroup.ensure',
      'resourceGroup.ensure',
      'workspace.ensure',
    ]);
    expect(idsOf(plan, 'vault.read')).toEqual(['vault', 'vault.kv-workspace']);
    expect(idsOf(plan, 'resource.read')).toEqual([
      'storage',
      'applicationInsights',
      'containerRegistry',
      'des.des-shared',
      'aks.batch',
    ]);
  });

  test('a grant takes the access model that the vault turns out to have', () => {
    expect(stepOf(plan, 'grant.workspace', 'access.grant')).toMatchObject({
      vaultId: shared('Microsoft.KeyVault/vaults', 'kv-shared'),
      accessModel: { from: 'vault', output: 'accessModel' },
      principalId: existingSpec.cosmosDbPrincipalObjectId,
    });
  });

  test('grants on a vault of unknown model wait for each other', () => {
    expect(waitsFor(plan, 'grant.workspace', 'grant.deployer')).toBe(true);
    expect(waitsFor(plan, 'grant.aci', 'grant.workspace')).toBe(true);
  });

  test('the deployer may read the key, not make keys', () => {
    expect(stepOf(plan, 'grant.deployer', 'access.grant')).toMatchObject({
      keyPermissions: ['get'],
      role: { name: 'Key Vault Reader', id: '21090545-7ca7-4776-b22c-e363652d74d2' },
    });
  });

  test('object ids from the spec make look-ups needless', () => {
    expect(idsOf(plan, 'principal.resolve')).toEqual([]);
    expect(stepOf(plan, 'grant.aci', 'access.grant').principalId).toBe(
      existingSpec.containerInstancePrincipalObjectId,
    );
  });

  test('only the key vault is checked as one', () => {
    expect(stepOf(plan, 'vault', 'vault.read').holdsWorkspaceKey).toBe(true);
    expect(stepOf(plan, 'vault.kv-workspace', 'vault.read').holdsWorkspaceKey).toBe(false);
  });
});

describe('grants left to the caller', () => {
  const all: CmkSpec = {
    ...smallSpec,
    containerGroups: [{ name: 'scorer', image: 'nginx' }],
    clusters: [{ create: { name: 'prod', diskEncryptionSet: { create: { name: 'des' } } } }],
  };

  test.each([
    ['deployer', ['grant.deployer', 'caller']],
    ['workspace', ['grant.workspace', 'principal.cosmosDb']],
    ['containerGroups', ['grant.aci', 'principal.containerInstance']],
    ['diskEncryptionSets', ['grant.des.des']],
    ['clusters', ['grant.aks.prod']],
  ] as const)('without %s, exactly these steps are gone: %s', (grant, gone) => {
    const ids = (spec: CmkSpec): readonly string[] => planned(spec).steps.map((step) => step.id);
    const left = ids({ ...all, grants: { [grant]: false } });
    expect(
      ids(all)
        .filter((id) => !left.includes(id))
        .sort(),
    ).toEqual([...gone].sort());
    expect(left.every((id) => ids(all).includes(id))).toBe(true);
  });

  test('without a grant to disk encryption sets there is no phase 2', () => {
    const plan = planned({ ...all, grants: { diskEncryptionSets: false } });
    expect(plan.steps.every((step) => step.phase === 1)).toBe(true);
  });
});

describe('variants', () => {
  test('a user-assigned disk encryption set is granted first, in phase 1', () => {
    const plan = planned({
      ...smallSpec,
      clusters: [
        {
          create: {
            name: 'prod',
            diskEncryptionSet: {
              create: { name: 'des', identity: { create: { name: 'id-des' } }, autoRotate: true },
            },
          },
        },
      ],
    });
    expect(plan.steps.every((step) => step.phase === 1)).toBe(true);
    expect(waitsFor(plan, 'des.des', 'grant.des.des')).toBe(true);
    expect(stepOf(plan, 'des.des', 'diskEncryptionSet.ensure').autoRotate).toBe(true);
  });

  test('one identity used by two consumers of one vault gets one grant with both permissions', () => {
    const identity = { create: { name: 'id-both' } };
    const plan = planned({
      ...smallSpec,
      workspace: {
        ...smallSpec.workspace,
        identity: { type: 'UserAssigned', identities: [identity] },
        encryption: { identity },
      },
      containerGroups: [
        { name: 'scorer', image: 'nginx', identity },
        { name: 'trainer', image: 'nginx', identity },
      ],
    });
    expect(idsOf(plan, 'identity.ensure')).toEqual(['identity.id-both']);
    expect(idsOf(plan, 'access.grant')).toEqual(['grant.deployer', 'grant.workspace']);
    expect(waitsFor(plan, 'aci.trainer', 'grant.workspace')).toBe(true);
  });

  test('a container group with its own key gets access to that key’s vault', () => {
    const plan = planned({
      ...smallSpec,
      containerGroups: [
        {
          name: 'scorer',
          image: 'nginx',
          key: {
            vaultBaseUrl: 'https://kv-other.vault.azure.net',
            keyName: 'scoring',
            keyVersion,
            vaultId: shared('Microsoft.KeyVault/vaults', 'kv-other'),
          },
        },
      ],
    });
    expect(stepOf(plan, 'grant.aci@kv-other', 'access.grant')).toMatchObject({
      vaultId: shared('Microsoft.KeyVault/vaults', 'kv-other'),
      accessModel: { from: 'vault.kv-other', output: 'accessModel' },
    });
    expect(waitsFor(plan, 'aci.scorer', 'key')).toBe(false);
    expect(waitsFor(plan, 'aci.scorer', 'grant.aci@kv-other')).toBe(true);
  });

  test('resources of one name in two groups are two steps', () => {
    const plan = planned({
      ...smallSpec,
      containerGroups: [
        { name: 'one', image: 'nginx', identity: { existing: shared(managedIdentity, 'id-aci') } },
        { name: 'two', image: 'nginx', identity: { existing: own(managedIdentity, 'id-aci') } },
      ],
    });
    expect(idsOf(plan, 'identity.read')).toEqual([
      'identity.id-aci',
      expect.stringMatching(/^identity\.id-aci\.[a-z2-7]{8}$/),
    ]);
  });

  test('ids that differ by case are one resource', () => {
    const vault = shared('Microsoft.KeyVault/vaults', 'kv-shared');
    const plan = planned({
      ...existingSpec,
      workspace: { ...existingSpec.workspace, keyVault: { existing: vault.toUpperCase() } },
    });
    expect(idsOf(plan, 'vault.read')).toEqual(['vault']);
  });

  test('a closed vault is entered through its private endpoint', () => {
    const create = {
      name: 'kv-claims',
      privateEndpoint: {
        name: 'pe',
        subnetId: shared('Microsoft.Network/virtualNetworks', 'vnet') + '/subnets/endpoints',
      },
    };
    const open = planned({ ...smallSpec, vault: { create } });
    expect(waitsFor(open, 'key', 'vault.privateEndpoint')).toBe(false);
    const closed = planned({
      ...smallSpec,
      vault: { create: { ...create, network: { publicNetworkAccess: 'Disabled' } } },
    });
    expect(waitsFor(closed, 'key', 'vault.privateEndpoint')).toBe(true);
  });

  test('in China the principal cannot be looked up: accepted, the deployment says so', () => {
    const spec: CmkSpec = { ...smallSpec, cloud: 'china', location: 'chinaeast2' };
    const plan = planSpec(spec, { asOf, accept: ['CMK-014'] });
    expect(stepById(plan, 'principal.cosmosDb')).not.toHaveProperty('applicationId');
    expect(stepOf(plan, 'key', 'key.ensure').vaultUrl).toBe('https://kv-claims.vault.azure.cn');
  });
});
