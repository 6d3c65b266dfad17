/** How many container groups and cores a subscription has in a region, and how many it may have. */
import { objectAt, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import { regionUsages, usageRow } from '../../kernel/region-usages.ts';
import type { Route } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { containersOf } from './container-group-run.ts';

const CONTAINER_GROUPS = 'Microsoft.ContainerInstance/containerGroups';
/** Groups with the Standard SKU in a region, as documented, where a world sets no other quota. */
const DEFAULT_GROUPS_PER_REGION = 100;
/** Cores with the Standard SKU in a region, as documented. */
const DEFAULT_CORES_PER_REGION = 100;

/** What is counted for each subscription and region; rows about GPUs and spot containers, which are not served, are left out. */
export const containerUsages: Route = regionUsages(
  'Microsoft.ContainerInstance',
  (context, location) => {
    const groups = context
      .resources(CONTAINER_GROUPS, `/subscriptions/${context.subscription.subscriptionId}`)
      .filter((group) => normalizeLocation(group.location ?? '') === location);
    const cores = groups.reduce((sum, group) => sum + standardCores(group), 0);
    const groupsMax = context.quota(CONTAINER_GROUPS, location) ?? DEFAULT_GROUPS_PER_REGION;
    return [
      usageRow('ContainerGroups', 'Container Groups', groups.length, groupsMax),
      usageRow('StandardCores', 'Standard Cores', Math.ceil(cores), DEFAULT_CORES_PER_REGION),
    ];
  },
);

/** Cores that a group holds: documented to be given back when it stops. */
function standardCores(group: StoredResource): number {
  const { sku, priority, instanceView } = group.properties;
  const isStandard = sku === 'Standard' && priority !== 'Spot';
  if (!isStandard || stringAt(instanceView, 'state') === 'Stopped') return 0;
  return containersOf(group).reduce<number>((sum, container) => {
    const resources = objectAt(objectAt(container, 'properties'), 'resources');
    const { cpu } = objectAt(resources, 'requests');
    return sum + (typeof cpu === 'number' ? cpu : 0);
  }, 0);
}
