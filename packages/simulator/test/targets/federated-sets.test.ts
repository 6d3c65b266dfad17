import { ComputeManagementClient } from '@azure/arm-compute';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import {
  APPLICATION,
  applicationThere,
  bringApplication,
  CUSTOMER_TENANT,
  customersRoles,
  customersVaults,
  type FederatedScene,
  federatedScene,
  grantThere,
  PROVIDER_TENANT,
  providersCompute,
  trustIdentity,
} from './federated-scene.ts';
import { diskUnder } from './cluster-scene.ts';
import { FAST, GROUP, LOCATION, SET } from './scene.ts';

const make = (given: FederatedScene, change: object = {}) =>
  providersCompute(given).diskEncryptionSets.createOrUpdate(
    GROUP,
    SET,
    {
      location: LOCATION,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [given.identity.id]: {} } },
      activeKey: { keyUrl: given.keyId },
      federatedClientId: APPLICATION,
      ...change,
    },
    FAST,
  );

const unable = ({ keyId }: FederatedScene, why: string) => ({
  statusCode: 400,
  code: 'KeyVaultAccessForbidden',
  message: `Unable to access key vault resource '${keyId}' to enable encryption at rest${why} (simulator wording)`,
});

describe('a disk encryption set under a key of another tenant', () => {
  it('encrypts disks as the application that trusts its identity, in the tenant of the vault', async () => {
    const given = await federatedScene();
    const { sim, keyId } = given;
    expect((await trustIdentity(given)).status).toBe(201);
    await grantThere(given);
    const set = await make(given);
    expect(set).toMatchObject({
      provisioningState: 'Succeeded',
      federatedClientId: APPLICATION,
      activeKey: { keyUrl: keyId },
    });
    sim.ledger.clear();
    const disk = diskUnder(set.id ?? '');
    await providersCompute(given).disks.createOrUpdate(GROUP, 'disk-a', disk, FAST);
    expect(sim.encryption.stores()).toEqual([
      expect.objectContaining({
        id: set.id,
        keyIdentifier: keyId,
        principalId: applicationThere(given),
      }),
    ]);
    const wraps = sim.ledger.entries().filter(({ url }) => url.includes('/wrapkey?'));
    expect(wraps.map(({ caller, status }) => [caller, status])).toEqual([
      [applicationThere(given), 200],
    ]);
  });

  it('names what is missing: the trust, the consent, the grant', async () => {
    const given = await federatedScene({ isConsented: false });
    const issuer = `https://login.microsoftonline.com/${PROVIDER_TENANT}/v2.0`;
    const { principalId } = given.identity;
    await trustIdentity(given, { audiences: ['api://somebody-else'] });
    await expect(make(given)).rejects.toMatchObject(
      unable(
        given,
        `: the application '${APPLICATION}' has no federated credential with the issuer '${issuer}', the subject '${principalId}' and the audience 'api://AzureADTokenExchange'.`,
      ),
    );
    await expect(make(given, { federatedClientId: CUSTOMER_TENANT })).rejects.toMatchObject(
      unable(
        given,
        `: there is no application '${CUSTOMER_TENANT}' in '${PROVIDER_TENANT}', the tenant of the identity.`,
      ),
    );
    const trusted = await federatedScene({ isConsented: false });
    await trustIdentity(trusted);
    await expect(make(trusted)).rejects.toMatchObject(
      unable(
        trusted,
        `: the application '${APPLICATION}' has no service principal in '${CUSTOMER_TENANT}', the tenant of the key vault.`,
      ),
    );
    const consented = await federatedScene();
    await trustIdentity(consented);
    await expect(make(consented)).rejects.toMatchObject(
      unable(
        consented,
        `. Please grant get, wrap and unwrap key permissions to the service principal '${applicationThere(consented)}' of the application '${APPLICATION}' in the tenant of the key vault.`,
      ),
    );
  });

  it('needs a user-assigned identity', async () => {
    const given = await federatedScene();
    await expect(make(given, { identity: { type: 'SystemAssigned' } })).rejects.toMatchObject(
      unable(given, ': there is no user-assigned identity for its application.'),
    );
  });

  it('loses the key within the hour when the customer takes the grant back, and finds it again', async () => {
    const given = await federatedScene();
    await trustIdentity(given);
    const name = await grantThere(given);
    const set = await make(given);
    const disks = providersCompute(given).disks;
    await disks.createOrUpdate(GROUP, 'disk-a', diskUnder(set.id ?? ''), FAST);
    await customersRoles(given).roleAssignments.delete(given.vaultId, name);
    await given.sim.clock.advance({ hours: 2 });
    const [lost] = given.sim.encryption.stores();
    expect(lost?.lost).toMatchObject({ code: 'ForbiddenByRbac' });
    await expect(
      disks.createOrUpdate(GROUP, 'disk-b', diskUnder(set.id ?? ''), FAST),
    ).rejects.toMatchObject({ code: 'KeyVaultAccessForbidden' });
    await grantThere(given);
    await given.sim.clock.advance({ hours: 1 });
    expect(given.sim.encryption.stores()[0]?.lost).toBeUndefined();
  });

  it('takes newer versions of the key by itself', async () => {
    const given = await federatedScene();
    await trustIdentity(given);
    await grantThere(given);
    await make(given, { rotationToLatestKeyVersionEnabled: true });
    const next = await given.keys.rotateKey('customers-key');
    await given.sim.clock.advance({ hours: 1 });
    const set = await providersCompute(given).diskEncryptionSets.get(GROUP, SET);
    expect(set.activeKey?.keyUrl).toBe(next.id);
  });

  it('gives its application up for None, and then uses a key of its own tenant or none', async () => {
    const given = await federatedScene();
    await trustIdentity(given);
    await grantThere(given);
    await make(given);
    await expect(
      providersCompute(given).diskEncryptionSets.update(
        GROUP,
        SET,
        { federatedClientId: 'None' },
        FAST,
      ),
    ).rejects.toMatchObject({
      code: 'KeyVaultAccessForbidden',
      message: expect.stringContaining('user-assigned identity'),
    });
    const missing = given.keyId.replace('customers-key', 'no-key');
    const set = await make(given, {
      federatedClientId: 'None',
      activeKey: { keyUrl: missing },
    });
    expect(set.federatedClientId).toBeUndefined();
  });

  it('is not for ultra disks, nor for what is no client id', async () => {
    const given = await federatedScene();
    await trustIdentity(given);
    await grantThere(given);
    const set = await make(given);
    const disk = diskUnder(set.id ?? '', { sku: { name: 'UltraSSD_LRS' } });
    await expect(
      providersCompute(given).disks.createOrUpdate(GROUP, 'disk-a', disk, FAST),
    ).rejects.toMatchObject({
      code: 'InvalidParameter',
      message:
        "The parameter 'sku.name' is invalid: UltraSSD_LRS is not for disks under a key in another tenant. (simulator wording)",
    });
    await expect(make(given, { federatedClientId: 'nobody' })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message:
        "The federatedClientId 'nobody' is neither the client id of a multi-tenant application nor 'None'. (simulator wording)",
    });
  });

  it('is not there in Azure Government, as documented', async () => {
    const sim = createSimulator({ cloud: 'usGovernment' });
    const endpoint = 'https://management.usgovcloudapi.net';
    const options = {
      ...sim.clientOptions(),
      endpoint,
      credentialScopes: [`${endpoint}/.default`],
    };
    const who = [sim.credential(), sim.subscriptionId] as const;
    const location = 'usgovvirginia';
    const { resourceGroups } = new ResourceManagementClient(...who, options);
    await resourceGroups.createOrUpdate(GROUP, { location });
    const { diskEncryptionSets } = new ComputeManagementClient(...who, options);
    const keyUrl = `https://kv-gov.vault.usgovcloudapi.net/keys/cmk/${'a'.repeat(32)}`;
    await expect(
      diskEncryptionSets.createOrUpdate(
        GROUP,
        SET,
        {
          location,
          identity: { type: 'SystemAssigned' },
          activeKey: { keyUrl },
          federatedClientId: APPLICATION,
        },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: 'A disk encryption set has no federatedClientId in this cloud. (simulator wording)',
    });
  });
});

describe('an application of several tenants', () => {
  it('comes into another one once, and proves itself there with what it has at home', async () => {
    const given = await federatedScene({ isConsented: false });
    const { sim } = given;
    const ask = (secret: string) =>
      sim.fetch(`https://login.microsoftonline.com/${CUSTOMER_TENANT}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: APPLICATION,
          client_secret: secret,
          scope: 'https://vault.azure.net/.default',
        }),
      });
    expect((await ask('sim-secret-application')).status).toBe(400);
    const brought = await bringApplication(given);
    expect([brought.status, await brought.json()]).toEqual([
      201,
      expect.objectContaining({ appId: APPLICATION, displayName: 'application' }),
    ]);
    expect((await bringApplication(given)).status).toBe(409);
    expect((await ask('sim-secret-application')).status).toBe(200);
    expect((await ask('sim-secret-another')).status).toBe(401);
  });
});

describe('a vault', () => {
  it('does not know an identity of another tenant, whatever its policies say', async () => {
    const given = await federatedScene();
    const { sim, identity, keyId } = given;
    const permissions = { keys: ['get', 'wrapKey', 'unwrapKey'] };
    await customersVaults(given).vaults.update(GROUP, 'kv-customer', {
      properties: {
        enableRbacAuthorization: false,
        accessPolicies: [
          { tenantId: CUSTOMER_TENANT, objectId: identity.principalId, permissions },
          { tenantId: CUSTOMER_TENANT, objectId: applicationThere(given), permissions },
        ],
      },
    });
    await expect(make(given, { federatedClientId: 'None' })).rejects.toMatchObject({
      code: 'KeyVaultAccessForbidden',
    });
    await trustIdentity(given);
    expect((await make(given)).activeKey?.keyUrl).toBe(keyId);
    expect(sim.encryption.stores()).toEqual([]);
  });
});
