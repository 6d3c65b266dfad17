import { describe, expect, it } from 'vitest';
import { keyClient, makeVault, scene, send } from '../keyvault/scene.ts';
import * as machineLearning from '../machinelearning/scene.ts';

const url = (path: string): string =>
  `https://kv-one.vault.azure.net${path}?api-version=2025-07-01`;

describe('F20 the name of the key is soft-deleted', () => {
  it('F20 stays taken until the key is recovered or purged', async () => {
    const sim = await scene();
    await makeVault(sim);
    const client = keyClient(sim);
    await client.createRsaKey('cmk');
    await (await client.beginDeleteKey('cmk', { intervalInMs: 1 })).pollUntilDone();
    const message =
      'Key cmk is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.';
    expect(await send(sim, 'POST', url('/keys/cmk/create'), { kty: 'RSA' })).toMatchObject({
      status: 409,
      body: {
        error: { code: 'Conflict', message, innererror: { code: 'ObjectIsDeletedButRecoverable' } },
      },
    });
    await expect(client.createRsaKey('cmk')).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
      message,
    });
    await client.purgeDeletedKey('cmk');
    await client.createRsaKey('cmk');
  });
});

describe('F21 a hardware key in a standard vault', () => {
  it.each(['createRsaKey', 'createEcKey'] as const)('F21 is refused by %s', async (create) => {
    const sim = await scene();
    await makeVault(sim);
    await expect(keyClient(sim)[create]('cmk', { hsm: true })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: 'Hardware key operation not allowed on standard vault',
    });
  });
});

describe('F22 a key that is no RSA key of 2048, 3072 or 4096 bits', () => {
  it.each([1024, 2047, 8192])('F22 of %i bits is not made', async (keySize) => {
    const sim = await scene();
    await makeVault(sim);
    await expect(keyClient(sim).createRsaKey('cmk', { keySize })).rejects.toMatchObject({
      statusCode: 400,
      code: 'BadParameter',
      message: `Unsupported key size (${keySize}). Supported sizes are [2048, 3072, 4096] (simulator wording)`,
    });
  });

  it('F22 on a curve encrypts no workspace', async () => {
    const given = await machineLearning.scene();
    const { id = '' } = await machineLearning.keys(given.sim).createEcKey('signing-key');
    const workspace = machineLearning.encryptedWorkspace({ ...given, keyId: id });
    await expect(
      machineLearning
        .machineLearning(given.sim)
        .workspaces.beginCreateOrUpdateAndWait(
          machineLearning.GROUP,
          machineLearning.WORKSPACE,
          workspace,
          machineLearning.FAST,
        ),
    ).rejects.toThrow(
      `The long-running operation has failed. BadRequest. The key '${id}' is a key of type EC; only RSA and RSA-HSM keys can wrap a data key. (simulator wording)`,
    );
  });
});
