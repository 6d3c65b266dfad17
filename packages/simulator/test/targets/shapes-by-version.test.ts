import { describe, expect, it } from 'vitest';
import {
  CLUSTER_VERSION,
  clusterIdOf,
  putCluster,
  readyCluster,
  wireCluster,
} from './cluster-scene.ts';
import { GROUP, scene, send, wireWorkspace } from './scene.ts';

describe('what is shown in some api-versions only', () => {
  it.each([
    ['2015-11-01', undefined],
    ['2016-09-01', undefined],
    ['2018-05-01', 'Microsoft.Resources/resourceGroups'],
    ['2025-04-01', 'Microsoft.Resources/resourceGroups'],
  ])('a group of %s has the type %s', async (apiVersion, type) => {
    const { sim } = await scene();
    const id = `/subscriptions/${sim.subscriptionId}/resourceGroups/${GROUP}`;
    const { body } = await send(sim, 'GET', id, apiVersion);
    expect(body.name).toBe(GROUP);
    expect(body.type).toBe(type);
  });

  it('a workspace tells of legacy mode and soft delete from 2022-05-01 on', async () => {
    const given = await scene();
    await send(given.sim, 'PUT', given.workspaceId, '2025-09-01', wireWorkspace(given));
    const shown = async (apiVersion: string): Promise<readonly unknown[]> => {
      const { body } = await send(given.sim, 'GET', given.workspaceId, apiVersion);
      return [body.properties.v1LegacyMode, body.properties.softDeleteEnabled];
    };
    expect(await shown('2021-07-01')).toEqual([undefined, undefined]);
    expect(await shown('2022-01-01-preview')).toEqual([undefined, undefined]);
    for (const apiVersion of ['2022-05-01', '2022-10-01', '2025-09-01']) {
      expect(await shown(apiVersion), apiVersion).toEqual([false, true]);
    }
  });

  it('a cluster tells of the Docker bridge before 2023-04-01, of the version of its disk driver in previews', async () => {
    const given = await readyCluster();
    await putCluster(given);
    const shown = async (apiVersion: string): Promise<readonly unknown[]> => {
      const { body } = await send(given.sim, 'GET', clusterIdOf(given), apiVersion);
      const { networkProfile, storageProfile } = body.properties;
      return [networkProfile.dockerBridgeCidr, storageProfile.diskCSIDriver.version];
    };
    expect(await shown('2022-11-02-preview')).toEqual(['172.17.0.1/16', 'v1']);
    expect(await shown('2023-02-01')).toEqual(['172.17.0.1/16', undefined]);
    expect(await shown(CLUSTER_VERSION)).toEqual([undefined, undefined]);

    const networkProfile = { dockerBridgeCidr: '172.18.0.1/16' };
    const body = wireCluster(given, { networkProfile });
    await send(given.sim, 'PUT', clusterIdOf(given), '2023-02-01', body);
    expect(await shown('2023-02-01')).toEqual(['172.18.0.1/16', undefined]);
  });
});
