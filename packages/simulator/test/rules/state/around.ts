/** Rules on what stands around a workspace, asserted over what the simulator holds. */
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { expect } from 'vitest';
import {
  encrypted,
  encryptedWorkspace,
  FAST,
  grant,
  GROUP,
  idOf,
  LOCATION,
  machineLearning,
  makeIdentity,
  resources,
  scene,
  type Scene,
  send,
  storageManagement,
  vaultManagement,
  WORKSPACE,
} from '../../machinelearning/scene.ts';
import { workspaceScene } from '../../machinelearning/child-scene.ts';
import {
  ACR_PULL,
  clusterDiskClaim,
  credentialAccess,
  factsOfState,
  registryFacts,
  vaultFacts,
} from './state-facts.ts';
import { expectBroken, expectHolds } from './verdicts.ts';
import type { StateAssertions } from './assertions.ts';

const STORAGE = 'stmlcreditrisk';
const REGISTRY = 'crmlcreditrisk';

function registries({ sim }: Scene): ContainerRegistryManagementClient {
  return new ContainerRegistryManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
}

/** A cluster of the workspace, made as a template would. */
async function makeCluster({ sim, workspaceId }: Scene, name: string): Promise<string> {
  const id = `${workspaceId}/computes/${name}`;
  const properties = {
    computeType: 'AmlCompute',
    properties: {
      vmSize: 'Standard_DS2_v2',
      scaleSettings: { minNodeCount: 0, maxNodeCount: 1 },
    },
  };
  await resources(sim).resources.createOrUpdateById(
    id,
    '2022-10-01',
    { location: LOCATION, properties },
    FAST,
  );
  return id;
}

/** A workspace with a registry of one's own. */
async function withRegistry(): Promise<Scene & { readonly registryId: string }> {
  const given = await scene();
  await registries(given).registries.create(
    GROUP,
    REGISTRY,
    { location: LOCATION, sku: { name: 'Premium' } },
    FAST,
  );
  const registryId = idOf(given.sim, 'Microsoft.ContainerRegistry/registries', REGISTRY);
  await machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    encryptedWorkspace(given, { containerRegistry: registryId }),
    FAST,
  );
  return { ...given, registryId };
}

export const aroundAssertions: StateAssertions = {
  'CMK-001': async () => {
    const { sim, workspaceId } = await encrypted();
    expectHolds('CMK-001', factsOfState(sim, workspaceId));
    // Only the api-version of 2019 still makes a vault without it.
    const id = idOf(sim, 'Microsoft.KeyVault/vaults', 'kv-of-2019');
    const properties = {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      enableSoftDelete: false,
    };
    await send(sim, 'PUT', id, '2019-09-01', { location: LOCATION, properties });
    expect(sim.resource(id)?.properties['enableSoftDelete']).toBe(false);
    const asKeyVault = () => {
      const vault = sim.resources.one({ type: 'Microsoft.KeyVault/vaults', name: 'kv-of-2019' });
      return { ...factsOfState(sim, workspaceId), vault: vaultFacts(vault) };
    };
    expectBroken('CMK-001', asKeyVault());
    const { vaults } = vaultManagement(sim);
    await vaults.update(GROUP, 'kv-of-2019', { properties: { enableSoftDelete: true } });
    expect(sim.resource(id)?.properties['enableSoftDelete']).toBe(true);
    expectHolds('CMK-001', asKeyVault());
  },

  'CMK-033': async () => {
    const sensitive = { hbiWorkspace: true };
    // A subscription that never had a cluster.
    const fresh = await workspaceScene({}, sensitive);
    const first = await makeCluster(fresh, 'first');
    expect(clusterDiskClaim(fresh.sim.resource(first)).under).toBe('platform');
    // One that had a cluster in a workspace without the flag.
    const used = await workspaceScene();
    await makeCluster(used, 'plain');
    const other = { ...used, workspaceId: used.workspaceId.replace(WORKSPACE, 'mlw-sensitive') };
    const stands = used.sim.resource(used.workspaceId)?.properties;
    await resources(used.sim).resources.createOrUpdateById(
      other.workspaceId,
      '2025-09-01',
      {
        location: LOCATION,
        identity: { type: 'SystemAssigned' },
        properties: {
          storageAccount: stands?.['storageAccount'],
          keyVault: stands?.['keyVault'],
          applicationInsights: stands?.['applicationInsights'],
          ...sensitive,
        },
      },
      FAST,
    );
    await used.sim.clock.advance({ days: 30 });
    const later = await makeCluster(other, 'later');
    expect(clusterDiskClaim(used.sim.resource(later)).under).toBe('none');
    // So a report that says the disk is encrypted there is wrong, and one that does not know is right.
    const facts = { ...factsOfState(used.sim, other.workspaceId), hadClustersBefore: true };
    const claims = (under: 'platform' | 'unknown') => [
      { place: 'clusterTemporaryDisk' as const, under },
    ];
    expectBroken('CMK-033', { ...facts, claims: claims('platform') });
    expectHolds('CMK-033', { ...facts, claims: claims('unknown') });
  },

  'CMK-044': async () => {
    // By role where the vault goes by roles.
    const { sim, workspaceId, vaultId } = await encrypted();
    const principalId = String(sim.resource(workspaceId)?.identity?.['principalId']);
    const facts = factsOfState(sim, workspaceId);
    const access = credentialAccess(sim, vaultId, principalId);
    expectHolds('CMK-044', { ...facts, credentialAccess: access });
    const nobody = credentialAccess(sim, vaultId, '00000000-0000-4000-8000-000000000000');
    expectBroken('CMK-044', { ...facts, credentialAccess: nobody });
    // By an access policy where it goes by those; what others had stays.
    const given = await scene();
    const policies = idOf(given.sim, 'Microsoft.KeyVault/vaults', 'kv-policies');
    const others = { tenantId: given.sim.tenantId, objectId: principalId, permissions: {} };
    await send(given.sim, 'PUT', policies, '2023-07-01', {
      location: LOCATION,
      properties: {
        tenantId: given.sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [others],
      },
    });
    await machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      encryptedWorkspace(given, { keyVault: policies }),
      FAST,
    );
    const own = String(given.sim.resource(given.workspaceId)?.identity?.['principalId']);
    expectHolds('CMK-044', {
      ...factsOfState(given.sim, given.workspaceId),
      credentialAccess: credentialAccess(given.sim, policies, own),
    });
    expect(given.sim.resource(policies)?.properties['accessPolicies']).toHaveLength(2);
  },

  'CMK-073': async () => {
    const given = await encrypted();
    const { sim, workspaceId } = given;
    const before = factsOfState(sim, workspaceId);
    expect(before.claims?.[0]?.under).toBe('microsoft');
    expectHolds('CMK-073', before);
    expectBroken('CMK-073', {
      ...before,
      claims: [{ place: 'workspaceStorage', under: 'customer', provenBy: 'workspace' }],
    });
  },

  'CMK-074': async () => {
    const given = await withRegistry();
    const { sim, registryId, workspaceId, keyId, vaultId } = given;
    const facts = factsOfState(sim, workspaceId);
    // A registry that stands without a key gets none.
    const encryption = { status: 'enabled', keyVaultProperties: { keyIdentifier: keyId } };
    const late = await send(sim, 'PATCH', registryId, '2023-07-01', { properties: { encryption } });
    expect(late.status).toBe(400);
    expect(registryFacts(sim, registryId).keyIdentifier).toBeUndefined();
    // One that is made with it is under it, if it is Premium.
    const identity = await makeIdentity(sim, 'id-registry');
    await grant(sim, vaultId, identity.principalId);
    const clientId = sim.resource(identity.id)?.properties['clientId'];
    const body = (sku: string) => ({
      location: LOCATION,
      sku: { name: sku },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
      properties: {
        encryption: {
          status: 'enabled',
          keyVaultProperties: { keyIdentifier: keyId, identity: clientId },
        },
      },
    });
    const own = idOf(sim, 'Microsoft.ContainerRegistry/registries', 'crunderkey');
    const made = await send(sim, 'PUT', own, '2023-07-01', body('Premium'));
    expect(made.status).toBe(201);
    await sim.clock.advance({ minutes: 5 });
    const registry = registryFacts(sim, own);
    expect(registry.keyIdentifier).toBe(keyId);
    expectHolds('CMK-074', { ...facts, registry });
    const basic = idOf(sim, 'Microsoft.ContainerRegistry/registries', 'crbasic');
    expect((await send(sim, 'PUT', basic, '2023-07-01', body('Basic'))).status).toBe(400);
    expectBroken('CMK-074', { ...facts, registry: { ...registry, sku: 'Basic' } });
  },

  'CMK-075': async () => {
    const given = await withRegistry();
    const { sim, registryId, workspaceId } = given;
    const facts = factsOfState(sim, workspaceId);
    // The admin account is off unless asked for, and nobody may pull.
    expectBroken('CMK-075', { ...facts, registry: registryFacts(sim, registryId) });
    const principalId = sim.resource(workspaceId)?.identity?.['principalId'];
    await grant(sim, registryId, String(principalId), ACR_PULL);
    const pulled = { ...facts, registry: registryFacts(sim, registryId) };
    expectHolds('CMK-075', pulled);
    expectBroken('CMK-075', pulled, 'enc');
    await registries(given).registries.update(GROUP, REGISTRY, { adminUserEnabled: true }, FAST);
    expectHolds('CMK-075', { ...facts, registry: registryFacts(sim, registryId) }, 'enc');
  },

  'CMK-076': async () => {
    const given = await withRegistry();
    const { sim, registryId, workspaceId } = given;
    const facts = factsOfState(sim, workspaceId);
    expectHolds('CMK-076', { ...facts, registry: registryFacts(sim, registryId) });
    await registries(given).registries.delete(GROUP, REGISTRY, FAST);
    expectBroken('CMK-076', { ...facts, registry: registryFacts(sim, registryId) });
    // The workspace is still there, and no longer works.
    await expect(
      machineLearning(sim).workspaces.beginUpdateAndWait(
        GROUP,
        WORKSPACE,
        { description: 'x' },
        FAST,
      ),
    ).rejects.toThrow(REGISTRY);
  },

  'CMK-079': async () => {
    const given = await encrypted();
    const { sim, workspaceId } = given;
    expectHolds('CMK-079', factsOfState(sim, workspaceId));
    await storageManagement(sim).storageAccounts.update(GROUP, STORAGE, {
      enableHttpsTrafficOnly: false,
    });
    expectBroken('CMK-079', factsOfState(sim, workspaceId));
  },
};
