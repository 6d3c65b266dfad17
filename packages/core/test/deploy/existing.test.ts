import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { describe, expect, it } from 'vitest';

import { verify } from '../../src/verify/verify.ts';
import { planOf, resultsOf, run, simulator, smallSpec, wholeSpec } from './chain.ts';

describe('a chain of what exists', () => {
  it('is read, pinned, and encrypted under the existing key; a StorageClass is rendered for the existing cluster', async () => {
    const sim = simulator();
    const first = await run(sim, planOf(sim, wholeSpec(sim)));
    expect(first.error).toBeUndefined();
    const outputs = (stepId: string) =>
      first.outcome.steps.find((step) => step.stepId === stepId)?.outputs ?? {};
    const { keyIdentifier = '' } = first.outcome;
    const spec = smallSpec(sim, {
      vault: { existing: outputs('vault')['id'] ?? '' },
      // Versionless: the current version is pinned.
      key: { existing: keyIdentifier.slice(0, keyIdentifier.lastIndexOf('/')) },
      workspace: {
        name: 'ml-second',
        storage: { existing: outputs('storage')['id'] ?? '' },
        applicationInsights: { existing: outputs('applicationInsights')['id'] ?? '' },
        keyVault: { sameAsKeyVault: true },
      },
      clusters: [
        {
          existing: outputs('aks.aks-claims')['id'] ?? '',
          storageClass: 'under-our-key',
          diskEncryptionSet: { existing: outputs('des.des-claims')['id'] ?? '' },
        },
      ],
    });
    const second = await run(sim, planOf(sim, spec));
    expect(second.error?.toJSON()).toBeUndefined();
    const results = resultsOf(second.outcome);
    expect(results).toMatchObject({ vault: 'unchanged', key: 'unchanged', workspace: 'changed' });
    // Whoever deploys gets the smaller role that reading needs; nothing that exists is touched.
    expect(Object.keys(results).filter((id) => results[id] === 'changed')).toEqual([
      'grant.deployer',
      'workspace',
    ]);
    const manifest = second.outcome.steps.find(({ kind }) => kind === 'storageClass.render')
      ?.outputs['manifest'];
    expect(manifest).toContain('  name: under-our-key\n');
    expect(manifest).toContain(
      `  diskEncryptionSetID: ${outputs('des.des-claims')['id'] ?? 'none'}\n`,
    );

    const posture = await verify(spec, sim.azure());
    expect(posture).toMatchObject({ keyIdentifier, unread: [] });
    expect(posture.items.find(({ what }) => what.includes('StorageClass'))).toMatchObject({
      under: 'unknown',
      keyIdentifier,
    });
    expect((await run(sim, planOf(sim, spec))).outcome.changed).toBe(0);
  });

  it('that does not exist is refused with its id', async () => {
    const sim = simulator();
    const existing = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-none/providers/Microsoft.KeyVault/vaults/kv-none`;
    const { error } = await run(sim, planOf(sim, smallSpec(sim, { vault: { existing } })));
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_RESOURCE_NOT_FOUND',
      hop: 'vault',
      stepId: 'vault',
      retryable: false,
    });
    expect(error?.message).toBe(`Vault ${existing} does not exist.`);
  });

  it('with a user-assigned identity for the disks and automatic rotation does not move back to an old version', async () => {
    const sim = simulator();
    const spec = wholeSpec(sim, {
      clusters: [
        {
          create: {
            name: 'aks-claims',
            diskEncryptionSet: {
              create: {
                name: 'des-claims',
                identity: { create: { name: 'id-disks' } },
                autoRotate: true,
              },
            },
          },
        },
      ],
    });
    expect((await run(sim, planOf(sim, spec))).error?.toJSON()).toBeUndefined();
    const { KeyClient } = await import('@azure/keyvault-keys');
    await new KeyClient('https://kv-claims.vault.azure.net', sim.credential(), {
      ...sim.clientOptions('vault'),
    }).rotateKey('claims-cmk');
    const again = await run(sim, planOf(sim, spec));
    expect(again.error?.toJSON()).toMatchObject({
      stepId: 'aci.score',
      ruleId: 'CMK-060',
      code: 'CMK_IMMUTABLE',
    });
    expect(resultsOf(again.outcome)).toMatchObject({
      'des.des-claims': 'unchanged',
      workspace: 'changed',
      'aks.aks-claims': 'unchanged',
    });
  });

  it('behind a private endpoint and a firewall is made and found the same again', async () => {
    const sim = simulator();
    const { ResourceManagementClient } = await import('@azure/arm-resources');
    const arm = new ResourceManagementClient(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
    });
    await arm.resourceGroups.createOrUpdate('rg-net', { location: 'westeurope' });
    const network = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet`;
    await arm.resources.createOrUpdateById(network, '2024-10-01', {
      location: 'westeurope',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'default', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    });
    const subnetId = `${network}/subnets/default`;
    const spec = smallSpec(sim, {
      vault: {
        create: {
          name: 'kv-claims',
          network: { defaultAction: 'Allow', bypass: 'AzureServices', ipRules: ['203.0.113.7'] },
          privateEndpoint: { name: 'pe-vault', subnetId },
        },
      },
      workspace: { name: 'ml-claims', privateEndpoint: { name: 'pe-workspace', subnetId } },
    });
    const first = await run(sim, planOf(sim, spec));
    expect(first.error?.toJSON()).toBeUndefined();
    const second = await run(sim, planOf(sim, spec));
    expect(
      Object.entries(resultsOf(second.outcome)).filter(([, result]) => result !== 'unchanged'),
    ).toEqual([]);
    expect(second.outcome.writes).toBe(0);
  });

  it('in a subscription where nothing is registered is registered first', async () => {
    const sim = simulator({
      latency: 'realistic',
      world: { subscriptions: [{ providers: 'none' }] },
    });
    const { error, outcome, events } = await run(sim, planOf(sim, wholeSpec(sim)));
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)['provider.Microsoft.DocumentDB']).toBe('changed');
    expect(outcome.resources.some((id) => id.includes('/providers/Microsoft.DocumentDB'))).toBe(
      false,
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'step.waiting',
        reason: 'Microsoft.DocumentDB is being registered',
      }),
    );
  });

  it('without a key is not given one later: every rule that says so is named', async () => {
    const sim = simulator();
    expect((await run(sim, planOf(sim, smallSpec(sim)))).error).toBeUndefined();
    const client = new AzureMachineLearningWorkspaces(sim.credential(), sim.subscriptionId, {
      ...sim.clientOptions(),
    });
    // What the plan would use again, so that nothing but the key differs.
    const { keyVault, storageAccount, applicationInsights } = await client.workspaces.get(
      'rg-claims',
      'ml-claims',
    );
    await client.workspaces.beginCreateOrUpdateAndWait('rg-claims', 'ml-plain', {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      ...(keyVault === undefined ? {} : { keyVault }),
      ...(storageAccount === undefined ? {} : { storageAccount }),
      ...(applicationInsights === undefined ? {} : { applicationInsights }),
    });
    const { error } = await run(
      sim,
      planOf(sim, smallSpec(sim, { workspace: { name: 'ml-plain' } })),
    );
    expect(error?.toJSON()).toMatchObject({
      code: 'CMK_IMMUTABLE',
      stepId: 'workspace',
      ruleId: 'CMK-031',
      issues: [
        { code: 'CMK-031' },
        { code: 'CMK-016', expected: 'a key given with the creation of the workspace' },
      ],
    });
  });
});
