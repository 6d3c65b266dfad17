import { CognitiveServicesManagementClient } from '@azure/arm-cognitiveservices';
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { AzureDatabricksManagementClient } from '@azure/arm-databricks';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import type { Simulator } from '@azureml-cmk/simulator';
import { describe, expect, it } from 'vitest';

import type { CmkSpec, IdentityRef } from '../../src/spec/types.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

const GROUP = 'rg-claims';
const location = 'westeurope';
const identity: IdentityRef = { create: { name: 'id-data' } };

/** What an Azure client of any service takes. */
const clientOf = <T>(
  sim: Simulator,
  Client: new (
    credential: ReturnType<Simulator['credential']>,
    subscriptionId: string,
    options: ReturnType<Simulator['clientOptions']>,
  ) => T,
): T => new Client(sim.credential(), sim.subscriptionId, sim.clientOptions());

async function grouped(sim: Simulator): Promise<void> {
  const resources = clientOf(sim, ResourceManagementClient);
  await resources.resourceGroups.createOrUpdate(GROUP, { location });
}

/** A store that somebody made long ago without a key. */
interface Case {
  readonly make: (sim: Simulator) => Promise<unknown>;
  readonly spec: (more: { readonly identity?: IdentityRef }) => Partial<CmkSpec>;
  readonly place: string;
  readonly name: string;
  /** Step that finds the store, without the `.key` of the second phase. */
  readonly step: string;
  /** What was set by hand and has to stay. */
  readonly kept: (sim: Simulator) => Promise<unknown>;
}

const cases: readonly (readonly [string, Case])[] = [
  [
    'a storage account',
    {
      place: 'storageAccount',
      name: 'stold01',
      step: 'storage.stold01',
      make: (sim) =>
        clientOf(sim, StorageManagementClient).storageAccounts.create(GROUP, 'stold01', {
          location,
          kind: 'StorageV2',
          sku: { name: 'Standard_LRS' },
          tags: { owner: 'finance' },
          accessTier: 'Cool',
          enableHttpsTrafficOnly: true,
        }),
      spec: (more) => ({ storageAccounts: [{ name: 'stold01', ...more }] }),
      kept: async (sim) => {
        const { accessTier, tags } = await clientOf(
          sim,
          StorageManagementClient,
        ).storageAccounts.getProperties(GROUP, 'stold01');
        return { kept: accessTier, owner: tags?.['owner'] };
      },
    },
  ],
  [
    'an AI Services account',
    {
      place: 'aiServices',
      name: 'ai-old',
      step: 'ai.ai-old',
      make: (sim) =>
        clientOf(sim, CognitiveServicesManagementClient).accounts.beginCreateAndWait(
          GROUP,
          'ai-old',
          {
            location,
            kind: 'AIServices',
            sku: { name: 'S0' },
            tags: { owner: 'finance' },
            properties: { customSubDomainName: 'ai-old', publicNetworkAccess: 'Disabled' },
          },
        ),
      spec: (more) => ({ aiServicesAccounts: [{ name: 'ai-old', ...more }] }),
      kept: async (sim) => {
        const { properties, tags } = await clientOf(
          sim,
          CognitiveServicesManagementClient,
        ).accounts.get(GROUP, 'ai-old');
        return { kept: properties?.publicNetworkAccess, owner: tags?.['owner'] };
      },
    },
  ],
];

describe.each(cases)('%s that is there without a key', (_, one) => {
  it.each([
    ['its own identity', {}],
    ['a user-assigned identity', { identity }],
  ])('comes under it with %s, and keeps the rest', async (_name, more) => {
    const sim = simulator();
    await grouped(sim);
    await one.make(sim);
    const before = await one.kept(sim);
    const key = { create: { name: 'claims-cmk', size: 2048 as const } };
    const spec = smallSpec(sim, { key, ...one.spec(more) });
    const plan = planOf(sim, spec);
    const { error, outcome } = await run(sim, plan);
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)[one.step]).toBe('changed');
    const posture = await verify(spec, sim.azure());
    expect(
      posture.items.find(({ place, where }) => place === one.place && where.endsWith(one.name)),
    ).toMatchObject({ under: 'customer', keyIdentifier: outcome.keyIdentifier });
    expect(posture.keyUse.find(({ target }) => target === one.name)?.verdict).toBe('sufficient');
    expect(before).toMatchObject({ owner: 'finance' });
    expect(await one.kept(sim)).toEqual(before);
    expect((await run(sim, plan)).outcome).toMatchObject({ changed: 0, writes: 0 });
  });
});

it('an AI Search service that is there comes under the key, and its replicas stay', async () => {
  const sim = simulator();
  await grouped(sim);
  const resources = clientOf(sim, ResourceManagementClient);
  const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Search/searchServices/srch-old`;
  const API = '2026-03-01-preview';
  await resources.resources.createOrUpdateById(id, API, {
    location,
    sku: { name: 'basic' },
    tags: { owner: 'finance' },
    properties: { replicaCount: 2 },
  });
  const spec = smallSpec(sim, { searchServices: [{ name: 'srch-old' }] });
  const { error, outcome } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  expect(resultsOf(outcome)).toMatchObject({
    'search.srch-old': 'changed',
    'search.srch-old.key': 'changed',
  });
  expect(await resources.resources.getById(id, API)).toMatchObject({
    tags: { owner: 'finance' },
    properties: {
      replicaCount: 2,
      encryptionWithCmk: {
        enforcement: 'Enabled',
        serviceLevelEncryptionKey: { keyVaultKeyName: 'claims-cmk' },
      },
    },
  });
});

it('a Databricks workspace that is there is prepared, and its DBFS root comes under the key', async () => {
  const sim = simulator();
  await grouped(sim);
  const client = clientOf(sim, AzureDatabricksManagementClient);
  const managedResourceGroupId = `/subscriptions/${sim.subscriptionId}/resourceGroups/databricks-rg-dbw-old`;
  await client.workspaces.createOrUpdate(GROUP, 'dbw-old', {
    location,
    sku: { name: 'premium' },
    tags: { owner: 'finance' },
    managedResourceGroupId,
    computeMode: 'Hybrid',
    parameters: { enableNoPublicIp: { value: true } },
  });
  const spec = smallSpec(sim, { databricksWorkspaces: [{ name: 'dbw-old' }] });
  const { error, outcome } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toBeUndefined();
  expect(resultsOf(outcome)).toMatchObject({
    'databricks.dbw-old': 'changed',
    'databricks.dbw-old.key': 'changed',
  });
  expect(await client.workspaces.get(GROUP, 'dbw-old')).toMatchObject({
    tags: { owner: 'finance' },
    managedResourceGroupId,
    parameters: {
      enableNoPublicIp: { value: true },
      encryption: { value: { keySource: 'Microsoft.Keyvault', keyName: 'claims-cmk' } },
    },
  });
});

it('a container registry that is there without a key is left alone: a key is chosen when it is made', async () => {
  const sim = simulator();
  await grouped(sim);
  const client = clientOf(sim, ContainerRegistryManagementClient);
  const made = await client.registries.create(GROUP, 'crold01', {
    location,
    sku: { name: 'Premium' },
  });
  const spec = smallSpec(sim, { containerRegistries: [{ name: 'crold01', identity }] });
  const { error } = await run(sim, planOf(sim, spec));
  expect(error?.toJSON()).toMatchObject({
    code: 'CMK_IMMUTABLE',
    hop: 'containerRegistry',
    ruleId: 'CMK-074',
    stepId: 'registry.crold01',
  });
  expect(await client.registries.get(GROUP, 'crold01')).toEqual(made);
});
