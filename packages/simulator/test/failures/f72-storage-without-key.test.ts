import { describe, expect, it } from 'vitest';
import { blobScene, textOf } from '../blob/blob-scene.ts';
import { keys } from './workspace-failure.ts';

/** A chain of five clients is made first, and loaded with the first test. */
const TIMEOUT_MS = 30_000;

describe('F72 storage behind a workspace has lost its key', { timeout: TIMEOUT_MS }, () => {
  it('F72 is refused to readers and writers alike, until access is restored', async () => {
    const { sim, blobs } = await blobScene();
    const container = blobs.getContainerClient('azureml-snapshots');
    await container.create();
    const blob = container.getBlockBlobClient('train.py');
    await blob.upload('print(1)', 8);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    const refusal = {
      statusCode: 403,
      code: 'KeyVaultEncryptionKeyNotFound',
      message: expect.stringContaining(
        'The key vault key is not found to unwrap the encryption key.',
      ),
    };
    await expect(textOf(blob)).rejects.toMatchObject(refusal);
    await expect(blob.upload('print(2)', 8)).rejects.toMatchObject(refusal);
    const entry = sim.ledger.entries().findLast(({ url }) => url.includes('train.py'));
    expect(entry).toMatchObject({ ruleId: 'CMK-021', evidence: 'reported', decision: 'refused' });
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await sim.clock.advance({ hours: 1 });
    expect(await textOf(blob)).toBe('print(1)');
  });
});
