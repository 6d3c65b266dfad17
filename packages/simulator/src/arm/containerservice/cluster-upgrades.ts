/** Which versions a cluster and its pools can be upgraded to, as far as the versions known here go. */
import { stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { AGENT_POOLS, profilesOf } from './cluster-operations.ts';
import { shownId } from './cluster-shown.ts';
import { NODE_IMAGE } from './cluster-request.ts';
import { poolUpgradesOf, poolVersionsFor, upgradesOf } from './kubernetes-versions.ts';

const CLUSTERS = 'Microsoft.ContainerService/managedClusters';

/** `upgradeProfiles/default` of a cluster. */
export function clusterUpgrades(_context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const version = versionOf(resource);
  return {
    status: 200,
    body: {
      id: `${shownId(resource.id)}/upgradeprofiles/default`,
      name: 'default',
      type: `${CLUSTERS}/upgradeprofiles`,
      properties: {
        controlPlaneProfile: {
          kubernetesVersion: version,
          name: 'master',
          osType: 'Linux',
          upgrades: asUpgrades(upgradesOf(version)),
        },
        agentPoolProfiles: profilesOf(resource).map((pool) => {
          const own = stringAt(pool, 'currentOrchestratorVersion') ?? version;
          return {
            kubernetesVersion: own,
            name: pool['name'] ?? '',
            osType: pool['osType'] ?? 'Linux',
            upgrades: asUpgrades(poolUpgradesOf(own, version)),
          };
        }),
      },
    },
  };
}

/** `upgradeProfiles/default` of a pool. */
export function poolUpgrades(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const cluster = context.resource(resource.id.split('/').slice(0, -2).join('/'));
  const own = stringAt(resource.properties, 'currentOrchestratorVersion') ?? '';
  return {
    status: 200,
    body: {
      id: `${shownId(resource.id)}/upgradeprofiles/default`,
      name: 'default',
      type: `${AGENT_POOLS}/upgradeProfiles`,
      properties: {
        kubernetesVersion: own,
        osType: resource.properties['osType'] ?? 'Linux',
        upgrades: asUpgrades(cluster ? poolUpgradesOf(own, versionOf(cluster)) : []),
        latestNodeImageVersion: NODE_IMAGE,
      },
    },
  };
}

/** `availableAgentPoolVersions` of a cluster: the default is its own. */
export function poolVersions(_context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const version = versionOf(resource);
  return {
    status: 200,
    body: {
      id: `${shownId(resource.id)}/availableagentpoolversions`,
      name: 'default',
      type: `${CLUSTERS}/availableAgentpoolVersions`,
      properties: {
        agentPoolVersions: poolVersionsFor(version).map((kubernetesVersion) => ({
          ...(kubernetesVersion === version ? { default: true } : {}),
          kubernetesVersion,
        })),
      },
    },
  };
}

const asUpgrades = (versions: readonly string[]): { kubernetesVersion: string }[] =>
  versions.map((kubernetesVersion) => ({ kubernetesVersion }));

function versionOf({ properties }: StoredResource): string {
  return (
    stringAt(properties, 'currentKubernetesVersion') ??
    stringAt(properties, 'kubernetesVersion') ??
    ''
  );
}
