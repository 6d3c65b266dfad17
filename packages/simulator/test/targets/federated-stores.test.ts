/** Storage and Azure Cosmos DB accounts under a key of another tenant. */
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import {
  APPLICATION,
  applicationThere,
  CUSTOMER_TENANT,
  customersRoles,
  type FederatedScene,
  federatedScene,
  grantThere,
  trustIdentity,
} from './federated-scene.ts';
import { FAST, GROUP, idOf, LOCATION, send } from './scene.ts';

const ACCOUNT = 'stprovider';
const unversioned = ({ keyId }: FederatedScene): string => keyId.replace(/\/[^/]+$/, '');

describe('a storage account under a key of another tenant', () => {
  const make = (given: FederatedScene, client: string | undefined = APPLICATION) =>
    new StorageManagementClient(
      given.sim.credential(),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    ).storageAccounts.create(
      GROUP,
      ACCOUNT,
      {
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        location: LOCATION,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [given.identity.id]: {} } },
        encryption: {
          keySource: 'Microsoft.Keyvault',
          keyVaultProperties: {
            keyVaultUri: 'https://kv-customer.vault.azure.net',
            keyName: 'customers-key',
          },
          encryptionIdentity: {
            encryptionUserAssignedIdentity: given.identity.id,
            ...(client === '' ? {} : { encryptionFederatedIdentityClientId: client }),
          },
        },
      },
      FAST,
    );

  it('uses it as the application that trusts its identity', async () => {
    const given = await federatedScene();
    await trustIdentity(given);
    const name = await grantThere(given);
    const account = await make(given);
    expect(account.encryption?.encryptionIdentity).toEqual({
      encryptionUserAssignedIdentity: given.identity.id,
      encryptionFederatedIdentityClientId: APPLICATION,
    });
    const store = () => given.sim.encryption.stores()[0];
    expect(store()).toMatchObject({
      id: account.id,
      keyIdentifier: unversioned(given),
      principalId: applicationThere(given),
    });
    await customersRoles(given).roleAssignments.delete(given.vaultId, name);
    await given.sim.clock.advance({ hours: 2 });
    expect(store()?.lost?.code).toBe('ForbiddenByRbac');
  });

  it('is refused without the application, its trust, its consent or its grant', async () => {
    const given = await federatedScene();
    const reported = {
      code: 'KeyVaultAuthenticationFailure',
      message: `Unable to update storage account '${ACCOUNT}': 'The operation failed because of authentication issue on the keyvault. For more information, see - https://aka.ms/storagekeyvaultaccesspolicy'.`,
    };
    await expect(make(given, '')).rejects.toMatchObject(reported);
    await expect(make(given)).rejects.toMatchObject({
      code: 'KeyVaultAuthenticationFailure',
      message: expect.stringMatching(
        /^The storage account 'stprovider' cannot use the key '.*': the application .* has no federated credential with the issuer .* \(simulator wording\)$/,
      ),
    });
    await trustIdentity(given);
    await expect(make(given)).rejects.toMatchObject(reported);
    const alone = await federatedScene({ isConsented: false });
    await trustIdentity(alone);
    await expect(make(alone)).rejects.toMatchObject({
      message: expect.stringContaining(`has no service principal in '${CUSTOMER_TENANT}'`),
    });
  });
});

describe('an Azure Cosmos DB account under a key of another tenant', () => {
  const user = ({ identity }: FederatedScene) => `UserAssignedIdentity=${identity.id}`;
  const federated = (given: FederatedScene) => `${user(given)}&FederatedClientId=${APPLICATION}`;

  const idOfAccount = ({ sim }: FederatedScene) =>
    idOf(sim, 'Microsoft.DocumentDB/databaseAccounts', 'cosmos-provider');

  const ask = (given: FederatedScene, method: string, defaultIdentity: string) => {
    const made = {
      location: LOCATION,
      kind: 'GlobalDocumentDB',
      identity: {
        type: 'SystemAssigned,UserAssigned',
        userAssignedIdentities: { [given.identity.id]: {} },
      },
      properties: {
        databaseAccountOfferType: 'Standard',
        locations: [{ locationName: 'West Europe', failoverPriority: 0 }],
        keyVaultKeyUri: unversioned(given),
        defaultIdentity,
      },
    };
    const body = method === 'PATCH' ? { properties: { defaultIdentity } } : made;
    return send(given.sim, method, idOfAccount(given), '2025-04-15', body);
  };

  /** What the operation came to. */
  const outcome = async (given: FederatedScene, defaultIdentity: string) => {
    const put = await ask(given, 'PUT', defaultIdentity);
    const url = put.headers.get('azure-asyncoperation');
    // What succeeds has done so at once.
    if (url === null) return { status: put.body.properties.provisioningState };
    const { body } = await send(given.sim, 'GET', url, '2025-04-15');
    return body;
  };

  it('uses it as the application that trusts its default identity', async () => {
    const given = await federatedScene();
    await trustIdentity(given);
    await grantThere(given);
    expect(await outcome(given, federated(given))).toMatchObject({ status: 'Succeeded' });
    const shown = await send(given.sim, 'GET', idOfAccount(given), '2025-04-15');
    expect(shown.body.properties).toMatchObject({
      defaultIdentity: federated(given),
      keyVaultKeyUri: unversioned(given),
      customerManagedKeyStatus: 'Access to the configured customer managed key confirmed.',
    });
    expect(given.sim.encryption.stores()[0]?.principalId).toBe(applicationThere(given));
  });

  it('does not find the vault without the application, as documented', async () => {
    const given = await federatedScene();
    const unreachable = expect.stringMatching(
      /^Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: Error contacting the Azure Key Vault resource\. Please try again\./,
    );
    for (const identity of [user(given), federated(given)]) {
      const { status, error } = await outcome(given, identity);
      expect([status, error]).toEqual([
        'Failed',
        { code: 'ServiceUnavailable', message: unreachable },
      ]);
    }
    await trustIdentity(given);
    const { error } = await outcome(given, federated(given));
    expect([error.code, error.message]).toEqual([
      'Forbidden',
      expect.stringContaining('ForbiddenByRbac'),
    ]);
  });

  it.each([
    [
      'SystemAssignedIdentity',
      'Cross-tenant CMK is not supported with System Assigned identities as Default identities. Please use a User Assigned Identity instead.',
    ],
    [
      'FirstPartyIdentity',
      'Cross-tenant CMK is not supported with First Party identities as Default identities. Please use a User Assigned identity instead',
    ],
  ])('is not used by %s, in the documented words', async (identity, words) => {
    const given = await federatedScene();
    await trustIdentity(given);
    await grantThere(given);
    await outcome(given, federated(given));
    const suffix = identity === 'FirstPartyIdentity' ? '' : `&FederatedClientId=${APPLICATION}`;
    const { status, body } = await ask(given, 'PATCH', `${identity}${suffix}`);
    expect([status, body.code]).toEqual([400, 'BadRequest']);
    expect(body.message.split('\r\n')[0]).toBe(words);
  });
});
