import type { ContainerGroup, EncryptionProperties } from '@azure/arm-containerinstance';
import { describe, expect, it } from 'vitest';
import {
  CONTAINER_INSTANCE_APP_ID,
  CONTAINERS,
  containers,
  encryptedGroup,
  FAST,
  grant,
  GROUP,
  keys,
  LOCATION,
  makeIdentity,
  principalOf,
  scene,
  type Scene,
  send,
  vaultManagement,
} from '../targets/scene.ts';
import { failedGroup, grantedScene, GROUP_VERSION, putGroup } from '../targets/container-scene.ts';

const POLICIES = 'kv-policies';

const make = ({ sim }: Scene, group: ContainerGroup, name = CONTAINERS): Promise<ContainerGroup> =>
  containers(sim).containerGroups.beginCreateOrUpdateAndWait(GROUP, name, group, FAST);

const vaults = ({ sim }: Scene) => vaultManagement(sim).vaults;

/** The scene's group, with another key or identity. */
function changed(given: Scene, encryption: Partial<EncryptionProperties>): ContainerGroup {
  const group = encryptedGroup(given);
  const encryptionProperties = { ...group.encryptionProperties, ...encryption };
  return { ...group, encryptionProperties: encryptionProperties as EncryptionProperties };
}

/** What a PUT of the group holds on the wire. */
function wire({ containers: list, location, encryptionProperties, osType, sku }: ContainerGroup) {
  return {
    location,
    properties: {
      osType,
      sku,
      containers: list.map(({ name, ...properties }) => ({ name, properties })),
      encryptionProperties,
    } as Record<string, unknown>,
  };
}

const denied = ({ keyId }: Pick<Scene, 'keyId'>, why: string) => ({
  code: 'EncryptionKeyAccessDenied',
  message: `The key '${keyId}' cannot be used: ${why} (simulator wording)`,
  rule: 'CMK-013',
});

const needed = (granted: string): string =>
  `needed are get and unwrapKey for the Azure Container Instances principal (${CONTAINERS}), granted is ${granted}.`;

describe('F89 the service of container groups may not use the key', () => {
  it('F89 fails inside the operation when it is not in the tenant', async () => {
    const given = await scene({
      latency: 'realistic',
      world: {
        tenants: [{ firstParty: [] }],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
        ],
      },
    });
    expect(await failedGroup(given, wire(encryptedGroup(given)))).toEqual(
      denied(given, needed('nothing')),
    );
  });

  it('F89 fails inside the operation until it is granted', async () => {
    const given = await scene({ grantCosmosDb: false, latency: 'realistic' });
    expect(await failedGroup(given, wire(encryptedGroup(given)))).toEqual(
      denied(given, needed('nothing')),
    );
    await expect(make(given, encryptedGroup(given))).rejects.toThrow('EncryptionKeyAccessDenied');
    await grant(given.sim, given.vaultId, principalOf(given.sim, CONTAINER_INSTANCE_APP_ID));
    expect((await make(given, encryptedGroup(given))).provisioningState).toBe('Succeeded');
  });
});

describe('F90 the vault is behind a firewall', () => {
  const close = (given: Scene, bypass: 'None' | 'AzureServices') =>
    vaults(given).update(GROUP, 'kv-ml', {
      properties: { networkAcls: { defaultAction: 'Deny', bypass } },
    });

  it('F90 fails inside the operation without an identity of the group, and works with one', async () => {
    const given = await grantedScene({ latency: 'realistic' });
    await close(given, 'AzureServices');
    const refused = denied(
      given,
      "the vault 'kv-ml' is behind a firewall, where only an identity of the group may use it; name one in 'encryptionProperties.identity'",
    );
    expect(await failedGroup(given, wire(encryptedGroup(given)))).toEqual(refused);
    const { id, principalId } = await makeIdentity(given.sim, 'id-aci');
    await grant(given.sim, given.vaultId, principalId);
    const group = {
      ...changed(given, { identity: id }),
      identity: { type: 'UserAssigned' as const, userAssignedIdentities: { [id]: {} } },
    };
    expect((await make(given, group)).provisioningState).toBe('Succeeded');
  });

  it('F90 fails with an identity too while trusted services are kept out', async () => {
    const given = await grantedScene();
    const { id, principalId } = await makeIdentity(given.sim, 'id-aci');
    await grant(given.sim, given.vaultId, principalId);
    const group = {
      ...changed(given, { identity: id }),
      identity: { type: 'UserAssigned' as const, userAssignedIdentities: { [id]: {} } },
    };
    await close(given, 'None');
    await expect(make(given, group)).rejects.toThrow(/bypass is set to None/);
    await close(given, 'AzureServices');
    expect((await make(given, group)).provisioningState).toBe('Succeeded');
  });

  it('F90 cannot be cured before the api-version that knows the identity', async () => {
    const given = await grantedScene();
    const { id, principalId } = await makeIdentity(given.sim, 'id-aci');
    await grant(given.sim, given.vaultId, principalId);
    await close(given, 'AzureServices');
    const body = {
      ...wire(changed(given, { identity: id })),
      identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } },
    };
    const answer = await putGroup(given, body, '2021-10-01');
    const url = answer.headers.get('azure-asyncoperation') ?? '';
    const { body: poll } = await send(given.sim, 'GET', url, '');
    expect([poll.status, poll.error.code]).toEqual(['Failed', 'EncryptionKeyAccessDenied']);
  });
});

describe('F91 the key has no version', () => {
  it('F91 is refused with the request', async () => {
    const given = await grantedScene();
    const message =
      "The property 'encryptionProperties.keyVersion' is required: the version of the key. (simulator wording)";
    const refusal = { statusCode: 400, code: 'InvalidEncryptionProperties', message };
    await expect(make(given, changed(given, { keyVersion: '' }))).rejects.toMatchObject(refusal);
    const { encryptionProperties, ...group } = encryptedGroup(given);
    const { keyVersion: _version, ...versionless } = encryptionProperties ?? {};
    const body = wire({ ...group, encryptionProperties: versionless as EncryptionProperties });
    const { status, body: told, headers } = await putGroup(given, body);
    expect([status, told.error]).toEqual([400, { code: 'InvalidEncryptionProperties', message }]);
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-060');
  });
});

describe('F92 the key is rotated', () => {
  it('F92 leaves the group under its version: another one is refused, a new group takes it', async () => {
    const given = await grantedScene();
    await make(given, encryptedGroup(given));
    const next = await keys(given.sim).rotateKey('cosmos-key');
    const group = changed(given, { keyVersion: next.properties.version ?? '' });
    await expect(make(given, group)).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidContainerGroupUpdate',
      message: `The updates on container group '${CONTAINERS}' are invalid. If you are going to update the os type, restart policy, network profile, CPU, memory or GPU resources for a container group, you must delete it first and then create a new one.`,
    });
    const { containerGroups } = containers(given.sim);
    const there = await containerGroups.get(GROUP, CONTAINERS);
    expect(there.encryptionProperties).toEqual(encryptedGroup(given).encryptionProperties);
    const beside = await make(given, group, 'aci-scoring-green');
    expect(beside.encryptionProperties?.keyVersion).toBe(next.properties.version);
    await containerGroups.beginDeleteAndWait(GROUP, CONTAINERS, FAST);
    expect((await make(given, group)).encryptionProperties?.keyVersion).toBe(
      next.properties.version,
    );
  });
});

describe('F93 the sku is left out', () => {
  it.each(['2019-12-01', '2022-09-01', GROUP_VERSION])(
    'F93 is refused, with %s',
    async (version) => {
      const given = await grantedScene();
      const body = wire(encryptedGroup(given));
      const { sku: _sku, ...properties } = body.properties;
      const refused = await putGroup(given, { ...body, properties }, version);
      expect([refused.status, refused.body.error]).toEqual([
        400,
        {
          code: 'InvalidEncryptionProperties',
          message:
            'The container group is invalid: The `sku` property is required. (simulator wording)',
        },
      ]);
      expect((await putGroup(given, body, version)).status).toBe(201);
    },
  );

  it('F93 is no failure without a key', async () => {
    const given = await grantedScene();
    const { sku: _sku, encryptionProperties: _key, ...plain } = encryptedGroup(given);
    expect((await make(given, plain)).sku).toBe('Standard');
  });
});

describe('F95 the grant was copied from Azure Cosmos DB without unwrapping', () => {
  it('F95 fails inside the operation: the service unwraps, and never wraps', async () => {
    const given = await scene({ grantCosmosDb: false });
    const { sim } = given;
    const objectId = principalOf(sim, CONTAINER_INSTANCE_APP_ID);
    const owner = sim.principals.find(({ displayName }) => displayName === 'owner')?.objectId ?? '';
    const { tenantId } = sim;
    const policies = (permissions: ('get' | 'wrapKey' | 'unwrapKey')[]) =>
      vaults(given).createOrUpdate(GROUP, POLICIES, {
        location: LOCATION,
        properties: {
          tenantId,
          sku: { family: 'A', name: 'standard' },
          enableRbacAuthorization: false,
          accessPolicies: [
            { tenantId, objectId: owner, permissions: { keys: ['create', 'get'] } },
            { tenantId, objectId, permissions: { keys: permissions } },
          ],
        },
      });
    await policies(['get', 'wrapKey']);
    const { id: keyId = '' } = await keys(sim, POLICIES).createRsaKey('aci-key');
    const group = encryptedGroup({ ...given, keyId });
    expect(await failedGroup(given, wire(group))).toEqual(
      denied({ keyId }, needed('get and wrapKey')),
    );
    await policies(['get', 'unwrapKey']);
    expect((await make(given, group)).provisioningState).toBe('Succeeded');
  });
});
