import { expect, test } from 'vitest';
import { Directory } from '../../src/kernel/directory.ts';
import { managementGroupId, ManagementGroups } from '../../src/kernel/management-groups.ts';
import { World } from '../../src/kernel/world.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const SUBSCRIPTION = '/subscriptions/33333333-3333-4333-8333-333333333333';
const idOf = (name: string): string => managementGroupId(name).toLowerCase();
const [ROOT, CONTOSO, PLATFORM] = [TENANT, 'Contoso', 'Platform'].map(idOf) as [
  string,
  string,
  string,
];

/** `Contoso` with `Platform` in it, which holds the subscription. */
function scene(): ManagementGroups {
  const world = new World(0, 'seed');
  const directory = new Directory(world);
  directory.addTenant({ tenantId: TENANT, displayName: 'Tenant', domain: 'tenant.example' });
  directory.addSubscription({
    subscriptionId: SUBSCRIPTION.slice('/subscriptions/'.length),
    tenantId: TENANT,
    displayName: 'One',
    state: 'Enabled',
    managementGroup: 'PLATFORM',
  });
  const groups = new ManagementGroups(world);
  const about = { tenantId: TENANT, displayName: 'Group' };
  groups.add({ ...about, name: 'Platform', parent: 'contoso' });
  groups.add({ ...about, name: 'Contoso', parent: TENANT });
  return groups;
}

test.each([
  ['', SUBSCRIPTION, true],
  ['/', SUBSCRIPTION, true],
  ['/', '', true],
  [SUBSCRIPTION, SUBSCRIPTION, true],
  [SUBSCRIPTION, `${SUBSCRIPTION}/resourcegroups/rg`, true],
  [`${SUBSCRIPTION}/resourcegroups/rg`, SUBSCRIPTION, false],
  [`${SUBSCRIPTION}/resourcegroups/rg`, `${SUBSCRIPTION}/resourcegroups/rg2`, false],
  [ROOT, `${SUBSCRIPTION}/resourcegroups/rg`, true],
  [CONTOSO, SUBSCRIPTION, true],
  [CONTOSO, PLATFORM, true],
  [PLATFORM, CONTOSO, false],
  [CONTOSO, `${CONTOSO}2`, false],
  [CONTOSO, `${PLATFORM}/providers/microsoft.authorization/policydefinitions/x`, true],
  [SUBSCRIPTION, CONTOSO, false],
  [CONTOSO, '', false],
])("whether '%s' covers '%s': %s", (outer, scope, expected) => {
  expect(scene().covers(outer, scope)).toBe(expected);
});
