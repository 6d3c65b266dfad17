/** Seeds the management groups of a world. */
import {
  MANAGEMENT_GROUP_LEVELS_MAX,
  managementGroupId,
  ManagementGroups,
} from './kernel/management-groups.ts';
import type { World } from './kernel/world.ts';
import type { WorldSpec } from './world-spec.ts';

/** Characters of a name at most. */
const NAME_MAX_CHARACTERS = 90;
const NAME = /^[\w().-]*[\w()-]$/;

/** Adds what is described; what is wrong with it goes to the issues. */
export function seedManagementGroups(
  world: World,
  { managementGroups: given = [] }: WorldSpec,
  tenants: readonly string[],
  issues: string[],
): void {
  const groups = new ManagementGroups(world);
  for (const [index, { name, displayName = name, parent, tenantId }] of given.entries()) {
    const path = `managementGroups[${index}]`;
    const tenant = tenantId?.toLowerCase() ?? tenants[0] ?? '';
    if (!tenants.includes(tenant)) issues.push(`${path}.tenantId: no tenant '${tenant}'`);
    if (!NAME.test(name) || name.length > NAME_MAX_CHARACTERS) {
      issues.push(
        `${path}.name: '${name}' is not 1 to ${NAME_MAX_CHARACTERS} letters, digits, '-', '_', '(', ')' and '.', with no '.' at the end`,
      );
    }
    if (groups.get(name)) issues.push(`${path}.name: there is a group '${name}' already`);
    else groups.add({ name, displayName, tenantId: tenant, parent: parent ?? tenant });
  }
  for (const [index, { name }] of given.entries()) {
    const group = groups.get(name);
    const parent = groups.get(group?.parent ?? '');
    const path = `managementGroups[${index}].parent`;
    if (!group || group.parent === undefined) continue;
    if (parent?.tenantId !== group.tenantId) {
      issues.push(`${path}: no group '${group.parent}' in its tenant`);
      continue;
    }
    const above = groups.above(managementGroupId(name));
    if (above.at(-1)?.parent !== undefined || above.length > MANAGEMENT_GROUP_LEVELS_MAX) {
      issues.push(
        `${path}: the group '${name}' is more than ${MANAGEMENT_GROUP_LEVELS_MAX} levels below the root, or in a circle`,
      );
    }
  }
}
