import {
  ContainerServiceClient,
  type ManagedClusterAgentPoolProfile,
} from '@azure/arm-containerservice';
import { describe, expect, it } from 'vitest';

import type { Simulator } from '@azureml-cmk/simulator';
import type { CmkSpec } from '../../src/spec/types.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, resultsOf, run, simulator, smallSpec } from './chain.ts';

const clusters = (sim: Simulator) =>
  new ContainerServiceClient(sim.credential(), sim.subscriptionId, { ...sim.clientOptions() });

function withCluster(sim: Simulator, encryptionAtHost?: boolean): CmkSpec {
  return smallSpec(sim, {
    clusters: [
      {
        create: {
          name: 'aks-claims',
          diskEncryptionSet: { create: { name: 'des-claims' } },
          nodeCount: 1,
          ...(encryptionAtHost === undefined ? {} : { encryptionAtHost }),
        },
      },
    ],
  });
}

const poolsOf = async (sim: Simulator): Promise<readonly ManagedClusterAgentPoolProfile[]> =>
  (await clusters(sim).managedClusters.get('rg-claims', 'aks-claims')).agentPoolProfiles ?? [];

describe('encryption at host', () => {
  it('is asked for of the pool, and found the same again', async () => {
    const sim = simulator();
    const spec = withCluster(sim, true);
    const plan = planOf(sim, spec);
    const { error } = await run(sim, plan);
    expect(error?.toJSON()).toBeUndefined();
    expect(await poolsOf(sim)).toMatchObject([
      { name: 'nodepool1', osDiskType: 'Managed', enableEncryptionAtHost: true },
    ]);
    expect((await run(sim, plan)).outcome).toMatchObject({ changed: 0, writes: 0 });
  });

  it('is left to Azure where nobody asks', async () => {
    const sim = simulator();
    await run(sim, planOf(sim, withCluster(sim)));
    expect((await poolsOf(sim))[0]?.enableEncryptionAtHost ?? false).toBe(false);
    // A pool that has it is not worse than one that was asked for.
    const { outcome } = await run(sim, planOf(sim, withCluster(sim, false)));
    expect(outcome).toMatchObject({ status: 'succeeded', changed: 0 });
  });

  it('cannot be added to a pool that is there, and another pool is the way', async () => {
    const sim = simulator();
    await run(sim, planOf(sim, withCluster(sim)));
    const refused = await run(sim, planOf(sim, withCluster(sim, true)));
    expect(refused.error?.toJSON()).toMatchObject({
      code: 'CMK_IMMUTABLE',
      hop: 'managedCluster',
      stepId: 'aks.aks-claims',
      fix: expect.stringContaining('add a node pool with encryption at host') as unknown,
      message: expect.stringContaining(
        'agentPoolProfiles.nodepool1.enableEncryptionAtHost',
      ) as unknown,
    });
    const pools = clusters(sim).agentPools;
    await pools.createOrUpdate('rg-claims', 'aks-claims', 'pool2', {
      mode: 'System',
      count: 1,
      vmSize: 'Standard_D4s_v5',
      enableEncryptionAtHost: true,
    });
    await pools.delete('rg-claims', 'aks-claims', 'nodepool1');
    const { error, outcome } = await run(sim, planOf(sim, withCluster(sim, true)));
    expect(error?.toJSON()).toBeUndefined();
    expect(resultsOf(outcome)['aks.aks-claims']).toBe('unchanged');
  });
});

describe('OS disks on the host', () => {
  it('are not taken for disks under the disk encryption set', async () => {
    const sim = simulator();
    const spec = withCluster(sim);
    await run(sim, planOf(sim, spec));
    await clusters(sim).agentPools.createOrUpdate('rg-claims', 'aks-claims', 'fast', {
      count: 1,
      vmSize: 'Standard_D4s_v5',
      osDiskType: 'Ephemeral',
      enableEncryptionAtHost: true,
    });
    const posture = await verify(spec, sim.azure());
    const rows = posture.items.filter(({ place }) => place.startsWith('kubernetes'));
    expect(rows.map(({ what, under }) => [what, under])).toEqual([
      ['Cluster aks-claims: OS disks', 'customer'],
      ['Cluster aks-claims: ephemeral OS disks of pool fast', 'unknown'],
      ['Cluster aks-claims: data disks', 'customer'],
    ]);
    expect(rows[1]?.evidence.map(({ property, value }) => [property, value])).toEqual([
      ['properties.agentPoolProfiles.1.osDiskType', 'Ephemeral'],
      ['properties.agentPoolProfiles.1.enableEncryptionAtHost', 'true'],
    ]);
    expect(rows[1]?.note).toContain('the version before is needed until then');
    expect(posture.rules.find(({ ruleId }) => ruleId === 'CMK-068')?.result).toBe('holds');
  });
});
