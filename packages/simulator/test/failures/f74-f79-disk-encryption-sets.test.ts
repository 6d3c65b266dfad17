import { ComputeManagementClient } from '@azure/arm-compute';
import { describe, expect, it } from 'vitest';
import {
  authorization,
  CLUSTER,
  compute,
  FAST,
  grant,
  GROUP,
  idOf,
  LOCATION,
  makeIdentity,
  makeSet,
  READER,
  resources,
  scene,
  send,
  SET,
} from '../targets/scene.ts';
import {
  failedCluster,
  DISK_VERSION,
  diskUnder,
  keyForbidden,
  readyCluster,
} from '../targets/cluster-scene.ts';

describe('F74 automatic rotation and the form of the key identifier', () => {
  // The text of azurerm is that tool's own; Azure asks for the version whether the set follows new ones or not.
  it.each([true, false])(
    'F74 a key without its version is refused, rotation %s',
    async (rotates) => {
      const given = await scene();
      const id = idOf(given.sim, 'Microsoft.Compute/diskEncryptionSets', SET);
      const keyUrl = given.keyId.replace(/\/[^/]+$/, '');
      const { status, body } = await send(given.sim, 'PUT', id, DISK_VERSION, {
        location: LOCATION,
        identity: { type: 'SystemAssigned' },
        properties: { activeKey: { keyUrl }, rotationToLatestKeyVersionEnabled: rotates },
      });
      expect([status, body.error]).toEqual([
        400,
        {
          code: 'InvalidParameter',
          message: `The parameter 'activeKey.keyUrl' of the disk encryption set is invalid: must be the URL of a key with its version, not '${keyUrl}'. (simulator wording)`,
          target: 'activeKey.keyUrl',
        },
      ]);
    },
  );
});

describe('F75 the identity of a set lacks access to the key', () => {
  it('F75 fails the pool of the cluster, in the reported words', async () => {
    const given = await readyCluster({ withKey: false });
    expect(await failedCluster(given)).toEqual({
      code: 'CreateVMSSAgentPoolFailed',
      message: `Code="KeyVaultAccessForbidden" Message="${keyForbidden(given, "disk encryption set 'des-ml'")}"`,
      rule: 'CMK-013',
    });
  });

  it('F75 names a user-assigned identity, of the set itself', async () => {
    const given = await scene();
    const identity = await makeIdentity(given.sim, 'id-disks');
    await expect(
      compute(given.sim).diskEncryptionSets.createOrUpdate(
        GROUP,
        SET,
        {
          location: LOCATION,
          identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
          activeKey: { keyUrl: given.keyId },
        },
        FAST,
      ),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAccessForbidden',
      // Answered in the case that Resource Manager gives ids.
      message: keyForbidden(
        given,
        `user-assigned identity '${identity.id.replace('/resourcegroups/', '/resourceGroups/')}'`,
      ),
    });
  });
});

describe('F76 a vault without purge protection', () => {
  it('F76 fails the pool, minutes in', async () => {
    const given = await readyCluster({ purgeProtection: false, latency: 'realistic' });
    const start = given.sim.clock.now();
    expect(await failedCluster(given)).toEqual({
      code: 'CreateVMSSAgentPoolFailed',
      message:
        'Code="KeyVaultNotPurgeProtectionEnabled" Message="Purge protection is not enabled on key vault \'kv-ml\' of the disk encryption set." (simulator wording)',
      rule: 'CMK-002',
    });
    expect((given.sim.clock.now() - start) / 60_000).toBe(5);
  });
});

describe('F77 vault and set in different regions', () => {
  it('F77 fails the pool', async () => {
    const given = await readyCluster({ vaultLocation: 'northeurope' });
    expect(await failedCluster(given)).toEqual({
      code: 'CreateVMSSAgentPoolFailed',
      message:
        'Code="KeyVaultAndDiskInDifferentRegions" Message="The key vault must be in the disk encryption set\'s region westeurope; it is in northeurope." (simulator wording)',
      rule: 'CMK-004',
    });
  });
});

describe('F78 the permission of a set is taken away later', () => {
  it('F78 new disks are refused, those that are there lose their key, and a grant repairs both', async () => {
    const given = await readyCluster();
    const { disks } = compute(given.sim);
    await disks.createOrUpdate(GROUP, 'disk-one', diskUnder(given.setId), FAST);
    const client = authorization(given.sim);
    await client.roleAssignments.delete(given.vaultId, given.keyGrant);
    await given.sim.clock.advance({ minutes: 10 });
    await expect(
      disks.createOrUpdate(GROUP, 'disk-two', diskUnder(given.setId), FAST),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'KeyVaultAccessForbidden',
      message: keyForbidden(given, "disk encryption set 'des-ml'"),
    });
    expect((await disks.get(GROUP, 'disk-one')).encryption?.type).toBe(
      'EncryptionAtRestWithCustomerKey',
    );
    // What is there is documented to stop an hour later, and to go on when the key is back.
    await given.sim.clock.advance({ hours: 1 });
    const storeOf = () => given.sim.encryption.stores().find(({ id }) => id === given.setId);
    expect(storeOf()?.lost?.code).toBe('ForbiddenByRbac');
    await grant(given.sim, given.vaultId, given.setPrincipalId);
    await disks.createOrUpdate(GROUP, 'disk-two', diskUnder(given.setId), FAST);
    await given.sim.clock.advance({ hours: 1 });
    expect(storeOf()).toBeDefined();
    expect(storeOf()?.lost).toBeUndefined();
  });
});

describe('F79 who uses a set may not read it', () => {
  it('F79 the identity of a cluster fails its pool', async () => {
    const given = await readyCluster({ withReader: false });
    const { sim, setId, identityPrincipalId } = given;
    const { appId } = sim.principals.find(({ objectId }) => objectId === identityPrincipalId) ?? {};
    const machines = `/subscriptions/${sim.subscriptionId}/resourceGroups/MC_${GROUP}_${CLUSTER}_${LOCATION}`;
    expect(await failedCluster(given)).toMatchObject({
      code: 'CreateVMSSAgentPoolFailed',
      message: `Code="LinkedAuthorizationFailed" Message="The client '${appId}' with object id '${identityPrincipalId}' has permission to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' on scope '${machines}'; however, it does not have permission to perform action 'Microsoft.Compute/diskEncryptionSets/read' on the linked scope(s) '${setId}' or the linked scope(s) are invalid."`,
    });
  });

  it('F79 a disk is refused to whoever may write it and not read the set, and made once they may', async () => {
    const given = await scene({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
          { name: 'driver' },
        ],
      },
    });
    const set = await makeSet(given);
    await grant(given.sim, given.vaultId, set.principalId);
    const nodes = await resources(given.sim).resourceGroups.createOrUpdate('rg-nodes', {
      location: LOCATION,
    });
    const driver = given.sim.principals.find(({ displayName }) => displayName === 'driver');
    const objectId = driver?.objectId ?? '';
    await grant(given.sim, nodes.id ?? '', objectId, 'b24988ac-6180-42a0-ab88-20f7382dd24c');
    const { disks } = new ComputeManagementClient(
      given.sim.credential('driver'),
      given.sim.subscriptionId,
      given.sim.clientOptions(),
    );
    const make = () => disks.createOrUpdate('rg-nodes', 'disk-pvc', diskUnder(set.id), FAST);
    await expect(make()).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
      message: `The client '${driver?.appId}' with object id '${objectId}' has permission to perform action 'Microsoft.Compute/disks/write' on scope '${idOf(given.sim, 'Microsoft.Compute/disks', 'disk-pvc', 'rg-nodes')}'; however, it does not have permission to perform action 'Microsoft.Compute/diskEncryptionSets/read' on the linked scope(s) '${set.id}' or the linked scope(s) are invalid.`,
    });
    await grant(given.sim, set.id, objectId, READER);
    expect((await make()).provisioningState).toBe('Succeeded');
  });
});
