import { describe, expect, it } from 'vitest';
import {
  encrypted,
  encryptedWorkspace,
  FAST,
  GROUP,
  idOf,
  keys,
  machineLearning,
  makeVault,
  type RawAnswer,
  resources,
  scene,
  type Scene,
  type SceneOptions,
  send,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from './scene.ts';

const VERSION = '2025-09-01';

async function deployed(options: SceneOptions = {}): Promise<Scene & { readonly groupId: string }> {
  const given = await encrypted(options);
  const { sim, workspaceId } = given;
  const group = sim.resource(workspaceId)?.properties['serviceProvisionedResourceGroup'];
  return {
    ...given,
    groupId: `/subscriptions/${sim.subscriptionId}/resourceGroups/${String(group)}`,
  };
}

async function storesOf({ sim, groupId }: { sim: Scene['sim']; groupId: string }) {
  const one = async (type: string, version: string): Promise<Wire> =>
    (await send(sim, 'GET', `${groupId}/providers/${type}`, version)).body.value[0];
  return {
    account: await one('Microsoft.DocumentDB/databaseAccounts', '2025-04-15'),
    search: await one('Microsoft.Search/searchServices', '2026-03-01-preview'),
    storage: await one('Microsoft.Storage/storageAccounts', '2025-08-01'),
  };
}

const keyUpdate = (keyIdentifier: string) => ({
  properties: { encryption: { keyVaultProperties: { keyIdentifier } } },
});

/** The end of a PATCH, DELETE or PUT that was accepted. */
async function ended(given: Scene, answer: RawAnswer): Promise<Wire> {
  expect([answer.status, answer.body]).toEqual([202, undefined]);
  const url = answer.headers.get('azure-asyncoperation') ?? '';
  let poll = await send(given.sim, 'GET', url, '');
  if (poll.body.status === 'InProgress') poll = await send(given.sim, 'GET', url, '');
  return poll.body;
}

describe('what only Microsoft changes', () => {
  it.each(['owner', 'contributor'])('is closed to the %s', async (who) => {
    const given = await deployed();
    const { sim, groupId } = given;
    const { account, search, storage } = await storesOf(given);
    const caller = sim.principals.find(({ displayName }) => displayName === who);
    const deny =
      /^The client '.*' with object id '.*' has permission to perform action '(.*)' on scope '(.*)'; however, the access is denied because of the deny assignment with name 'System deny assignment created by .*' and Id '[0-9a-f]{32}' at scope '(.*)'\.$/;
    const attempts = [
      ['DELETE', groupId, '2021-04-01', 'Microsoft.Resources/subscriptions/resourceGroups/delete'],
      ['DELETE', account.id, '2025-04-15', 'Microsoft.DocumentDB/databaseAccounts/delete'],
      ['PATCH', search.id, '2025-05-01', 'Microsoft.Search/searchServices/write'],
      ['PUT', storage.id, '2025-08-01', 'Microsoft.Storage/storageAccounts/write'],
      [
        'POST',
        `${storage.id}/listKeys`,
        '2025-08-01',
        'Microsoft.Storage/storageAccounts/listKeys/action',
      ],
    ] as const;
    for (const [method, path, version, action] of attempts) {
      const body = method === 'PATCH' || method === 'PUT' ? { tags: { mine: 'yes' } } : undefined;
      const answer = await send(sim, method, path, version, body, who);
      expect([answer.status, answer.body.error.code]).toEqual([
        403,
        'DenyAssignmentAuthorizationFailed',
      ]);
      const message: string = answer.body.error.message;
      expect(message).toContain(caller?.objectId);
      expect(deny.exec(message)?.[1]).toBe(action);
      expect(deny.exec(message)?.[3]?.toLowerCase()).toBe(groupId.toLowerCase());
      expect(answer.headers.get('x-cmk-simulator-evidence')).toBe('reported');
    }
    expect((await storesOf(given)).storage.id).toBe(storage.id);
  });

  it('can still be read', async () => {
    const given = await deployed();
    const group = await resources(given.sim, 'contributor').resourceGroups.get(
      given.groupId.split('/').pop() ?? '',
    );
    expect(group.managedBy).toBe(given.workspaceId);
  });
});

describe('updating a workspace', () => {
  it('changes what may change, by PATCH and by PUT, and keeps the rest', async () => {
    const given = await deployed();
    const { workspaces } = machineLearning(given.sim);
    const patched = await workspaces.beginUpdateAndWait(
      GROUP,
      WORKSPACE,
      { tags: { k1: 'v1' }, friendlyName: 'Credit risk', publicNetworkAccess: 'Disabled' },
      FAST,
    );
    expect(patched).toMatchObject({
      tags: { k1: 'v1' },
      friendlyName: 'Credit risk',
      publicNetworkAccess: 'Disabled',
      encryption: { keyVaultProperties: { keyIdentifier: given.keyId } },
    });
    const again = await workspaces.beginCreateOrUpdateAndWait(
      GROUP,
      WORKSPACE,
      encryptedWorkspace(given, { description: 'again' }),
      FAST,
    );
    expect(again).toMatchObject({ description: 'again', friendlyName: 'Credit risk' });
    expect(again.workspaceId).toBe(patched.workspaceId);
    expect(again.identity?.principalId).toBe(patched.identity?.principalId);
    expect(again.serviceProvisionedResourceGroup).toBe(given.groupId.split('/').pop());
  });

  it('answers 202 without a body and shows Updating meanwhile with realistic latency', async () => {
    const given = await deployed({ latency: 'realistic' });
    const patch = await send(given.sim, 'PATCH', given.workspaceId, VERSION, { tags: { a: 'b' } });
    expect([patch.status, patch.body]).toEqual([202, undefined]);
    expect(patch.headers.get('location')).toMatch(/type=location$/);
    const meanwhile = await send(given.sim, 'GET', given.workspaceId, VERSION);
    expect(meanwhile.body.properties.provisioningState).toBe('Updating');
    const conflict = await send(given.sim, 'PATCH', given.workspaceId, VERSION, { tags: {} });
    expect([conflict.status, conflict.body.error.code]).toEqual([409, 'Conflict']);
    expect(await ended(given, patch)).toMatchObject({ status: 'Succeeded' });
    const after = await send(given.sim, 'GET', given.workspaceId, VERSION);
    expect([after.body.tags, after.body.properties.provisioningState]).toEqual([
      { a: 'b' },
      'Succeeded',
    ]);
  });

  it('takes another version of the key from 2024-04-01 on, and so do the stores', async () => {
    const given = await deployed();
    const next = await keys(given.sim).rotateKey('cosmos-key');
    const ignored = await send(
      given.sim,
      'PATCH',
      given.workspaceId,
      '2023-10-01',
      keyUpdate(next.id ?? ''),
    );
    expect(ignored.body.properties.encryption.keyVaultProperties.keyIdentifier).toBe(given.keyId);
    const patched = await send(
      given.sim,
      'PATCH',
      given.workspaceId,
      '2024-04-01',
      keyUpdate(next.id ?? ''),
    );
    expect(patched.status).toBe(200);
    expect(patched.body.properties.encryption.keyVaultProperties).toEqual({
      keyVaultArmId: given.vaultId,
      keyIdentifier: next.id,
    });
    const { storage, search } = await storesOf(given);
    expect(storage.properties.encryption.keyvaultproperties.currentVersionedKeyIdentifier).toBe(
      next.id,
    );
    expect(search.properties.encryptionWithCmk.serviceLevelEncryptionKey.keyVaultKeyVersion).toBe(
      next.properties.version,
    );
  });

  it('takes another key of the vault, not one of another vault', async () => {
    const given = await deployed();
    const other = await keys(given.sim).createRsaKey('other-key');
    const patched = await send(
      given.sim,
      'PATCH',
      given.workspaceId,
      VERSION,
      keyUpdate(other.id ?? ''),
    );
    expect(patched.status).toBe(200);
    expect((await storesOf(given)).account.properties.keyVaultKeyUri).toBe(
      'https://kv-ml.vault.azure.net/keys/other-key',
    );
    await makeVault(given.sim, 'kv-other');
    const foreign = await keys(given.sim, 'kv-other').createRsaKey('k');
    const refused = await send(
      given.sim,
      'PATCH',
      given.workspaceId,
      VERSION,
      keyUpdate(foreign.id ?? ''),
    );
    expect(refused.status).toBe(400);
    expect(refused.headers.get('x-cmk-simulator-rule')).toBe('CMK-030');
  });

  it('tries the new key inside the operation and keeps the old one when that fails', async () => {
    const given = await deployed({ latency: 'realistic' });
    const next = await keys(given.sim).rotateKey('cosmos-key');
    await keys(given.sim).updateKeyProperties('cosmos-key', next.properties.version ?? '', {
      enabled: false,
    });
    const patch = await send(
      given.sim,
      'PATCH',
      given.workspaceId,
      VERSION,
      keyUpdate(next.id ?? ''),
    );
    const { status, error } = await ended(given, patch);
    expect(status).toBe('Failed');
    expect(error.message).toContain('KeyDisabled');
    const { body } = await send(given.sim, 'GET', given.workspaceId, VERSION);
    expect(body.properties.encryption.keyVaultProperties.keyIdentifier).toBe(given.keyId);
  });

  it.each([
    [
      'another vault of its own',
      { keyVault: 'kv-other' },
      "The property 'keyVault' cannot be changed",
      undefined,
    ],
    [
      'hbiWorkspace',
      { hbiWorkspace: true },
      "The property 'hbiWorkspace' cannot be changed",
      'CMK-032',
    ],
    ["Microsoft's keys", { encryption: { status: 'Disabled' } }, 'cannot be switched', 'CMK-031'],
    [
      'the other architecture',
      { enableServiceSideCMKEncryption: true },
      "The property 'enableServiceSideCMKEncryption' cannot be changed",
      undefined,
    ],
  ])('refuses %s', async (_what, properties, text, ruleId) => {
    const given = await deployed();
    const change =
      'keyVault' in properties
        ? { keyVault: idOf(given.sim, 'Microsoft.KeyVault/vaults', 'kv-other') }
        : properties;
    for (const method of ['PATCH', 'PUT']) {
      const body = method === 'PUT' ? wireWorkspace(given, change) : { properties: change };
      const refused = await send(given.sim, method, given.workspaceId, VERSION, body);
      expect([method, refused.status]).toEqual([method, 400]);
      expect(refused.body.error.message).toContain(text);
      expect(refused.headers.get('x-cmk-simulator-rule') ?? undefined).toBe(ruleId);
    }
  });

  it('refuses Wire other key in the editions that forbid it', async () => {
    const given = await deployed({ edition: 'howto-b' });
    const next = await keys(given.sim).rotateKey('cosmos-key');
    const answers = await Promise.all(
      [
        keyUpdate((await keys(given.sim).createRsaKey('other')).id ?? ''),
        keyUpdate(next.id ?? ''),
      ].map((body) => send(given.sim, 'PATCH', given.workspaceId, VERSION, body)),
    );
    expect(answers[0]?.status).toBe(400);
    expect(answers[0]?.headers.get('x-cmk-simulator-rule')).toBe('CMK-030');
  });
});

describe('deleting a workspace', () => {
  const purge = (given: Scene, version = VERSION): Promise<RawAnswer> =>
    send(given.sim, 'DELETE', `${given.workspaceId}?forceToPurge=true`, version);

  it('for good takes the managed group with it, and the name is free', async () => {
    const given = await deployed({ latency: 'realistic' });
    const answer = await purge(given);
    expect(await ended(given, answer)).toMatchObject({ status: 'Succeeded' });
    expect((await send(given.sim, 'GET', given.workspaceId, VERSION)).status).toBe(404);
    const group = await send(given.sim, 'GET', given.groupId, '2021-04-01');
    expect([group.status, group.body.error.code]).toEqual([404, 'ResourceGroupNotFound']);
    expect(given.sim.principals.some(({ displayName }) => displayName === WORKSPACE)).toBe(false);
    const again = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(again.status).toBe(202);
  });

  it('softly keeps name and managed group for fourteen days of its clock', async () => {
    const given = await deployed();
    await machineLearning(given.sim).workspaces.beginDeleteAndWait(GROUP, WORKSPACE, FAST);
    const get = await send(given.sim, 'GET', given.workspaceId, VERSION);
    expect([get.status, get.body.error.code]).toEqual([404, 'ResourceNotFound']);
    const locked = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect([locked.status, locked.body.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message:
          'Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete',
      },
    ]);
    expect(locked.headers.get('x-cmk-simulator-evidence')).toBe('reported');
    await given.sim.clock.advance({ days: 13, hours: 23 });
    expect((await send(given.sim, 'GET', given.groupId, '2021-04-01')).status).toBe(200);
    await given.sim.clock.advance({ hours: 2 });
    expect((await send(given.sim, 'GET', given.groupId, '2021-04-01')).status).toBe(404);
    const made = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(made.status).toBe(200);
  });

  it('softly can be taken back, as it was, and is not purged later', async () => {
    const given = await deployed();
    const before = await send(given.sim, 'GET', given.workspaceId, VERSION);
    await send(given.sim, 'DELETE', given.workspaceId, VERSION);
    const back = await send(
      given.sim,
      'PUT',
      given.workspaceId,
      VERSION,
      wireWorkspace(given, { allowRecoverSoftDeletedWorkspace: true }),
    );
    expect([back.status, back.body.properties]).toEqual([200, before.body.properties]);
    await given.sim.clock.advance({ days: 30 });
    expect((await send(given.sim, 'GET', given.workspaceId, VERSION)).status).toBe(200);
    expect((await storesOf(given)).account.managedBy).toBe(given.workspaceId);
  });

  it('does not know forceToPurge before its api-version', async () => {
    const given = await deployed();
    await purge(given, '2022-10-01');
    expect((await send(given.sim, 'GET', given.groupId, '2021-04-01')).status).toBe(200);
    const locked = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(locked.body.error.message).toContain('Soft-deleted workspace exists');
  });

  it('frees neither the name nor the purge timer across a restore', async () => {
    const given = await deployed();
    await send(given.sim, 'DELETE', given.workspaceId, VERSION);
    given.sim.restore(JSON.parse(JSON.stringify(given.sim.snapshot())));
    const locked = await send(given.sim, 'PUT', given.workspaceId, VERSION, wireWorkspace(given));
    expect(locked.status).toBe(400);
    await given.sim.clock.advance({ days: 15 });
    expect((await send(given.sim, 'GET', given.groupId, '2021-04-01')).status).toBe(404);
  });

  it('of something that is not there is 204', async () => {
    const given = await scene();
    expect((await purge(given)).status).toBe(204);
  });
});

describe('asking a workspace', () => {
  it('lists keys that open nothing', async () => {
    const given = await deployed();
    const answer = await machineLearning(given.sim).workspaces.listKeys(GROUP, WORKSPACE);
    expect(answer.userStorageResourceId?.toLowerCase()).toBe(given.storageId.toLowerCase());
    expect(answer.userStorageKey).toMatch(/^sim-/);
  });

  it('diagnoses a storage account that was removed, in the recorded words', async () => {
    const given = await deployed();
    const fine = await machineLearning(given.sim).workspaces.beginDiagnoseAndWait(
      GROUP,
      WORKSPACE,
      FAST,
    );
    expect(fine.value?.storageAccountResults).toEqual([]);
    await send(given.sim, 'DELETE', given.storageId, '2025-08-01');
    const broken = await machineLearning(given.sim).workspaces.beginDiagnoseAndWait(
      GROUP,
      WORKSPACE,
      FAST,
    );
    expect(broken.value?.storageAccountResults).toEqual([
      {
        code: 'DependencyResourceNotExist',
        level: 'Error',
        message: `Resource ${given.storageId} has been removed, which is an essential resource to use Azure Machine Learning. Please recover Resource ${given.storageId}.`,
      },
    ]);
  });
});
