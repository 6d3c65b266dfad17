import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const GROUP = 'rg-permissions';
const IDENTITY = 'id-permissions';
const CONTOSO = '/providers/Microsoft.Management/managementGroups/Contoso';

async function scene(): Promise<Simulator> {
  const sim = createSimulator({
    world: {
      managementGroups: [{ name: 'Contoso' }],
      subscriptions: [{ managementGroup: 'Contoso' }, {}],
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'readers', kind: 'group', roles: [{ role: 'Reader', scope: CONTOSO }] },
        { name: 'ann', groups: ['readers'], roles: [{ role: 'Managed Identity Operator' }] },
        { name: 'bob' },
      ],
    },
  });
  await new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).resourceGroups.createOrUpdate(GROUP, { location: 'westeurope' });
  await new ManagedServiceIdentityClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).userAssignedIdentities.createOrUpdate(GROUP, IDENTITY, { location: 'westeurope' });
  return sim;
}

const client = (sim: Simulator, who: string) =>
  new AuthorizationManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions())
    .permissions;
const ofGroup = (sim: Simulator, who: string) =>
  Array.fromAsync(client(sim, who).listForResourceGroup(GROUP));

it('permissions are what each role gives that counts at a scope, a group’s and a management group’s too', async () => {
  const sim = await scene();
  expect(await ofGroup(sim, 'owner')).toEqual([
    { actions: ['*'], notActions: [], dataActions: [], notDataActions: [] },
  ]);
  const reading = { actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] };
  const [own, ofReaders] = await ofGroup(sim, 'ann');
  expect(own?.actions).toContain(
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
  );
  expect(ofReaders).toEqual(reading);
  const ofIdentity = await Array.fromAsync(
    client(sim, 'ann').listForResource(
      GROUP,
      'Microsoft.ManagedIdentity',
      '',
      'userAssignedIdentities',
      IDENTITY,
    ),
  );
  expect(ofIdentity).toHaveLength(2);
});

it('permissions are not told to who may not read them', async () => {
  const sim = await scene();
  await expect(ofGroup(sim, 'bob')).rejects.toMatchObject({
    statusCode: 403,
    code: 'AuthorizationFailed',
    message: expect.stringContaining("'Microsoft.Authorization/permissions/read'"),
  });
});
