import { NetworkManagementClient, type SecurityRule } from '@azure/arm-network';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import { FAST, GROUP, idOf, LOCATION, scene } from '../machinelearning/scene.ts';

const NSG = 'nsg-ml';
const RULE: SecurityRule = {
  protocol: 'Tcp',
  sourcePortRange: '*',
  destinationPortRange: '443',
  sourceAddressPrefix: 'VirtualNetwork',
  destinationAddressPrefix: 'AzureMachineLearning',
  access: 'Allow',
  priority: 130,
  direction: 'Outbound',
};

const client = (sim: Simulator): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions());

const made = (sim: Simulator, rules: readonly SecurityRule[] = [{ name: 'to-ml', ...RULE }]) =>
  client(sim).networkSecurityGroups.createOrUpdate(
    GROUP,
    NSG,
    { location: LOCATION, securityRules: [...rules] },
    FAST,
  );

async function groupScene(): Promise<Simulator> {
  const { sim } = await scene({ grantCosmosDb: false });
  await made(sim);
  return sim;
}

const namesIn = async (list: AsyncIterable<{ readonly name?: string }>) => {
  const names: (string | undefined)[] = [];
  for await (const { name } of list) names.push(name);
  return names;
};

describe('a network security group', () => {
  it('is made with rules, beside those that each has, listed, tagged and deleted', async () => {
    const sim = await groupScene();
    const { networkSecurityGroups, defaultSecurityRules } = client(sim);
    const read = await networkSecurityGroups.get(GROUP, NSG);
    expect(read).toMatchObject({
      location: LOCATION,
      provisioningState: 'Succeeded',
      securityRules: [{ name: 'to-ml', id: `${read.id}/securityRules/to-ml`, ...RULE }],
    });
    expect(read.subnets).toBeUndefined();
    const defaults = [
      'AllowVnetInBound',
      'AllowAzureLoadBalancerInBound',
      'DenyAllInBound',
      'AllowVnetOutBound',
      'AllowInternetOutBound',
      'DenyAllOutBound',
    ];
    expect(read.defaultSecurityRules?.map(({ name }) => name)).toEqual(defaults);
    expect(await namesIn(defaultSecurityRules.list(GROUP, NSG))).toEqual(defaults);
    expect(await defaultSecurityRules.get(GROUP, NSG, 'DenyAllInBound')).toMatchObject({
      access: 'Deny',
      priority: 65_500,
      direction: 'Inbound',
    });
    expect(await namesIn(networkSecurityGroups.list(GROUP))).toEqual([NSG]);
    expect(await namesIn(networkSecurityGroups.listAll())).toEqual([NSG]);
    const tagged = await networkSecurityGroups.updateTags(GROUP, NSG, { tags: { a: 'b' } });
    expect([tagged.tags, tagged.securityRules?.length]).toEqual([{ a: 'b' }, 1]);
    await networkSecurityGroups.delete(GROUP, NSG, FAST);
    expect(await namesIn(networkSecurityGroups.list(GROUP))).toEqual([]);
  });

  it('shows its rules however they came and went', async () => {
    const sim = await groupScene();
    const { networkSecurityGroups, securityRules } = client(sim);
    const rule = await securityRules.createOrUpdate(
      GROUP,
      NSG,
      'from-vnet',
      { ...RULE, direction: 'Inbound' },
      FAST,
    );
    expect(rule).toMatchObject({ name: 'from-vnet', direction: 'Inbound', priority: 130 });
    expect(await namesIn(securityRules.list(GROUP, NSG))).toEqual(['to-ml', 'from-vnet']);
    await securityRules.delete(GROUP, NSG, 'to-ml', FAST);
    const { securityRules: shown } = await networkSecurityGroups.get(GROUP, NSG);
    expect(shown?.map(({ name }) => name)).toEqual(['from-vnet']);
    await expect(securityRules.get(GROUP, NSG, 'to-ml')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
  });

  it('has no two rules of one direction with one priority, in the reported words', async () => {
    const sim = await groupScene();
    const refusal = {
      statusCode: 400,
      code: 'SecurityRuleConflict',
      message:
        'Security rule second conflicts with rule to-ml. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.',
    };
    const { securityRules } = client(sim);
    await expect(
      securityRules.createOrUpdate(GROUP, NSG, 'second', RULE, FAST),
    ).rejects.toMatchObject(refusal);
    const both = [
      { name: 'to-ml', ...RULE },
      { name: 'second', ...RULE },
    ];
    await expect(made(sim, both)).rejects.toMatchObject(refusal);
  });

  it.each([
    [{ priority: 99 }, "'priority' must be a whole number from 100 to 4096"],
    [{ priority: 4097 }, "'priority' must be a whole number from 100 to 4096"],
    [{ access: 'Maybe' }, "'access' must be one of Allow, Deny"],
    [{ direction: 'Sideways' }, "'direction' must be one of Inbound, Outbound"],
    [{ protocol: 'Pigeon' }, "'protocol' must be one of Tcp, Udp, Icmp, Esp, Ah, *"],
  ])('has no rule with %j', async (change, why) => {
    const sim = await groupScene();
    const rule = { ...RULE, ...change } as SecurityRule;
    await expect(
      client(sim).securityRules.createOrUpdate(GROUP, NSG, 'bad', rule, FAST),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'SecurityRuleInvalid',
      message: `The security rule 'bad' is invalid: ${why}. (simulator wording)`,
    });
  });

  it('shows its subnets, and is not deleted while it has one, in the recorded words', async () => {
    const sim = await groupScene();
    const { networkSecurityGroups, subnets, virtualNetworks } = client(sim);
    const id = idOf(sim, 'Microsoft.Network/networkSecurityGroups', NSG);
    const addressPrefix = '10.0.0.0/24';
    const network = await virtualNetworks.createOrUpdate(
      GROUP,
      'vnet',
      {
        location: LOCATION,
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'training', addressPrefix, networkSecurityGroup: { id } }],
      },
      FAST,
    );
    const subnetId = network.subnets?.[0]?.id;
    const { subnets: shown } = await networkSecurityGroups.get(GROUP, NSG);
    expect(shown?.map((subnet) => subnet.id)).toEqual([subnetId]);
    await expect(networkSecurityGroups.delete(GROUP, NSG, FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InUseNetworkSecurityGroupCannotBeDeleted',
      message: `Network security group ${id} cannot be deleted because it is in use by the following resources: ${subnetId} In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    });
    await subnets.createOrUpdate(GROUP, 'vnet', 'training', { addressPrefix }, FAST);
    expect((await networkSecurityGroups.get(GROUP, NSG)).subnets).toBeUndefined();
    await networkSecurityGroups.delete(GROUP, NSG, FAST);
  });
});
