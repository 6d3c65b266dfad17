import { describe, expect, it } from 'vitest';
import {
  authorization,
  CLUSTER,
  clusters,
  encryptedCluster,
  FAST,
  grant,
  GROUP,
  keys,
  LOCATION,
  makeSet,
  send,
} from './scene.ts';
import {
  CLUSTER_VERSION,
  clusterIdOf,
  failedCluster,
  putCluster,
  readyCluster,
  wireCluster,
} from './cluster-scene.ts';

const MINUTE_MS = 60_000;

describe('a cluster with encrypted disks', () => {
  it('is made with the names and casing that the service gives', async () => {
    const given = await readyCluster();
    const cluster = await clusters(given.sim).managedClusters.createOrUpdate(
      GROUP,
      CLUSTER,
      encryptedCluster(given.setId, given.identityId, { kubernetesVersion: '1.31' }),
      FAST,
    );
    expect(cluster).toMatchObject({
      type: 'Microsoft.ContainerService/ManagedClusters',
      provisioningState: 'Succeeded',
      diskEncryptionSetID: given.setId,
      nodeResourceGroup: `MC_${GROUP}_${CLUSTER}_${LOCATION}`,
      servicePrincipalProfile: { clientId: 'msi' },
      kubernetesVersion: expect.stringMatching(/^1\.31\.\d+$/),
      fqdn: expect.stringMatching(/^aksml-[0-9a-f]{8}\.hcp\.westeurope\.azmk8s\.io$/),
    });
    expect(cluster.id).toBe(clusterIdOf(given).replace('/resourceGroups/', '/resourcegroups/'));
    expect(cluster.agentPoolProfiles?.[0]).toMatchObject({
      name: 'system',
      count: 3,
      osDiskSizeGB: 128,
      osDiskType: 'Managed',
      provisioningState: 'Succeeded',
    });
    const pools = [];
    for await (const pool of clusters(given.sim).agentPools.list(GROUP, CLUSTER))
      pools.push(pool.name);
    expect(pools).toEqual(['system']);
    const nodes = await send(
      given.sim,
      'GET',
      `/subscriptions/${given.sim.subscriptionId}/resourceGroups/${cluster.nodeResourceGroup}`,
      '2021-04-01',
    );
    expect(nodes.body.managedBy).toBe(clusterIdOf(given));
  });

  it('takes five simulated minutes: 201 Creating, a status URL of its own version, Succeeded', async () => {
    const given = await readyCluster({ latency: 'realistic' });
    const start = given.sim.clock.now();
    const answer = await putCluster(given, { kubernetesVersion: '' });
    expect([answer.status, answer.body.properties.provisioningState]).toEqual([201, 'Creating']);
    expect(answer.body.properties.kubernetesVersion).toMatch(/^\d+\.\d+\.\d+$/);
    const url = answer.headers.get('azure-asyncoperation') ?? '';
    expect(url).toMatch(/locations\/westeurope\/operations\/[0-9a-f-]+\?api-version=2017-08-31$/);
    const poll = await send(given.sim, 'GET', url, '');
    expect(poll.body).toMatchObject({ status: 'Succeeded', endTime: expect.any(String) });
    expect(given.sim.clock.now() - start).toBe(5 * MINUTE_MS);
    const gone = await send(given.sim, 'DELETE', clusterIdOf(given), CLUSTER_VERSION);
    expect(gone.status).toBe(202);
    expect(gone.headers.get('location')).toBeTruthy();
    await given.sim.clock.advance({ minutes: 5 });
    expect((await send(given.sim, 'GET', clusterIdOf(given), CLUSTER_VERSION)).status).toBe(404);
  });

  it('fails when the set may not use its key, with the reported words inside, and is repaired by a grant', async () => {
    const given = await readyCluster({ withKey: false });
    expect(await failedCluster(given)).toEqual({
      code: 'CreateVMSSAgentPoolFailed',
      message: `Code="KeyVaultAccessForbidden" Message="Unable to access key vault resource '${given.keyId}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to disk encryption set 'des-ml'. Please visit https://aka.ms/keyvaultaccessssecmk for more information."`,
      rule: 'CMK-013',
    });
    await grant(given.sim, given.vaultId, given.setPrincipalId);
    const again = await putCluster(given);
    expect([again.status, again.body.properties.provisioningState]).toEqual([201, 'Succeeded']);
  });

  it('fails when the grant was taken away, in every edition', async () => {
    for (const edition of ['enc', 'current'] as const) {
      const given = await readyCluster({ edition });
      await authorization(given.sim).roleAssignments.delete(given.vaultId, given.keyGrant);
      await given.sim.clock.advance({ minutes: 10 });
      expect((await failedCluster(given)).message).toContain('KeyVaultAccessForbidden');
    }
  });

  it('fails when its identity may not read the set', async () => {
    const given = await readyCluster({ withReader: false });
    const { code, message } = await failedCluster(given);
    expect(code).toBe('CreateVMSSAgentPoolFailed');
    expect(message).toContain('LinkedAuthorizationFailed');
    expect(message).toContain(`with object id '${given.identityPrincipalId}'`);
    expect(message).toContain(
      `'Microsoft.Compute/diskEncryptionSets/read' on the linked scope(s) '${given.setId}'`,
    );
  });

  it('fails when the vault has no purge protection or is in another region', async () => {
    const unprotected = await readyCluster({ purgeProtection: false });
    expect(await failedCluster(unprotected)).toMatchObject({
      code: 'CreateVMSSAgentPoolFailed',
      message: expect.stringContaining('KeyVaultNotPurgeProtectionEnabled'),
      rule: 'CMK-002',
    });
    const far = await readyCluster({ vaultLocation: 'northeurope' });
    expect(await failedCluster(far)).toMatchObject({
      message: expect.stringContaining('KeyVaultAndDiskInDifferentRegions'),
      rule: 'CMK-004',
    });
  });

  it('fails when the key is disabled', async () => {
    const given = await readyCluster();
    await keys(given.sim).updateKeyProperties('cosmos-key', { enabled: false });
    expect((await failedCluster(given)).rule).toBe('CMK-012');
  });

  it.each([
    ['enc', '1.17', 201],
    ['enc', '1.16', 400],
    ['current', '1.24', 201],
    ['current', '1.23', 400],
    ['current', '1.9', 400],
    ['current', '2.0', 400],
    ['current', 'newest', 400],
  ] as const)('in edition %s with Kubernetes %s answers %i', async (edition, version, status) => {
    const given = await readyCluster({ edition });
    const answer = await putCluster(given, { kubernetesVersion: version });
    expect(answer.status).toBe(status);
    if (status === 400) {
      expect(answer.body.error).toEqual({
        code: 'AgentPoolK8sVersionNotSupported',
        message: expect.stringMatching(
          /is not supported in this region\. Please use \[az aks get-versions\]/,
        ),
      });
    }
  });

  it('gets its set at creation only', async () => {
    const given = await readyCluster();
    const second = await makeSet(given, 'des-two');
    await putCluster(given, { diskEncryptionSetID: undefined });
    const late = await putCluster(given);
    expect([late.status, late.body.error]).toEqual([
      400,
      {
        code: 'PropertyChangeNotAllowed',
        message:
          "Changing property 'properties.diskEncryptionSetID' is not allowed. (simulator wording)",
      },
    ]);
    expect(late.headers.get('x-cmk-simulator-rule')).toBe('CMK-063');
    await send(given.sim, 'DELETE', clusterIdOf(given), CLUSTER_VERSION);
    await putCluster(given);
    const other = await putCluster(given, { diskEncryptionSetID: second.id });
    expect(other.body.error.code).toBe('PropertyChangeNotAllowed');
    const same = await putCluster(given, {
      agentPoolProfiles: [{ name: 'system', count: 5, mode: 'System' }],
    });
    expect([same.status, same.body.properties.agentPoolProfiles[0].count]).toEqual([200, 5]);
  });

  it('in an older edition may be asked for a set later', async () => {
    const given = await readyCluster({ edition: 'enc' });
    await putCluster(given, { diskEncryptionSetID: undefined });
    const late = await putCluster(given);
    expect(late.status).toBe(200);
    expect(late.body.properties.diskEncryptionSetID).toBe(given.setId);
  });

  it('needs a set that is there, in its region', async () => {
    const given = await readyCluster();
    const missing = await putCluster(given, { diskEncryptionSetID: `${given.setId}x` });
    expect(missing.body.error.message).toContain('there is no disk encryption set');
    const body = { ...wireCluster(given), location: 'northeurope' };
    const far = await send(given.sim, 'PUT', clusterIdOf(given), CLUSTER_VERSION, body);
    expect(far.body.error.message).toContain('both must be in one region');
  });

  it('keeps no secret and names what is not simulated', async () => {
    const given = await readyCluster();
    const answer = await putCluster(given, {
      windowsProfile: { adminUsername: 'azureuser', adminPassword: 'not shown' },
    });
    expect(answer.body.properties.windowsProfile).toEqual({ adminUsername: 'azureuser' });
    expect(JSON.stringify(given.sim.snapshot())).not.toContain('not shown');
    const kms = await putCluster(given, {
      securityProfile: { azureKeyVaultKms: { enabled: true } },
    });
    expect([kms.status, kms.body.error.message]).toEqual([
      501,
      "the cluster property 'properties.securityProfile.azureKeyVaultKms' is not simulated (simulator wording)",
    ]);
    const command = await send(
      given.sim,
      'POST',
      `${clusterIdOf(given)}/runCommand`,
      CLUSTER_VERSION,
    );
    expect(command.status).toBe(501);
  });
});
