import { describe, expect, it } from 'vitest';
import {
  create,
  encryptedWorkspace,
  FAST,
  GROUP,
  keys,
  machineLearning,
  makeVault,
  type RawAnswer,
  scene,
  type Scene,
  send,
  under,
  VERSION,
  type Wire,
  WORKSPACE,
  wireWorkspace,
} from './workspace-failure.ts';

const patch = (given: Scene, properties: Record<string, unknown>): Promise<RawAnswer> =>
  send(given.sim, 'PATCH', given.workspaceId, VERSION, { properties });

async function shown({ sim, workspaceId }: Scene): Promise<Wire> {
  return (await send(sim, 'GET', workspaceId, VERSION)).body.properties;
}

describe('F54 what is settled at creation is to be changed', () => {
  it('F54 keeps the impact level of the data: a PATCH and a PUT are refused', async () => {
    const given = await scene();
    await create(given);
    const message =
      "The property 'hbiWorkspace' cannot be changed: the workspace was created with high business impact off, the request says high business impact on. (simulator wording)";
    await expect(create(given, { hbiWorkspace: true })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message,
    });
    const { status, body, headers } = await patch(given, { hbiWorkspace: true });
    expect([status, body.error]).toEqual([400, { code: 'BadRequest', message }]);
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-032');
    expect((await shown(given)).hbiWorkspace).toBe(false);
    expect((await create(given, { hbiWorkspace: false })).hbiWorkspace).toBe(false);
  });

  it("F54 keeps a workspace under the customer's key", async () => {
    const given = await scene();
    await create(given);
    const answer = await patch(given, { encryption: { status: 'Disabled' } });
    expect([answer.status, answer.body.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message:
          'The workspace was created with customer-managed keys and cannot be switched to Microsoft-managed keys. (simulator wording)',
      },
    ]);
    expect(answer.headers.get('x-cmk-simulator-rule')).toBe('CMK-031');
    expect((await shown(given)).encryption.status).toBe('Enabled');
  });

  it("F54 keeps a workspace under Microsoft's", async () => {
    const given = await scene();
    const { encryption: _encryption, ...plain } = encryptedWorkspace(given);
    const { workspaces } = machineLearning(given.sim);
    await workspaces.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, plain, FAST);
    await expect(create(given)).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadRequest',
      message:
        'The workspace was created with Microsoft-managed keys and cannot be switched to customer-managed keys. (simulator wording)',
    });
    expect((await shown(given)).encryption).toBeUndefined();
  });

  it('F54 keeps the vault of the key, and the vault of its own secrets', async () => {
    const given = await scene();
    await create(given);
    const other = await makeVault(given.sim, 'kv-other');
    const { id = '' } = await keys(given.sim, 'kv-other').createRsaKey('cmk', { keySize: 3072 });
    const moved = await patch(given, under(other, id));
    expect([moved.status, moved.body.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message: `The customer-managed key of a workspace can only be updated to a key of the vault kv-ml.vault.azure.net; the request names ${id}. (simulator wording)`,
      },
    ]);
    expect(moved.headers.get('x-cmk-simulator-rule')).toBe('CMK-030');
    const secrets = await patch(given, { keyVault: other });
    expect([secrets.status, secrets.body.error.message]).toEqual([
      400,
      "The property 'keyVault' cannot be changed once the workspace has been created. (simulator wording)",
    ]);
    expect((await shown(given)).encryption.keyVaultProperties.keyIdentifier).toBe(given.keyId);
  });

  it('F54 is not told by the typed client, which leaves the key out of its PATCH', async () => {
    const given = await scene();
    await create(given);
    const next = await keys(given.sim).rotateKey('cosmos-key');
    const change = {
      friendlyName: 'risk',
      encryption: {
        status: 'Enabled' as const,
        keyVaultProperties: { keyVaultArmId: given.vaultId, keyIdentifier: next.id ?? '' },
      },
    };
    await machineLearning(given.sim).workspaces.beginUpdateAndWait(GROUP, WORKSPACE, change, FAST);
    const properties = await shown(given);
    expect(properties.friendlyName).toBe('risk');
    expect(properties.encryption.keyVaultProperties.keyIdentifier).toBe(given.keyId);
    expect((await patch(given, under(given.vaultId, next.id ?? ''))).status).toBe(200);
    expect((await shown(given)).encryption.keyVaultProperties.keyIdentifier).toBe(next.id);
  });
});

describe('F55 another version of the key under service-side encryption', () => {
  it('F55 is refused, while a workspace with its own stores takes it', async () => {
    const given = await scene();
    const body = wireWorkspace(given, { enableServiceSideCMKEncryption: true });
    expect((await send(given.sim, 'PUT', given.workspaceId, VERSION, body)).status).toBe(200);
    const { id = '' } = await keys(given.sim).rotateKey('cosmos-key');
    const { status, body: told, headers } = await patch(given, under(given.vaultId, id));
    expect([status, told.error]).toEqual([
      400,
      {
        code: 'BadRequest',
        message: `The customer-managed key of a workspace can only be updated to the key ${given.keyId}; the request names ${id}. (simulator wording)`,
      },
    ]);
    expect(headers.get('x-cmk-simulator-rule')).toBe('CMK-030');
    expect((await shown(given)).encryption.keyVaultProperties.keyIdentifier).toBe(given.keyId);
  });

  it('F55 data labeling is refused there, and elsewhere not simulated', async () => {
    const labeling = async (serviceSide: boolean) => {
      const given = await scene();
      const body = wireWorkspace(given, { enableServiceSideCMKEncryption: serviceSide });
      await send(given.sim, 'PUT', given.workspaceId, VERSION, body);
      const job = { properties: { jobType: 'Labeling' } };
      const path = `${given.workspaceId}/jobs/labels`;
      const { status, body: told } = await send(given.sim, 'PUT', path, VERSION, job);
      return [status, told.error.code, told.error.message];
    };
    expect(await labeling(true)).toEqual([
      400,
      'UserError',
      "the workspace 'mlw-credit-risk' has service-side encryption, which data labeling does not support (simulator wording)",
    ]);
    expect(await labeling(false)).toEqual([
      501,
      'NotSimulated',
      expect.stringContaining("the job type 'Labeling'"),
    ]);
  });
});
