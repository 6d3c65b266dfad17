/**
 * The network behind a workspace under a customer's key that a private endpoint leads to: nobody supplies or changes it
 * (CMK-037). Documents say that it is there, and that the database is reached through it alone; its names and addresses
 * are assumed, and that it stays once it is there.
 */
import { connect, connectionsOf } from '../../kernel/private-link.ts';
import { objectAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { type ManagedGroup, managedGroupOf } from './managed-resources.ts';
import { COSMOS_DB_ACCOUNTS } from './managed-stores.ts';

const VIRTUAL_NETWORKS = 'Microsoft.Network/virtualNetworks';
const PRIVATE_ENDPOINTS = 'Microsoft.Network/privateEndpoints';
const NETWORK = 'azureml-vnet';
const SUBNET = 'azureml-subnet';
const ENDPOINT = 'azureml-cosmosdb';
const ADDRESSES = '10.0.0.0/24';

/** What the service makes with the first approved connection to a workspace that has a managed group. */
export function managedNetwork(
  context: UnitContext,
  workspace: StoredResource,
): readonly StoredResource[] {
  const group = managedGroupOf(workspace);
  if (!group || !isPrivate(workspace)) return [];
  const inside = context.under(group.id);
  if (inside.some(({ type }) => type === VIRTUAL_NETWORKS)) return [];
  const common = ownedBy(workspace);
  const network = networkIn(context, group, common);
  const account = inside.find(({ type }) => type === COSMOS_DB_ACCOUNTS);
  return account ? [...network, ...privateAccount(context, group, common, account)] : network;
}

/** Whether the owner let a private endpoint in. */
function isPrivate(workspace: StoredResource): boolean {
  return connectionsOf(workspace).some(
    ({ properties }) =>
      objectAt(properties, 'privateLinkServiceConnectionState')['status'] === 'Approved',
  );
}

type Owned = Pick<StoredResource, 'managedBy' | 'location'>;

function ownedBy({ id, location }: StoredResource): Owned {
  return { managedBy: id, ...(location === undefined ? {} : { location }) };
}

const inGroup = (group: ManagedGroup, type: string, name: string): string =>
  `${group.id}/providers/${type}/${name}`;

function networkIn(context: UnitContext, group: ManagedGroup, common: Owned): StoredResource[] {
  const id = inGroup(group, VIRTUAL_NETWORKS, NETWORK);
  const subnet = {
    id: `${id}/subnets/${SUBNET}`,
    name: SUBNET,
    properties: { addressPrefix: ADDRESSES, provisioningState: 'Succeeded' },
  };
  return [
    {
      ...common,
      id,
      type: VIRTUAL_NETWORKS,
      name: NETWORK,
      tags: {},
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: context.guid(),
        addressSpace: { addressPrefixes: [ADDRESSES] },
        subnets: [subnet],
      },
    },
    { ...subnet, type: `${VIRTUAL_NETWORKS}/subnets` },
  ];
}

/** The database behind a private endpoint of its own, and closed to whoever is not one of Microsoft's services. */
function privateAccount(
  context: UnitContext,
  group: ManagedGroup,
  common: Owned,
  account: StoredResource,
): StoredResource[] {
  const id = inGroup(group, PRIVATE_ENDPOINTS, ENDPOINT);
  const state = { status: 'Approved', description: '', actionsRequired: 'None' } as const;
  const connected = connect(account, id, `${account.id}/privateEndpointConnections/${ENDPOINT}`, {
    ...state,
  });
  return [
    {
      ...common,
      id,
      type: PRIVATE_ENDPOINTS,
      name: ENDPOINT,
      tags: {},
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: context.guid(),
        subnet: { id: `${inGroup(group, VIRTUAL_NETWORKS, NETWORK)}/subnets/${SUBNET}` },
        privateLinkServiceConnections: [
          {
            name: ENDPOINT,
            id: `${id}/privateLinkServiceConnections/${ENDPOINT}`,
            properties: {
              provisioningState: 'Succeeded',
              privateLinkServiceId: account.id,
              groupIds: ['Sql'],
              privateLinkServiceConnectionState: state,
            },
          },
        ],
        manualPrivateLinkServiceConnections: [],
        networkInterfaces: [],
        customDnsConfigs: [],
      },
    },
    {
      ...connected,
      properties: {
        ...connected.properties,
        publicNetworkAccess: 'Disabled',
        networkAclBypass: 'AzureServices',
      },
    },
  ];
}
