/** The managed virtual network of a workspace: its rules, its endpoints, and who lets them in. */
import { describe, expect, it } from 'vitest';
import {
  FAST,
  GROUP,
  grant,
  LOCATION,
  machineLearning,
  makeIdentity,
  type Scene,
  scene,
  type SceneOptions,
  send,
  storageManagement,
  type Wire,
  WORKSPACE,
} from './scene.ts';

const VERSION = '2025-09-01';
const LATENCIES = ['instant', 'realistic'] as const;
const APPROVER = 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea';
const STORAGE = 'stmlcreditrisk';

interface Made {
  readonly options?: SceneOptions;
  readonly identity?: object;
  readonly properties?: object;
  readonly kind?: string;
  readonly encryption?: (vaultId: string, keyId: string) => object;
}

const told = ({ status, body }: Wire): unknown[] => [status, body.error.code, body.error.message];

/** A request with all that follows from it. */
async function done(given: Scene, method: string, path: string, body?: unknown): Promise<Wire> {
  const { sim } = given;
  const answer = await send(sim, method, path, VERSION, body);
  const url = answer.headers.get('location');
  if (url === null || answer.status !== 202) return answer;
  await sim.clock.advance({ minutes: 40 });
  return send(sim, 'GET', url, VERSION);
}

async function made(
  mode: string,
  { options, identity, properties, kind, encryption }: Made = {},
): Promise<Scene> {
  const given = await scene(options);
  const answer = await done(given, 'PUT', given.workspaceId, {
    location: LOCATION,
    ...(kind === undefined ? {} : { kind }),
    identity: identity ?? { type: 'SystemAssigned' },
    properties: {
      storageAccount: given.storageId,
      keyVault: given.vaultId,
      applicationInsights: given.insightsId,
      managedNetwork: { isolationMode: mode },
      ...(encryption ? { encryption: encryption(given.vaultId, given.keyId) } : {}),
      ...properties,
    },
  });
  expect(answer.status).toBe(200);
  return given;
}

const networkOf = async ({ sim, workspaceId }: Scene): Promise<Wire> =>
  (await send(sim, 'GET', workspaceId, VERSION)).body.properties.managedNetwork;
const patched = (given: Scene, managedNetwork: object): Promise<Wire> =>
  done(given, 'PATCH', given.workspaceId, { properties: { managedNetwork } });
const provisioned = (given: Scene, body: object = {}): Promise<Wire> =>
  done(given, 'POST', `${given.workspaceId}/provisionManagedNetwork`, body);
const rulePath = ({ workspaceId }: Scene, name: string): string =>
  `${workspaceId}/outboundRules/${name}`;
const setRule = (given: Scene, name: string, properties: object): Promise<Wire> =>
  done(given, 'PUT', rulePath(given, name), { properties });
const queueRule = ({ storageId }: Scene): object => ({
  type: 'PrivateEndpoint',
  destination: { serviceResourceId: storageId, subresourceTarget: 'queue', sparkEnabled: true },
});
const connectionsAt = async ({ sim }: Scene): Promise<Wire[]> =>
  Array.fromAsync(storageManagement(sim).privateEndpointConnections.list(GROUP, STORAGE));
const statusesAt = async (given: Scene): Promise<unknown[]> =>
  (await connectionsAt(given)).map(
    ({ privateLinkServiceConnectionState: state }) => state.status as unknown,
  );

describe.each(LATENCIES)('the managed network of a workspace, %s', (latency) => {
  const options = { latency };

  it('has what documents call required, and waits to be provisioned', async () => {
    const given = await made('AllowOnlyApprovedOutbound', { options });
    const network = await networkOf(given);
    const { body } = await send(given.sim, 'GET', given.workspaceId, VERSION);
    expect(network).toMatchObject({
      isolationMode: 'AllowOnlyApprovedOutbound',
      networkId: body.properties.workspaceId,
      firewallSku: 'Standard',
      status: { status: 'Inactive', sparkReady: false },
    });
    const names = Object.keys(network.outboundRules).map((name) =>
      name.replace(/_[0-9a-f]{8}$/, ''),
    );
    expect(names).toEqual([
      '__SYS_PE_kv-ml_vault',
      `__SYS_PE_${STORAGE}_blob`,
      `__SYS_PE_${STORAGE}_file`,
      `__SYS_PE_${WORKSPACE}_amlworkspace`,
      '__SYS_ST_AzureActiveDirectory_TCP',
      '__SYS_ST_AzureFrontDoor.FirstParty',
      '__SYS_ST_AzureMachineLearning_TCP',
      '__SYS_ST_AzureMachineLearning_UDP',
      '__SYS_ST_AzureMonitor_TCP',
      '__SYS_ST_AzureResourceManager_TCP',
      '__SYS_ST_BatchNodeManagement_TCP',
      `__SYS_ST_MicrosoftContainerRegistry.${LOCATION}_TCP`,
      '__SYS_ST_VirtualNetwork',
    ]);
    const rules = Object.values<Wire>(network.outboundRules);
    expect(new Set(rules.map(({ status, category }) => `${status} ${category}`))).toEqual(
      new Set(['Inactive Required']),
    );
    expect(await connectionsAt(given)).toEqual([]);
  });

  it('is provisioned by hand, and its endpoints lead to what the workspace uses', async () => {
    const given = await made('AllowOnlyApprovedOutbound', { options });
    expect(await provisioned(given, { includeSpark: true })).toMatchObject({
      status: 200,
      body: { status: 'Active', sparkReady: true },
    });
    const network = await networkOf(given);
    expect(network.status).toEqual({ status: 'Active', sparkReady: true });
    const rules = Object.values<Wire>(network.outboundRules);
    expect(new Set(rules.map(({ status }) => status as unknown))).toEqual(new Set(['Active']));
    expect(await statusesAt(given)).toEqual(['Approved', 'Approved']);
    // Its own endpoint leads to it too.
    expect(await machineLearning(given.sim).workspaces.get(GROUP, WORKSPACE)).toMatchObject({
      privateLinkCount: 1,
    });
  });

  it('takes rules, tells of them, and forgets them', async () => {
    const given = await made('AllowOnlyApprovedOutbound', { options });
    await provisioned(given);
    const shown = {
      id: rulePath(given, 'packages'),
      name: 'packages',
      type: 'Microsoft.MachineLearningServices/workspaces/outboundRules',
      properties: {
        type: 'FQDN',
        destination: '*.pypi.org',
        status: 'Active',
        category: 'UserDefined',
      },
    };
    expect(await setRule(given, 'packages', { type: 'FQDN', destination: '*.pypi.org' })).toEqual(
      expect.objectContaining({ status: 200, body: shown }),
    );
    expect((await setRule(given, 'queues', queueRule(given))).body.properties.status).toBe(
      'Active',
    );
    expect(await statusesAt(given)).toHaveLength(3);
    // In another case it is the same rule, and not a second one that leads to the same.
    expect((await setRule(given, 'QUEUES', queueRule(given))).body.name).toBe('queues');
    expect(await statusesAt(given)).toHaveLength(3);
    const { body } = await send(given.sim, 'GET', rulePath(given, 'PACKAGES'), VERSION);
    expect(body).toEqual(shown);
    const list = await send(given.sim, 'GET', `${given.workspaceId}/outboundRules`, VERSION);
    expect(list.body.value.map(({ name }: Wire) => name as unknown)).toEqual(
      expect.arrayContaining(['packages', 'queues']),
    );
    await done(given, 'DELETE', rulePath(given, 'queues'));
    await done(given, 'DELETE', rulePath(given, 'packages'));
    expect(await statusesAt(given)).toHaveLength(2);
    expect((await send(given.sim, 'GET', rulePath(given, 'queues'), VERSION)).status).toBe(404);
    expect(Object.keys((await networkOf(given)).outboundRules)).toHaveLength(13);
  });

  it('comes with the workspace when that is asked for', async () => {
    const given = await made('AllowInternetOutbound', {
      options,
      properties: {
        provisionNetworkNow: true,
        managedNetwork: {
          isolationMode: 'AllowInternetOutbound',
          outboundRules: {
            bad: {
              type: 'PrivateEndpoint',
              destination: {
                serviceResourceId: `/subscriptions/${'1'.repeat(8)}-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.Sql/servers/absent`,
                subresourceTarget: 'sqlServer',
              },
            },
          },
        },
      },
    });
    const { status, outboundRules } = await networkOf(given);
    expect(status).toEqual({ status: 'Active', sparkReady: false });
    expect(outboundRules).toEqual({
      bad: expect.objectContaining({
        status: 'Failed',
        errorInformation: expect.stringMatching(
          /^Nothing that a private endpoint can lead to was found at '.*absent'\. \(simulator wording\)$/,
        ) as unknown,
      }) as unknown,
    });
  });

  it('goes with the workspace, and comes back empty', async () => {
    const given = await made('AllowOnlyApprovedOutbound', { options });
    await provisioned(given);
    expect(await statusesAt(given)).toHaveLength(2);
    await done(given, 'DELETE', given.workspaceId);
    expect(await statusesAt(given)).toEqual([]);
    await done(given, 'PUT', given.workspaceId, {
      location: LOCATION,
      properties: { allowRecoverSoftDeletedWorkspace: true },
    });
    const { status, outboundRules } = await networkOf(given);
    expect(status).toEqual({ status: 'Inactive', sparkReady: false });
    expect(Object.keys(outboundRules)).toHaveLength(13);
    const workspace = await machineLearning(given.sim).workspaces.get(GROUP, WORKSPACE);
    expect(workspace.privateLinkCount).toBe(0);
  });
});

describe('endpoints of a managed network', () => {
  /** A workspace whose one identity is a user's. */
  const withUser = async () => {
    const given = await scene();
    const user = await makeIdentity(given.sim, 'id-ml');
    const answer = await done(given, 'PUT', given.workspaceId, {
      location: LOCATION,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [user.id]: {} } },
      properties: {
        storageAccount: given.storageId,
        keyVault: given.vaultId,
        applicationInsights: given.insightsId,
        primaryUserAssignedIdentity: user.id,
        managedNetwork: { isolationMode: 'AllowInternetOutbound' },
      },
    });
    expect(answer.status).toBe(200);
    return { given, user };
  };

  it('wait for the owner where the identity may not approve, and follow what the owner says', async () => {
    const { given } = await withUser();
    await provisioned(given);
    await setRule(given, 'queues', queueRule(given));
    const ruleStatus = async () => (await networkOf(given)).outboundRules.queues;
    expect(await ruleStatus()).toMatchObject({ status: 'Inactive' });
    const [connection] = await connectionsAt(given);
    expect(connection).toMatchObject({
      privateLinkServiceConnectionState: { status: 'Pending' },
    });
    const decide = (status: string) =>
      storageManagement(given.sim).privateEndpointConnections.put(GROUP, STORAGE, connection.name, {
        privateLinkServiceConnectionState: { status },
      });
    await decide('Approved');
    expect(await ruleStatus()).toMatchObject({ status: 'Active' });
    await decide('Rejected');
    expect(await ruleStatus()).toMatchObject({
      status: 'Failed',
      errorInformation: 'The owner of the resource has said: Rejected. (simulator wording)',
    });
    // What was told of it is not kept with it.
    await decide('Approved');
    await patched(given, { enableNetworkMonitor: true });
    expect(await ruleStatus()).not.toHaveProperty('errorInformation');
  });

  it('ask anew where their rule leads elsewhere', async () => {
    const { given } = await withUser();
    await provisioned(given);
    await setRule(given, 'data', queueRule(given));
    const [connection] = await connectionsAt(given);
    await storageManagement(given.sim).privateEndpointConnections.put(
      GROUP,
      STORAGE,
      connection.name,
      { privateLinkServiceConnectionState: { status: 'Approved' } },
    );
    const destination = { serviceResourceId: given.storageId, subresourceTarget: 'table' };
    await setRule(given, 'data', { type: 'PrivateEndpoint', destination });
    expect(await statusesAt(given)).toEqual(['Pending']);
    await done(given, 'DELETE', rulePath(given, 'data'));
    expect(await statusesAt(given)).toEqual([]);
  });

  it('are approved by an identity with the role of an approver', async () => {
    const { given, user } = await withUser();
    await grant(given.sim, given.storageId, user.principalId, APPROVER);
    await provisioned(given);
    await setRule(given, 'queues', queueRule(given));
    expect(await statusesAt(given)).toEqual(['Approved']);
  });

  it('are made for what is closed to the public, where everything may leave', async () => {
    const given = await scene();
    await storageManagement(given.sim).storageAccounts.update(GROUP, STORAGE, {
      publicNetworkAccess: 'Disabled',
    });
    await done(given, 'PUT', given.workspaceId, {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      properties: {
        storageAccount: given.storageId,
        keyVault: given.vaultId,
        applicationInsights: given.insightsId,
        managedNetwork: { isolationMode: 'AllowInternetOutbound' },
      },
    });
    const names = Object.keys((await networkOf(given)).outboundRules);
    expect(names.map((name) => name.replace(/_[0-9a-f]{8}$/, ''))).toEqual([
      `__SYS_PE_${STORAGE}_blob`,
      `__SYS_PE_${STORAGE}_file`,
    ]);
  });
});

describe('the managed network of others', () => {
  it('of a workspace under a customer’s key brings the network of its managed group', async () => {
    const given = await made('AllowOnlyApprovedOutbound', {
      encryption: (vaultId, keyId) => ({
        status: 'Enabled',
        keyVaultProperties: { keyVaultArmId: vaultId, keyIdentifier: keyId },
      }),
    });
    const group = async (): Promise<string> =>
      (await send(given.sim, 'GET', given.workspaceId, VERSION)).body.properties
        .serviceProvisionedResourceGroup;
    const networks = async () =>
      given.sim.resources.list({ group: await group(), type: 'Microsoft.Network/virtualNetworks' });
    expect(await networks()).toEqual([]);
    await provisioned(given);
    expect(await networks()).toHaveLength(1);
    expect(await statusesAt(given)).toEqual(['Approved', 'Approved']);
  });

  it('of a hub is the one that computes of its projects are in', async () => {
    const hub = await made('AllowOnlyApprovedOutbound', { kind: 'Hub' });
    const project = { ...hub, workspaceId: hub.workspaceId.replace(WORKSPACE, 'project') };
    const answer = await done(project, 'PUT', project.workspaceId, {
      location: LOCATION,
      kind: 'Project',
      identity: { type: 'SystemAssigned' },
      properties: { hubResourceId: hub.workspaceId },
    });
    expect(answer.status).toBe(200);
    expect(told(await setRule(project, 'queues', queueRule(hub)))).toEqual([
      400,
      'BadRequest',
      "The request is invalid: the project 'project' has its managed network from its hub. (simulator wording)",
    ]);
    await machineLearning(hub.sim).computeOperations.beginCreateOrUpdateAndWait(
      GROUP,
      'project',
      'cpu',
      {
        location: LOCATION,
        properties: {
          computeType: 'AmlCompute',
          properties: { scaleSettings: { maxNodeCount: 1, minNodeCount: 0 } },
        },
      },
      FAST,
    );
    expect((await networkOf(hub)).status).toEqual({ status: 'Active', sparkReady: false });
  });
});

describe('changing a managed network', () => {
  it('closes it step by step, keeping what was set', async () => {
    const given = await made('Disabled');
    expect(await networkOf(given)).toEqual({ isolationMode: 'Disabled' });
    await patched(given, { enableFirewallLog: true, enableNetworkMonitor: true });
    await patched(given, { isolationMode: 'AllowInternetOutbound' });
    expect(await networkOf(given)).toMatchObject({
      isolationMode: 'AllowInternetOutbound',
      enableFirewallLog: true,
      enableNetworkMonitor: true,
      status: { status: 'Inactive' },
      outboundRules: {},
    });
    const rules = { packages: { type: 'FQDN', destination: 'pypi.org' } };
    await patched(given, {
      isolationMode: 'AllowOnlyApprovedOutbound',
      firewallSku: 'Basic',
      outboundRules: rules,
    });
    await patched(given, { outboundRules: { more: { type: 'FQDN', destination: 'conda.org' } } });
    const network = await networkOf(given);
    expect(network).toMatchObject({ firewallSku: 'Basic', enableFirewallLog: true });
    expect(Object.keys(network.outboundRules).filter((name) => !name.startsWith('_'))).toEqual([
      'packages',
      'more',
    ]);
  });

  it.each([
    [
      'AllowInternetOutbound',
      { isolationMode: 'Disabled' },
      'The isolation mode of the managed network is AllowInternetOutbound and cannot become Disabled. (simulator wording)',
    ],
    [
      'AllowOnlyApprovedOutbound',
      { isolationMode: 'AllowInternetOutbound' },
      'The isolation mode of the managed network is AllowOnlyApprovedOutbound and cannot become AllowInternetOutbound. (simulator wording)',
    ],
    [
      'Disabled',
      { outboundRules: { a: { type: 'FQDN', destination: 'pypi.org' } } },
      "The request is invalid: the outbound rule 'a' needs a managed network that is isolated. (simulator wording)",
    ],
    [
      'AllowInternetOutbound',
      { outboundRules: { a: { type: 'FQDN', destination: 'pypi.org' } } },
      "The request is invalid: the outbound rule 'a' is of the type FQDN; with the isolation mode AllowInternetOutbound a rule must be of the type PrivateEndpoint. (simulator wording)",
    ],
    [
      'AllowOnlyApprovedOutbound',
      { outboundRules: { a: { type: 'Road', destination: 'pypi.org' } } },
      "The request is invalid: 'properties.managedNetwork.outboundRules.a.type' must be one of FQDN, PrivateEndpoint, ServiceTag, not 'Road'. (simulator wording)",
    ],
    [
      'AllowOnlyApprovedOutbound',
      { firewallSku: 'Premium' },
      "The request is invalid: 'properties.managedNetwork.firewallSku' must be one of Standard, Basic, not 'Premium'. (simulator wording)",
    ],
  ])('of %s with %j is refused', async (mode, network, message) => {
    const given = await made(mode);
    expect(told(await patched(given, network))).toEqual([400, 'BadRequest', message]);
  });

  it('lets lists of workspaces be filtered no more than before', async () => {
    const { sim } = await made('AllowInternetOutbound');
    const list = `/subscriptions/${sim.subscriptionId}/providers/Microsoft.MachineLearningServices/workspaces`;
    const { body } = await send(sim, 'GET', list, VERSION);
    expect(body.value[0].properties.managedNetwork.isolationMode).toBe('AllowInternetOutbound');
    const filtered = await send(sim, 'GET', `${list}?$filter=x`, VERSION);
    expect(told(filtered)).toEqual([
      501,
      'NotSimulated',
      "the filter 'x' on Microsoft.MachineLearningServices/workspaces is not simulated (simulator wording)",
    ]);
  });

  it('refuses a second version of its network, which is not simulated', async () => {
    const given = await made('Disabled');
    expect((await patched(given, { managedNetworkKind: 'V2' })).status).toBe(501);
  });
});

describe('rules of the service', () => {
  it('are neither changed nor removed, nor doubled', async () => {
    const given = await made('AllowOnlyApprovedOutbound');
    const { outboundRules } = await networkOf(given);
    const blob = Object.keys(outboundRules).find((name) => name.includes('_blob_')) ?? '';
    const own = `The request is invalid: the outbound rule '${blob}' is the service's own. (simulator wording)`;
    const rule = outboundRules[blob];
    expect(told(await setRule(given, blob, rule))).toEqual([400, 'BadRequest', own]);
    expect(told(await done(given, 'DELETE', rulePath(given, blob)))).toEqual([
      400,
      'BadRequest',
      own,
    ]);
    expect(told(await setRule(given, 'mine', rule))).toEqual([
      400,
      'BadRequest',
      `The request is invalid: the outbound rule '${blob}' leads to the same as 'mine'. (simulator wording)`,
    ]);
  });

  it('may come back with what was read', async () => {
    const given = await made('AllowOnlyApprovedOutbound');
    const before = await networkOf(given);
    expect((await patched(given, before)).status).toBe(200);
    expect(await networkOf(given)).toEqual(before);
  });

  it('are of isolated networks alone', async () => {
    const given = await made('Disabled');
    const message = `The request is invalid: the managed network of the workspace '${WORKSPACE}' is not isolated. (simulator wording)`;
    expect(told(await provisioned(given))).toEqual([400, 'BadRequest', message]);
    expect(told(await setRule(given, 'queues', queueRule(given)))).toEqual([
      400,
      'BadRequest',
      message,
    ]);
    const list = await send(given.sim, 'GET', `${given.workspaceId}/outboundRules`, VERSION);
    expect(list.body).toEqual({ value: [] });
  });
});

describe('computes of an isolated workspace', () => {
  const cluster = (more: object = {}, location = LOCATION) => ({
    location,
    properties: {
      computeType: 'AmlCompute' as const,
      properties: {
        vmSize: 'STANDARD_DS3_V2',
        scaleSettings: { maxNodeCount: 1, minNodeCount: 0 },
        ...more,
      },
    },
  });
  const make = ({ sim }: Scene, body: ReturnType<typeof cluster>) =>
    machineLearning(sim).computeOperations.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'cpu',
      body,
      FAST,
    );

  it('bring the network with the first of them', async () => {
    const given = await made('AllowOnlyApprovedOutbound');
    await make(given, cluster());
    expect((await networkOf(given)).status).toEqual({ status: 'Active', sparkReady: false });
    expect(await statusesAt(given)).toEqual(['Approved', 'Approved']);
  });

  it.each([
    [
      cluster({
        subnet: {
          id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s',
        },
      }),
      `the workspace '${WORKSPACE}' has a managed virtual network: its computes cannot be in another subnet (simulator wording)`,
    ],
    [
      cluster({}, 'northeurope'),
      `the workspace '${WORKSPACE}' has a managed virtual network: a cluster must be in ${LOCATION} too, and cannot be in northeurope (simulator wording)`,
    ],
  ])('are refused elsewhere', async (body, message) => {
    const given = await made('AllowInternetOutbound');
    await expect(make(given, body)).rejects.toMatchObject({
      statusCode: 400,
      code: 'UserError',
      message,
    });
  });

  it('are no clusters that are attached, and deployments wait for the network', async () => {
    const given = await made('AllowInternetOutbound');
    const attached = {
      location: LOCATION,
      properties: {
        computeType: 'AKS',
        resourceId: `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${GROUP}/providers/Microsoft.ContainerService/managedClusters/aks`,
      },
    };
    const answer = await done(given, 'PUT', `${given.workspaceId}/computes/aks`, attached);
    expect(told(answer)).toEqual([
      400,
      'UserError',
      `the workspace '${WORKSPACE}' has a managed virtual network, in which no compute of the type AKS can be (simulator wording)`,
    ]);
    const { onlineEndpoints, onlineDeployments } = machineLearning(given.sim);
    await onlineEndpoints.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      'score',
      { location: LOCATION, identity: { type: 'SystemAssigned' }, properties: { authMode: 'Key' } },
      FAST,
    );
    const deploy = () =>
      onlineDeployments.beginCreateOrUpdateAndWait(
        GROUP,
        WORKSPACE,
        'score',
        'blue',
        {
          location: LOCATION,
          properties: { endpointComputeType: 'Managed', instanceType: 'STANDARD_DS3_V2' },
          sku: { name: 'Default', capacity: 1 },
        },
        FAST,
      );
    await expect(deploy()).rejects.toMatchObject({
      statusCode: 400,
      code: 'UserError',
      message: `the managed virtual network of the workspace '${WORKSPACE}' is not provisioned: provision it, or make a compute instance first (simulator wording)`,
    });
    await provisioned(given);
    expect((await deploy()).properties.provisioningState).toBe('Succeeded');
  });
});
