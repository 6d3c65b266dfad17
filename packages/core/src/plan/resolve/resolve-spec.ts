import { resourceGroupId } from '../../azure/arm-id.ts';
import { clouds } from '../../azure/clouds.ts';
import type { CmkSpec } from '../../spec/types.ts';
import { normaliseRegion } from '../names.ts';
import type { Description } from './description.ts';
import { describeGrants } from './grants.ts';
import { createIdentities } from './identities.ts';
import { describeKey } from './keys.ts';
import { describeRoleAssignments } from './role-assignments.ts';
import { describeStores } from './stores.ts';
import { describeClusters, describeContainerGroups } from './targets.ts';
import { createVaults } from './vaults.ts';
import { describeWorkspace } from './workspace.ts';

/** Fills in everything that a spec leaves open. Pure, and the same for the same spec. */
export function resolveSpec(spec: CmkSpec): Description {
  const { tenantId, subscriptionId, resourceGroup } = spec;
  const cloud = clouds[spec.cloud ?? 'public'];
  const home = { subscriptionId, resourceGroup };
  const location = normaliseRegion(spec.location);
  const tags = spec.tags ?? {};

  const vaults = createVaults(home, cloud, tags);
  const identities = createIdentities(home);
  const key = describeKey(spec.key, vaults.add(spec.vault), tags);
  const workspace = describeWorkspace(spec, { home, location, tags, key, vaults, identities });
  const around = { home, tags, key, vaults, identities };
  const containerGroups = describeContainerGroups(spec.containerGroups ?? [], around);
  const disks = describeClusters(spec.clusters ?? [], around);
  const { storage, containerRegistry } = workspace;
  const own = [storage.store, containerRegistry?.store].flatMap((store) => store ?? []);
  const stores = [...own, ...describeStores(spec, around)];
  const grants = describeGrants(spec, { cloud, key, workspace, containerGroups, ...disks, stores });
  return {
    cloud,
    tenantId,
    ...home,
    resourceGroupId: resourceGroupId(subscriptionId, resourceGroup),
    location,
    tags,
    identities: identities.all(),
    vaults: vaults.all(),
    key,
    workspace,
    containerGroups,
    ...disks,
    stores,
    ...grants,
    roleAssignments:
      spec.grants?.clusters === false
        ? []
        : describeRoleAssignments(disks.clusters, disks.storageClasses),
  };
}
