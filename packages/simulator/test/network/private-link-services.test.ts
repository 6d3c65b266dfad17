/** Private link services: who sees them, whom they let in, and what becomes of endpoints in other subscriptions. */
import { NetworkManagementClient, type PrivateLinkService } from '@azure/arm-network';
import { ResourceManagementClient } from '@azure/arm-resources';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const FAST = { updateIntervalInMs: 0 } as const;
const PROVIDER = '11111111-1111-4111-8111-111111111111';
const CONSUMER = '22222222-2222-4222-8222-222222222222';
const GROUP = 'rg';
const LOCATION = 'westeurope';
const NAME = 'pls';

let sim: Simulator;

const client = (subscriptionId: string, who: string): NetworkManagementClient =>
  new NetworkManagementClient(sim.credential(who), subscriptionId, sim.clientOptions());
const provider = (): NetworkManagementClient => client(PROVIDER, 'provider');
const consumer = (): NetworkManagementClient => client(CONSUMER, 'consumer');
const idIn = (subscriptionId: string, path: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.Network/${path}`;
const service = (): string => idIn(PROVIDER, `privateLinkServices/${NAME}`);
const subnetId = (subscriptionId: string, name: string): string =>
  idIn(subscriptionId, `virtualNetworks/vnet/subnets/${name}`);

const put = (change: Partial<PrivateLinkService> = {}) =>
  provider().privateLinkServices.createOrUpdate(
    GROUP,
    NAME,
    {
      location: LOCATION,
      loadBalancerFrontendIpConfigurations: [
        { id: idIn(PROVIDER, 'loadBalancers/lb/frontendIPConfigurations/fe') },
      ],
      ipConfigurations: [{ name: 'nat', subnet: { id: subnetId(PROVIDER, 'nat') } }],
      visibility: { subscriptions: [CONSUMER] },
      ...change,
    },
    FAST,
  );

type List = 'privateLinkServiceConnections' | 'manualPrivateLinkServiceConnections';
const endpoint = (list: List, from = consumer(), subscriptionId = CONSUMER) =>
  from.privateEndpoints.createOrUpdate(
    GROUP,
    'pe',
    {
      location: LOCATION,
      subnet: { id: subnetId(subscriptionId, 'plain') },
      [list]: [{ name: 'to', privateLinkServiceId: service(), requestMessage: 'please' }],
    },
    FAST,
  );
const endpointState = async () => {
  const { manualPrivateLinkServiceConnections: [asked] = [] } =
    await consumer().privateEndpoints.get(GROUP, 'pe');
  return asked?.privateLinkServiceConnectionState;
};
const connections = () =>
  Array.fromAsync(provider().privateLinkServices.listPrivateEndpointConnections(GROUP, NAME));

beforeEach(async () => {
  sim = createSimulator({
    world: {
      subscriptions: [{ subscriptionId: PROVIDER }, { subscriptionId: CONSUMER }],
      principals: [
        { name: 'provider', roles: [{ role: 'Owner', scope: `/subscriptions/${PROVIDER}` }] },
        { name: 'consumer', roles: [{ role: 'Owner', scope: `/subscriptions/${CONSUMER}` }] },
      ],
    },
  });
  for (const [subscriptionId, who] of [
    [PROVIDER, 'provider'],
    [CONSUMER, 'consumer'],
  ] as const) {
    const resources = new ResourceManagementClient(
      sim.credential(who),
      subscriptionId,
      sim.clientOptions(),
    );
    await resources.resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
    await client(subscriptionId, who).virtualNetworks.createOrUpdate(
      GROUP,
      'vnet',
      {
        location: LOCATION,
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [
          { name: 'plain', addressPrefix: '10.0.0.0/24' },
          {
            name: 'nat',
            addressPrefix: '10.0.1.0/24',
            privateLinkServiceNetworkPolicies: 'Disabled',
          },
        ],
      },
      FAST,
    );
  }
  for (const [name, sku] of [
    ['lb', 'Standard'],
    ['lb-basic', 'Basic'],
  ] as const) {
    await provider().loadBalancers.createOrUpdate(
      GROUP,
      name,
      {
        location: LOCATION,
        sku: { name: sku },
        frontendIPConfigurations: [{ name: 'fe', subnet: { id: subnetId(PROVIDER, 'plain') } }],
      },
      FAST,
    );
  }
});

describe('a private link service', () => {
  it('has an alias, an address to translate to, and an interface that shows it', async () => {
    const made = await put();
    expect(made).toMatchObject({
      id: service(),
      provisioningState: 'Succeeded',
      alias: expect.stringMatching(
        /^pls\.[0-9a-f-]{36}\.westeurope\.azure\.privatelinkservice$/,
      ) as unknown,
      ipConfigurations: [
        {
          id: `${service()}/ipConfigurations/nat`,
          privateIPAddress: '10.0.1.4',
          privateIPAllocationMethod: 'Dynamic',
        },
      ],
      visibility: { subscriptions: [CONSUMER] },
      autoApproval: { subscriptions: [] },
      privateEndpointConnections: [],
    });
    const nic = made.networkInterfaces?.[0]?.id?.split('/').pop() ?? '';
    expect(await provider().networkInterfaces.get(GROUP, nic)).toMatchObject({
      ipConfigurations: [{ privateIPAddress: '10.0.1.4' }],
    });
    await expect(provider().networkInterfaces.delete(GROUP, nic, FAST)).rejects.toMatchObject({
      code: 'NicInUse',
    });
    const again = await put({ fqdns: ['scoring.example.com'] });
    expect([again.alias, again.ipConfigurations?.[0]?.privateIPAddress]).toEqual([
      made.alias,
      '10.0.1.4',
    ]);
    await expect(provider().loadBalancers.delete(GROUP, 'lb', FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InUseByPrivateLinkService',
    });
    await provider().privateLinkServices.delete(GROUP, NAME, FAST);
    await provider().loadBalancers.delete(GROUP, 'lb', FAST);
    await provider().subnets.delete(GROUP, 'vnet', 'nat', FAST);
  });

  it.each([
    [
      'in a subnet with policies for such services',
      () => ({ ipConfigurations: [{ name: 'nat', subnet: { id: subnetId(PROVIDER, 'plain') } }] }),
      'PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled',
      () =>
        `Private link service ${service()} cannot be created in a subnet ${subnetId(PROVIDER, 'plain')} since it has private link service network policies enabled.`,
    ],
    [
      'behind a basic load balancer',
      () => ({
        loadBalancerFrontendIpConfigurations: [
          { id: idIn(PROVIDER, 'loadBalancers/lb-basic/frontendIPConfigurations/fe') },
        ],
      }),
      'InvalidRequestFormat',
      () =>
        `The load balancer of the frontend ${idIn(PROVIDER, 'loadBalancers/lb-basic/frontendIPConfigurations/fe')} must be of the sku Standard. (simulator wording)`,
    ],
    [
      'without an address',
      () => ({ ipConfigurations: [] }),
      'InvalidRequestFormat',
      () =>
        'A private link service needs from 1 to 8 of properties.ipConfigurations. (simulator wording)',
    ],
    [
      'with two addresses of one name',
      () => ({
        ipConfigurations: ['nat', 'NAT'].map((name) => ({
          name,
          subnet: { id: subnetId(PROVIDER, 'nat') },
        })),
      }),
      'InvalidRequestFormat',
      () => "properties.ipConfigurations has 'nat' twice. (simulator wording)",
    ],
    [
      'behind nothing',
      () => ({
        loadBalancerFrontendIpConfigurations: [
          { id: idIn(PROVIDER, 'loadBalancers/lb/frontendIPConfigurations/none') },
        ],
      }),
      'InvalidResourceReference',
      () =>
        `Resource ${idIn(PROVIDER, 'loadBalancers/lb/frontendIPConfigurations/none')} referenced by resource ${service()} was not found. (simulator wording)`,
    ],
  ])('is refused %s', async (_where, change, code, message) => {
    await expect(put(change())).rejects.toMatchObject({
      statusCode: 400,
      code,
      message: message(),
    });
  });
});

describe('endpoints of another subscription', () => {
  it('wait for the owner of the service, who lets them in, turns them away, and takes them out', async () => {
    await put();
    await endpoint('manualPrivateLinkServiceConnections');
    expect(await endpointState()).toMatchObject({ status: 'Pending', description: 'please' });
    const [asked] = await connections();
    expect(asked).toMatchObject({
      id: `${service()}/privateEndpointConnections/${asked?.name ?? ''}`,
      privateEndpoint: { id: idIn(CONSUMER, 'privateEndpoints/pe') },
      privateLinkServiceConnectionState: { status: 'Pending' },
    });
    for (const status of ['Approved', 'Rejected']) {
      await provider().privateLinkServices.updatePrivateEndpointConnection(
        GROUP,
        NAME,
        asked?.name ?? '',
        { privateLinkServiceConnectionState: { status, description: 'known' } },
      );
      expect(await endpointState()).toMatchObject({ status, description: 'known' });
    }
    await expect(provider().privateLinkServices.delete(GROUP, NAME, FAST)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InUseByPrivateEndpoint',
      message: `Private link service ${service()} cannot be deleted since it has the private endpoint connection ${asked?.id ?? ''}. (simulator wording)`,
    });
    await provider().privateLinkServices.deletePrivateEndpointConnection(
      GROUP,
      NAME,
      asked?.name ?? '',
      FAST,
    );
    expect(await endpointState()).toMatchObject({ status: 'Disconnected' });
    await provider().privateLinkServices.delete(GROUP, NAME, FAST);
  });

  it('need a right of their owner at the service to be let in at once', async () => {
    await put();
    await expect(endpoint('privateLinkServiceConnections')).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
    });
    const own = await endpoint('privateLinkServiceConnections', provider(), PROVIDER);
    expect(own.privateLinkServiceConnections).toMatchObject([
      { privateLinkServiceConnectionState: { status: 'Approved' } },
    ]);
  });

  it.each(['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'] as const)(
    'are let in at once where the service says so of their subscription: %s',
    async (list) => {
      await put({ autoApproval: { subscriptions: [CONSUMER] } });
      const made = await endpoint(list);
      expect(made[list]).toMatchObject([
        { privateLinkServiceConnectionState: { status: 'Approved' } },
      ]);
      expect(await connections()).toMatchObject([
        { privateLinkServiceConnectionState: { status: 'Approved' } },
      ]);
    },
  );

  it('do not see a service that is not shown to them', async () => {
    await put({ visibility: { subscriptions: [] } });
    await expect(endpoint('manualPrivateLinkServiceConnections')).rejects.toMatchObject({
      statusCode: 400,
      code: 'PrivateLinkServiceNotVisible',
      message: `The private link service ${service()} is not visible to the subscription ${CONSUMER}. (simulator wording)`,
    });
    await put({ visibility: { subscriptions: ['*'] } });
    await endpoint('manualPrivateLinkServiceConnections');
  });

  it('are told whether a service is visible, and which let them in', async () => {
    const { alias = '' } = await put({ autoApproval: { subscriptions: ['*'] } });
    const check = (privateLinkServiceAlias: string) =>
      consumer().privateLinkServices.checkPrivateLinkServiceVisibility(
        LOCATION,
        { privateLinkServiceAlias },
        FAST,
      );
    expect(await check(alias)).toMatchObject({ visible: true });
    expect(await check(alias.replace('pls', 'none'))).toMatchObject({ visible: false });
    const list = (location: string) =>
      Array.fromAsync(consumer().privateLinkServices.listAutoApprovedPrivateLinkServices(location));
    expect(await list(LOCATION)).toMatchObject([{ privateLinkService: service() }]);
    expect(await list('northeurope')).toEqual([]);
    await put({ visibility: { subscriptions: [] }, autoApproval: { subscriptions: ['*'] } });
    expect(await check(alias)).toMatchObject({ visible: false });
    expect(await list(LOCATION)).toEqual([]);
  });

  it('may ask by its alias, which they go on to show', async () => {
    const { alias = '' } = await put();
    const ask = (privateLinkServiceId: string) =>
      consumer().privateEndpoints.createOrUpdate(
        GROUP,
        'pe',
        {
          location: LOCATION,
          subnet: { id: subnetId(CONSUMER, 'plain') },
          manualPrivateLinkServiceConnections: [{ name: 'to', privateLinkServiceId }],
        },
        FAST,
      );
    const made = await ask(alias.toUpperCase());
    expect(made.manualPrivateLinkServiceConnections).toMatchObject([
      {
        privateLinkServiceId: alias.toUpperCase(),
        privateLinkServiceConnectionState: { status: 'Pending' },
      },
    ]);
    const [asked] = await connections();
    await provider().privateLinkServices.updatePrivateEndpointConnection(
      GROUP,
      NAME,
      asked?.name ?? '',
      { privateLinkServiceConnectionState: { status: 'Approved' } },
    );
    expect(await endpointState()).toMatchObject({ status: 'Approved' });
    await consumer().privateEndpoints.delete(GROUP, 'pe', FAST);
    expect(await connections()).toEqual([]);
    const unknown = alias.replace(NAME, 'none');
    await expect(ask(unknown)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidResourceReference',
      message: `Resource ${unknown} referenced by properties.manualPrivateLinkServiceConnections[0].properties.privateLinkServiceId was not found. (simulator wording)`,
    });
  });

  it('do not keep the group of the service from being deleted with them', async () => {
    await put();
    await endpoint('privateLinkServiceConnections', provider(), PROVIDER);
    const groups = new ResourceManagementClient(
      sim.credential('provider'),
      PROVIDER,
      sim.clientOptions(),
    ).resourceGroups;
    await groups.delete(GROUP, FAST);
    expect(await groups.checkExistence(GROUP)).toEqual({ body: false });
    expect(await Array.fromAsync(provider().loadBalancers.listAll())).toEqual([]);
  });
});
