/** What was granted on a resource goes with it: who had a role on the old one has none on the next of its name. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';

const MANAGEMENT = 'https://management.azure.com';
const HERE = { location: 'westeurope' };
const GUEST = '44444444-4444-4444-8444-444444444444';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const ASSIGNMENT = '55555555-5555-4555-8555-555555555555';

/** A resource of a type that removes what lies in it, or not, each in its own way. */
const MADE: readonly (readonly [type: string, apiVersion: string, body: object])[] = [
  ['Microsoft.ManagedIdentity/userAssignedIdentities', '2023-01-31', HERE],
  [
    'Microsoft.Insights/components',
    '2020-02-02',
    { ...HERE, kind: 'web', properties: { Application_Type: 'web' } },
  ],
  [
    'Microsoft.Storage/storageAccounts',
    '2023-05-01',
    { ...HERE, kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
  ],
  [
    'Microsoft.Network/virtualNetworks',
    '2023-05-01',
    { ...HERE, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } },
  ],
  [
    'Microsoft.ContainerRegistry/registries',
    '2023-07-01',
    { ...HERE, sku: { name: 'Premium' }, properties: {} },
  ],
  [
    'Microsoft.Compute/disks',
    '2023-10-02',
    { ...HERE, properties: { diskSizeGB: 4, creationData: { createOption: 'Empty' } } },
  ],
  ['Microsoft.Search/searchServices', '2023-11-01', { ...HERE, sku: { name: 'basic' } }],
  [
    'Microsoft.DocumentDB/databaseAccounts',
    '2023-11-15',
    {
      ...HERE,
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: 'westeurope' }],
      },
    },
  ],
];

async function scene() {
  const sim = createSimulator({
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'guest', objectId: GUEST },
      ],
    },
  });
  const client = (who: string) =>
    new ResourceManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
  const { roleAssignments } = new AuthorizationManagementClient(
    sim.credential('owner'),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await client('owner').resourceGroups.createOrUpdate('rg', HERE);
  const group = `/subscriptions/${sim.subscriptionId}/resourceGroups/rg`;
  const grant = (scope: string) =>
    roleAssignments.create(scope, ASSIGNMENT, {
      principalId: GUEST,
      roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
    });
  /** The client's own poller asks for a small resource again without an api-version. */
  const put = async (id: string, apiVersion: string, body: object) => {
    const token = await sim.credential('owner').getToken(`${MANAGEMENT}/.default`);
    const answer = await sim.fetch(`${MANAGEMENT}${id}?api-version=${apiVersion}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token!.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.text()).toBeLessThan(300);
  };
  return {
    sim,
    put,
    group,
    grant,
    owner: client('owner'),
    guest: client('guest'),
    roleAssignments,
  };
}

const refused = { statusCode: 403, code: 'AuthorizationFailed' };

describe('a role on a resource', () => {
  it.each(MADE)('%s goes with it', async (type, apiVersion, body) => {
    const { put, group, grant, owner, guest, roleAssignments } = await scene();
    const id = `${group}/providers/${type}/thename1`;
    const make = () => put(id, apiVersion, body);
    await make();
    await grant(id);
    expect(await guest.resources.getById(id, apiVersion)).toMatchObject({ name: 'thename1' });
    await owner.resources.deleteById(id, apiVersion);
    await expect(guest.resources.getById(id, apiVersion)).rejects.toMatchObject(refused);
    await make();
    await expect(guest.resources.getById(id, apiVersion)).rejects.toMatchObject(refused);
    const left = [];
    for await (const { name } of roleAssignments.listForSubscription()) left.push(name);
    expect(left).not.toContain(ASSIGNMENT);
    // Its name is free again, and so is what it said.
    await grant(id);
    expect(await guest.resources.getById(id, apiVersion)).toMatchObject({ name: 'thename1' });
  });

  it('and one on a part of it go with what the part lies in', async () => {
    const { put, group, grant, owner, guest } = await scene();
    const [type = '', version = '', body = {}] = MADE[3] ?? [];
    const net = `${group}/providers/${type}/net`;
    const subnet = `${net}/subnets/part`;
    const make = async () => {
      await put(net, version, body);
      await put(subnet, version, { properties: { addressPrefix: '10.0.0.0/24' } });
    };
    await make();
    await grant(subnet);
    expect(await guest.resources.getById(subnet, version)).toMatchObject({ name: 'part' });
    await owner.resources.deleteById(net, version);
    await make();
    await expect(guest.resources.getById(subnet, version)).rejects.toMatchObject(refused);
  });

  it('group goes with it', async () => {
    const { group, grant, owner, guest } = await scene();
    await grant(group);
    expect(await guest.resourceGroups.get('rg')).toMatchObject({ name: 'rg' });
    await owner.resourceGroups.delete('rg');
    await owner.resourceGroups.createOrUpdate('rg', HERE);
    await expect(guest.resourceGroups.get('rg')).rejects.toMatchObject(refused);
  });

  it('is not left in the index that access is decided by', async () => {
    const { sim, put, group, grant, owner } = await scene();
    const [type = '', version = '', body = {}] = MADE[2] ?? [];
    const id = `${group}/providers/${type}/thename1`;
    const indexed = () => sim.snapshot().tables['roleAssignmentsByPrincipal'];
    const before = indexed();
    await put(id, version, body);
    await grant(id);
    expect(indexed()).not.toEqual(before);
    await owner.resources.deleteById(id, version);
    expect(indexed()).toEqual(before);
  });
});
