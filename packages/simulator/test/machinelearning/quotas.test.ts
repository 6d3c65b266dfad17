/** Cores of computes by family: in use, and given to workspaces. */
import type { Usage } from '@azure/arm-machinelearning';
import { describe, expect, it } from 'vitest';
import {
  FAST,
  GROUP,
  LOCATION,
  machineLearning,
  type Scene,
  send,
  type Wire,
  workspaceScene,
  WORKSPACE,
} from './child-scene.ts';

const FAMILY = 'Standard DSv2 Family Cluster Dedicated vCPUs';
const TYPE = 'Microsoft.MachineLearningServices';
const quotaId = ({ workspaceId }: Scene, family = FAMILY): string =>
  `${workspaceId}/quotas/${family.replaceAll(' ', '_')}`;

async function makeCluster({ sim }: Scene, name: string, minNodeCount: number, change = {}) {
  const properties = {
    vmSize: 'STANDARD_DS3_V2',
    scaleSettings: { minNodeCount, maxNodeCount: 9 },
  };
  await machineLearning(sim).computeOperations.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    name,
    {
      location: LOCATION,
      properties: { computeType: 'AmlCompute', properties: { ...properties, ...change } },
    } as Wire,
    FAST,
  );
}

async function usagesOf({ sim }: Scene, location = LOCATION) {
  const all = await Array.fromAsync(machineLearning(sim).usages.list(location));
  return (type: string, name?: string): [number | undefined, number | undefined][] =>
    all
      .filter(
        (one: Usage) =>
          one.type === `${TYPE}/${type}` && (name ?? one.name?.value) === one.name?.value,
      )
      .map(({ currentValue, limit }) => [currentValue, limit]);
}

/** Gives the workspace so many cores, and tells what came of it. */
async function give(given: Scene, limit: number, id = quotaId(given), location = LOCATION) {
  const asked = { value: [{ id, type: `${TYPE}/workspaces/quotas`, limit, unit: 'Count' }] };
  const told = await machineLearning(given.sim).quotas.update(location, asked);
  return told.value?.map(({ status }) => status);
}

const quotasOf = ({ sim }: Scene, location = LOCATION): Promise<Wire[]> =>
  Array.fromAsync(machineLearning(sim).quotas.list(location));

describe('usages of a region', () => {
  it('count the cores of nodes, by priority, family, workspace and compute', async () => {
    const given = await workspaceScene();
    given.sim.quota.set(`${TYPE}/virtualCpus`, LOCATION, 100);
    await makeCluster(given, 'two', 2);
    await makeCluster(given, 'none', 0);
    await makeCluster(given, 'cheap', 3, { vmPriority: 'LowPriority' });
    await makeCluster(given, 'other', 1, { vmSize: 'STANDARD_E4S_V3' });
    const usages = await usagesOf(given);
    expect(usages('totalCores/usages')).toEqual([[4, undefined]]);
    expect(usages('dedicatedCores/usages')).toEqual([[12, 100]]);
    expect(usages('lowPriorityCores/usages')).toEqual([[12, undefined]]);
    expect(usages('vmFamily/usages', FAMILY)).toEqual([[8, undefined]]);
    expect(usages('vmFamily/usages')).toHaveLength(10);
    expect(usages('workspaces/usages')).toEqual([[8, undefined]]);
    expect(usages('workspaces/computes/usages')).toEqual([
      [0, undefined],
      [8, undefined],
    ]);
    expect((await usagesOf(given, 'northeurope'))('dedicatedCores/usages')).toEqual([
      [0, undefined],
    ]);
  });
});

describe('the quota of a workspace', () => {
  it('is given, listed, and the limit of its computes', async () => {
    const given = await workspaceScene();
    expect(await quotasOf(given)).toEqual([]);
    expect(await give(given, 10)).toEqual(['Success']);
    expect(await quotasOf(given)).toMatchObject([
      {
        id: quotaId(given),
        type: `${TYPE}/workspaces/quotas`,
        name: { value: FAMILY, localizedValue: FAMILY },
        limit: 10,
        unit: 'Count',
      },
    ]);
    expect(await quotasOf(given, 'northeurope')).toEqual([]);
    await makeCluster(given, 'two', 2);
    expect((await usagesOf(given))('workspaces/usages')).toEqual([[8, 10]]);
    const message = `The workspace '${WORKSPACE}' has a quota of 10 of '${FAMILY}', of which 8 are in use; 'more' needs 4. (simulator wording)`;
    await expect(makeCluster(given, 'more', 0)).rejects.toThrow(message);
    const failed: Wire = await machineLearning(given.sim).computeOperations.get(
      GROUP,
      WORKSPACE,
      'more',
    );
    expect(failed.properties.provisioningErrors).toMatchObject([
      { error: { code: 'ClusterMinNodesExceedCoreQuota', message } },
    ]);
    // Other families and other priorities have limits of their own.
    await makeCluster(given, 'cheap', 3, { vmPriority: 'LowPriority' });
    await makeCluster(given, 'other', 1, { vmSize: 'STANDARD_E4S_V3' });
    expect(await give(given, 12)).toEqual(['Success']);
    await makeCluster(given, 'more', 1);
  });

  it('is not given below what runs, to no workspace, for no family, or below nothing', async () => {
    const given = await workspaceScene();
    await makeCluster(given, 'two', 2);
    expect(await give(given, 7)).toEqual(['InvalidQuotaBelowClusterMinimum']);
    expect(await give(given, 9, quotaId(given, 'Standard Q Family'))).toEqual([
      'InvalidVMFamilyName',
    ]);
    const absent = quotaId(given).replace(WORKSPACE, 'absent');
    expect(await give(given, 9, absent)).toEqual(['Failure']);
    expect(await give(given, 9, quotaId(given), 'northeurope')).toEqual(['Failure']);
    expect(await give(given, -1)).toEqual(['Failure']);
    expect(await quotasOf(given)).toEqual([]);
  });

  it('goes with the workspace', async () => {
    const given = await workspaceScene();
    await give(given, 10);
    await send(given.sim, 'DELETE', `${given.workspaceId}?forceToPurge=true`, '2025-09-01');
    expect(JSON.stringify(given.sim.snapshot())).not.toContain('DSv2 Family');
  });

  it('is not for somebody without a role', async () => {
    const { sim } = await workspaceScene();
    await expect(
      machineLearning(sim, 'mlContributor').quotas.update(LOCATION, { value: [] }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
  });
});
