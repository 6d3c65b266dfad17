import type { Sku } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import {
  create,
  failedInside,
  FAST,
  framed,
  grant,
  GROUP,
  idOf,
  LOCATION,
  makeIdentity,
  scene,
  type Scene,
  send,
  storageManagement,
  wireWorkspace,
} from './workspace-failure.ts';

const assigned = (id: string) => ({
  type: 'UserAssigned' as const,
  userAssignedIdentities: { [id]: {} },
});

describe('F56 user-assigned identities alone, and none of them primary', () => {
  it('F56 is refused with the request; with a primary one it goes through', async () => {
    const given = await scene();
    const { id } = await makeIdentity(given.sim, 'id-ml');
    await expect(create(given, { identity: assigned(id) })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message:
        "The request is invalid: 'properties.primaryUserAssignedIdentity' is required with user-assigned identities only. (simulator wording)",
    });
    const workspace = await create(given, {
      identity: assigned(id),
      primaryUserAssignedIdentity: id,
    });
    expect(workspace.primaryUserAssignedIdentity).toBe(id);
  });

  it('F56 is refused of a project of a hub likewise', async () => {
    const given = await scene();
    const { id } = await makeIdentity(given.sim, 'id-ml');
    const put = (name: string, body: object) =>
      send(
        given.sim,
        'PUT',
        idOf(given.sim, 'Microsoft.MachineLearningServices/workspaces', name),
        '2024-10-01',
        { location: LOCATION, ...body },
      );
    const hub = await put('hub', {
      kind: 'Hub',
      identity: { type: 'SystemAssigned' },
      properties: { storageAccount: given.storageId, keyVault: given.vaultId },
    });
    const project = { kind: 'Project', identity: assigned(id) };
    const hubResourceId: string = hub.body.id;
    const { status, body } = await put('project', { ...project, properties: { hubResourceId } });
    expect([status, body.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message:
          "The request is invalid: 'properties.primaryUserAssignedIdentity' is required with user-assigned identities only. (simulator wording)",
      },
    ]);
    const made = await put('project', {
      ...project,
      properties: { hubResourceId, primaryUserAssignedIdentity: id },
    });
    expect(made.status).toBe(200);
  });
});

describe('F57 the identity that is to use the key', () => {
  const encryption = ({ vaultId, keyId }: Scene, userAssignedIdentity: string) => ({
    status: 'Enabled' as const,
    keyVaultProperties: { keyVaultArmId: vaultId, keyIdentifier: keyId },
    identity: { userAssignedIdentity },
  });

  it('F57 is refused with the request when it is not one of the workspace', async () => {
    const given = await scene();
    const { id } = await makeIdentity(given.sim, 'id-ml');
    await expect(create(given, { encryption: encryption(given, id) })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: `The request is invalid: the identity '${id}' is not one of the workspace's user-assigned identities. (simulator wording)`,
    });
  });

  it('F57 fails inside the operation while it has no role on the vault', async () => {
    const given = await scene({ latency: 'realistic' });
    const { id, principalId } = await makeIdentity(given.sim, 'id-ml');
    const told = await failedInside(
      given,
      { encryption: encryption(given, id), primaryUserAssignedIdentity: id },
      { identity: assigned(id) },
    );
    expect(told).toMatchObject({ code: 'Forbidden', rule: 'CMK-013', minutes: 6 });
    const inner = framed(told);
    expect(inner.innererror).toEqual({ code: 'ForbiddenByRbac' });
    expect(inner.message).toContain(`oid=${principalId};`);
    const change = {
      encryption: encryption(given, id),
      primaryUserAssignedIdentity: id,
      identity: assigned(id),
    };
    await expect(create(given, change)).rejects.toThrow(
      /^The long-running operation has failed\. Forbidden\. Database account creation failed\. /,
    );
    await grant(given.sim, given.vaultId, principalId);
    expect((await create(given, change)).provisioningState).toBe('Succeeded');
  });
});

describe('F58 the storage account is not one that a workspace can use', () => {
  const makeAccount = async (
    { sim }: Scene,
    name: string,
    change: { sku?: Sku; kind?: string; isHnsEnabled?: boolean },
  ): Promise<string> => {
    const { storageAccounts } = storageManagement(sim);
    const account = await storageAccounts.create(
      GROUP,
      name,
      { kind: 'StorageV2', sku: { name: 'Standard_LRS' }, location: LOCATION, ...change },
      FAST,
    );
    return account.id ?? '';
  };

  it.each([
    [
      'Premium_LRS',
      { sku: { name: 'Premium_LRS' } },
      "The request is invalid: the storage account 'stunfit' is of the SKU Premium_LRS; a workspace needs a standard one. (simulator wording)",
    ],
    [
      'a hierarchical namespace',
      { isHnsEnabled: true },
      "The request is invalid: the storage account 'stunfit' has a hierarchical namespace, which a workspace cannot use. (simulator wording)",
    ],
  ])('F58 fails inside the operation: %s', async (_what, change, message) => {
    const given = await scene({ latency: 'realistic' });
    const storageAccount = await makeAccount(given, 'stunfit', change);
    expect(await failedInside(given, { storageAccount })).toEqual({
      code: 'BadRequest',
      message,
      rule: undefined,
      evidence: 'assumed',
      minutes: 6,
    });
    await expect(create(given, { storageAccount })).rejects.toThrow(message);
    expect((await create(given)).storageAccount).toBe(given.storageId);
  });
});

describe('F60 the workspace has no vault of its own', () => {
  it.each([undefined, null, ''])('F60 is refused with the request: %o', async (keyVault) => {
    const given = await scene();
    await expect(create(given, { keyVault: keyVault as unknown as string })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message: "The request is invalid: 'properties.keyVault' is required. (simulator wording)",
    });
  });

  it('F60 is an internal error of a hub, whose retry is one too; with a vault the hub is made', async () => {
    const given = await scene();
    const hub = (keyVault: string | null) =>
      send(given.sim, 'PUT', given.workspaceId, '2024-10-01', {
        ...(wireWorkspace(given, { keyVault, encryption: undefined }) as object),
        kind: 'Hub',
      });
    for (const { status, body } of [await hub(null), await hub(null)]) {
      expect([status, body.error]).toEqual([
        500,
        {
          code: 'InternalServerError',
          message: "'properties.keyVault' is required of a hub. (simulator wording)",
        },
      ]);
    }
    const made = await hub(given.vaultId);
    expect([made.status, made.body.kind]).toEqual([200, 'Hub']);
  });
});
