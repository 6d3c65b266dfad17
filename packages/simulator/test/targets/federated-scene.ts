/** A provider whose resources are under a key of its customer's: two tenants, and an application that is in both. */
import { ComputeManagementClient } from '@azure/arm-compute';
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { ResourceManagementClient } from '@azure/arm-resources';
import { KeyClient } from '@azure/keyvault-keys';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';
import { CRYPTO_SERVICE_ENCRYPTION_USER, FAST, GROUP, LOCATION } from '../machinelearning/scene.ts';

export const PROVIDER_TENANT = '11111111-1111-4111-8111-111111111111';
export const CUSTOMER_TENANT = '22222222-2222-4222-8222-222222222222';
export const CUSTOMER_SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
export const APPLICATION = '55555555-5555-4555-8555-555555555555';
const PROVIDER_SUBSCRIPTION = '44444444-4444-4444-8444-444444444444';
const VAULT = 'kv-customer';

/** What there is before anything is under the key: nothing of it is granted. */
export interface FederatedScene {
  readonly sim: Simulator;
  readonly keyId: string;
  readonly vaultId: string;
  readonly identity: { readonly id: string; readonly principalId: string };
  readonly keys: KeyClient;
}

export interface FederatedOptions extends SimulatorOptions {
  /** Default true: the application has a service principal in the customer's tenant. */
  readonly isConsented?: boolean;
}

export async function federatedScene(options: FederatedOptions = {}): Promise<FederatedScene> {
  const { isConsented = true, ...rest } = options;
  const customersScope = `/subscriptions/${CUSTOMER_SUBSCRIPTION}`;
  const sim = createSimulator({
    now: '2026-03-01T10:00:00Z',
    ...rest,
    world: {
      tenants: [
        { tenantId: PROVIDER_TENANT, displayName: 'provider' },
        { tenantId: CUSTOMER_TENANT, displayName: 'customer' },
      ],
      subscriptions: [
        { subscriptionId: PROVIDER_SUBSCRIPTION, tenantId: PROVIDER_TENANT },
        { subscriptionId: CUSTOMER_SUBSCRIPTION, tenantId: CUSTOMER_TENANT },
      ],
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'application', appId: APPLICATION, signInAudience: 'AzureADMultipleOrgs' },
        {
          name: 'customer',
          tenantId: CUSTOMER_TENANT,
          roles: [
            { role: 'Owner', scope: customersScope },
            { role: 'Key Vault Crypto Officer', scope: customersScope },
          ],
        },
      ],
    },
  });
  if (isConsented) await bringApplication({ sim });
  const customer = sim.credential('customer');
  const group = { location: LOCATION };
  const client = sim.clientOptions();
  await new ResourceManagementClient(
    customer,
    CUSTOMER_SUBSCRIPTION,
    client,
  ).resourceGroups.createOrUpdate(GROUP, group);
  await new ResourceManagementClient(
    sim.credential(),
    PROVIDER_SUBSCRIPTION,
    client,
  ).resourceGroups.createOrUpdate(GROUP, group);
  const vault = await customersVaults({ sim }).vaults.createOrUpdate(
    GROUP,
    VAULT,
    {
      location: LOCATION,
      properties: {
        tenantId: CUSTOMER_TENANT,
        sku: { family: 'A', name: 'premium' },
        enableRbacAuthorization: true,
        enablePurgeProtection: true,
      },
    },
    FAST,
  );
  const keys = new KeyClient(
    `https://${VAULT}.vault.azure.net`,
    customer,
    sim.clientOptions('vault'),
  );
  const { id: keyId = '' } = await keys.createRsaKey('customers-key', { keySize: 3072 });
  const identities = new ManagedServiceIdentityClient(
    sim.credential(),
    PROVIDER_SUBSCRIPTION,
    client,
  );
  const { id = '', principalId = '' } = await identities.userAssignedIdentities.createOrUpdate(
    GROUP,
    'id-provider',
    { location: LOCATION },
  );
  return { sim, keyId, vaultId: vault.id ?? '', identity: { id, principalId }, keys };
}

async function askGraph(
  { sim }: Pick<FederatedScene, 'sim'>,
  who: 'owner' | 'customer',
  path: string,
  body: object,
): Promise<Response> {
  const graph = 'https://graph.microsoft.com';
  const { token } = (await sim.credential(who).getToken(`${graph}/.default`))!;
  return sim.fetch(`${graph}/v1.0/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** The customer brings the application into its tenant. */
export const bringApplication = (given: Pick<FederatedScene, 'sim'>): Promise<Response> =>
  askGraph(given, 'customer', 'servicePrincipals', { appId: APPLICATION });

/** Registers the identity as a federated credential of the application. */
export const trustIdentity = (given: FederatedScene, change: object = {}): Promise<Response> =>
  askGraph(given, 'owner', `applications(appId='${APPLICATION}')/federatedIdentityCredentials`, {
    name: 'customers-keys',
    issuer: `https://login.microsoftonline.com/${PROVIDER_TENANT}/v2.0`,
    subject: given.identity.principalId,
    audiences: ['api://AzureADTokenExchange'],
    ...change,
  });

/** Object id of the application's service principal in the customer's tenant. */
export function applicationThere({ sim }: FederatedScene): string {
  const found = sim.principals.find(
    ({ appId, tenantId }) => appId === APPLICATION && tenantId === CUSTOMER_TENANT,
  );
  return found?.objectId ?? '';
}

/** The customer lets the application use the key; the name of the assignment. */
export async function grantThere(given: FederatedScene): Promise<string> {
  const name = crypto.randomUUID();
  await customersRoles(given).roleAssignments.create(given.vaultId, name, {
    roleDefinitionId: `/subscriptions/${CUSTOMER_SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_SERVICE_ENCRYPTION_USER}`,
    principalId: applicationThere(given),
    principalType: 'ServicePrincipal',
  });
  await given.sim.clock.advance({ minutes: 10 });
  return name;
}

export function customersRoles({ sim }: FederatedScene): AuthorizationManagementClient {
  return new AuthorizationManagementClient(
    sim.credential('customer'),
    CUSTOMER_SUBSCRIPTION,
    sim.clientOptions(),
  );
}

export function customersVaults({ sim }: Pick<FederatedScene, 'sim'>): KeyVaultManagementClient {
  return new KeyVaultManagementClient(
    sim.credential('customer'),
    CUSTOMER_SUBSCRIPTION,
    sim.clientOptions(),
  );
}

/** Disks and their sets, of the provider. */
export function providersCompute({ sim }: FederatedScene): ComputeManagementClient {
  return new ComputeManagementClient(sim.credential(), PROVIDER_SUBSCRIPTION, sim.clientOptions());
}
