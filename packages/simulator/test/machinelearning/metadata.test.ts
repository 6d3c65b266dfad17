import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/index.ts';
import {
  BLOCKED,
  commandOf,
  CONFIRMED,
  kept,
  type Kept,
  LOSSES,
  makeJob,
  MARKER,
  setGrant,
  statusOf,
} from './kept.ts';
import {
  COSMOS_APP_ID,
  encryptedWorkspace,
  FAST,
  GROUP,
  keys,
  machineLearning,
  principalOf,
  resources,
  scene,
  send,
  wireWorkspace,
  WORKSPACE,
} from './scene.ts';

/** A chain of five clients is made first, and loaded with the first test. */
const TIMEOUT_MS = 30_000;

describe('metadata under a customer’s key', { timeout: TIMEOUT_MS }, () => {
  it('is nowhere in the clear: not in a snapshot, not in the resources at rest', async () => {
    const given = await kept();
    expect(await commandOf(given)).toBe(MARKER);
    const text = JSON.stringify(given.sim.snapshot());
    expect(text).not.toContain(MARKER);
    expect(text).toContain('job-1');
  });

  it('is in the clear under Microsoft’s keys, where nobody asked for more', async () => {
    const given = await scene();
    const { encryption: _encryption, ...plain } = encryptedWorkspace(given);
    const client = machineLearning(given.sim);
    await client.workspaces.beginCreateOrUpdateAndWait(GROUP, WORKSPACE, plain, FAST);
    await makeJob(client, 'job-1');
    expect(JSON.stringify(given.sim.snapshot())).toContain(MARKER);
  });

  it('is read by forks and restored worlds, and by none that lost the key', async () => {
    const given = await kept();
    const restored = createSimulator();
    restored.restore(JSON.parse(JSON.stringify(given.sim.snapshot())));
    for (const sim of [given.sim.fork(), restored]) {
      const client = machineLearning(sim);
      expect(await commandOf({ client })).toBe(MARKER);
      await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
      expect(await commandOf({ client })).toBe(MARKER);
      await sim.clock.advance({ hours: 1 });
      await expect(commandOf({ client })).rejects.toMatchObject({ statusCode: 403 });
      expect(JSON.stringify(sim.snapshot())).not.toContain(MARKER);
    }
    expect(await commandOf(given)).toBe(MARKER);
  });

  it('is the same bytes in every run', async () => {
    const [one, other] = [await kept({ seed: 'same' }), await kept({ seed: 'same' })];
    const tables = ['encryptedStores', 'metadataStores', 'searchIndices', 'resources'];
    const bytesOf = ({ sim }: Kept): unknown => tables.map((table) => sim.snapshot().tables[table]);
    expect(one.sim.encryption.stores()).toHaveLength(3);
    expect(bytesOf(other)).toEqual(bytesOf(one));
  });

  it('has a data key that Azure Cosmos DB wraps through the vault: the ledger shows it', async () => {
    const { sim, keyId } = await kept();
    const caller = principalOf(sim, COSMOS_APP_ID);
    const wraps = sim.ledger.entries().filter(({ url }) => url.startsWith(`${keyId}/wrapkey`));
    expect(wraps).toHaveLength(3);
    expect(wraps[0]).toMatchObject({ method: 'POST', status: 200, caller, decision: 'answered' });
  });
});

describe.each(LOSSES)(
  'when the key is $what',
  { timeout: TIMEOUT_MS },
  ({ lose, recover, code, work }) => {
    it('works on until the service looks, then nothing does, and all comes back', async () => {
      const given = await kept();
      const { sim, client, workspaceId } = given;
      await lose(given);
      expect(await statusOf(given)).toBe(CONFIRMED);
      expect(await commandOf(given)).toBe(MARKER);
      await sim.clock.advance({ hours: 1 });
      expect(await statusOf(given)).toMatch(
        new RegExp(`^Access to your account is currently revoked because .*\\(${code}\\)\\.$`),
      );
      const blocked = { statusCode: 403, code: 'Forbidden', message: BLOCKED };
      await expect(commandOf(given)).rejects.toMatchObject(blocked);
      await expect(Array.fromAsync(client.jobs.list(GROUP, WORKSPACE))).rejects.toMatchObject(
        blocked,
      );
      await expect(makeJob(client, 'job-2')).rejects.toMatchObject(work ?? blocked);
      await expect(client.jobs.beginDeleteAndWait(GROUP, WORKSPACE, 'job-1', FAST)).rejects.toThrow(
        BLOCKED,
      );
      await expect(client.computeOperations.get(GROUP, WORKSPACE, 'cpu')).rejects.toMatchObject(
        blocked,
      );
      const update = await send(sim, 'PATCH', workspaceId, '2025-09-01', { tags: { a: 'b' } });
      const poll = update.headers.get('azure-asyncoperation') ?? '';
      expect((await send(sim, 'GET', poll, '')).body).toMatchObject({
        status: 'Failed',
        error: { code: 'Forbidden', message: BLOCKED },
      });
      const refused = sim.ledger.entries().filter(({ url }) => url.includes('/keys/cosmos-key'));
      expect(refused.at(-1)).toMatchObject({
        decision: 'refused',
        caller: principalOf(sim, COSMOS_APP_ID),
      });
      await recover(given);
      await sim.clock.advance({ hours: 1 });
      expect(await statusOf(given)).toBe(CONFIRMED);
      expect(await commandOf(given)).toBe(MARKER);
      await makeJob(client, 'job-2');
      expect(await commandOf(given, 'job-2')).toBe(MARKER);
    });
  },
);

describe('a workspace whose key is gone', { timeout: TIMEOUT_MS }, () => {
  it('can be deleted, and its group with all that Microsoft kept goes too', async () => {
    const given = await kept();
    await setGrant(given, false);
    await given.sim.clock.advance({ hours: 2 });
    const deleted = await send(
      given.sim,
      'DELETE',
      `${given.workspaceId}?forceToPurge=true`,
      '2025-09-01',
    );
    expect(deleted.status).toBe(200);
    await send(given.sim, 'GET', deleted.headers.get('azure-asyncoperation') ?? '', '');
    const { tables } = given.sim.snapshot();
    expect(tables['encryptedStores']).toBeUndefined();
    expect(tables['metadataStores']).toBeUndefined();
    expect(given.sim.resources.count({ group: given.managed })).toBe(0);
    expect(JSON.stringify(tables)).not.toContain('job-1');
  });

  it('is lost since the first look that missed the key, whatever later ones find', async () => {
    const { sim } = await kept();
    const lost = (): unknown[] =>
      (sim.snapshot().tables['encryptedStores'] ?? []).map(
        ([, store]) => (store as { lost?: unknown }).lost,
      );
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    const before = lost();
    expect(before).toContainEqual(expect.objectContaining({ since: sim.clock.now() }));
    await sim.clock.advance({ hours: 1 });
    expect(lost()).toEqual(before);
  });

  it('goes with the group that holds it', async () => {
    const given = await kept();
    await setGrant(given, false);
    await given.sim.clock.advance({ hours: 2 });
    await resources(given.sim).resourceGroups.delete(GROUP, FAST);
    expect(given.sim.resources.count({ group: GROUP })).toBe(0);
  });

  it('comes back from a soft delete with metadata that is encrypted all the while', async () => {
    const given = await kept();
    const { sim, workspaceId } = given;
    const polled = async (method: string, body?: unknown): Promise<void> => {
      const answer = await send(sim, method, workspaceId, '2025-09-01', body);
      await send(sim, 'GET', answer.headers.get('azure-asyncoperation') ?? '', '');
    };
    await polled('DELETE');
    expect(JSON.stringify(sim.snapshot())).not.toContain(MARKER);
    await sim.clock.advance({ days: 3 });
    await polled('PUT', wireWorkspace(given, { allowRecoverSoftDeletedWorkspace: true }));
    expect(await commandOf(given)).toBe(MARKER);
  });
});

describe('metadata that Microsoft keeps in its own subscription', { timeout: TIMEOUT_MS }, () => {
  it('is encrypted document by document, and follows the key likewise', async () => {
    const given = await scene();
    const { sim, workspaceId } = given;
    const put = await send(
      sim,
      'PUT',
      workspaceId,
      '2025-09-01',
      wireWorkspace(given, { enableServiceSideCMKEncryption: true }),
    );
    await send(sim, 'GET', put.headers.get('azure-asyncoperation') ?? '', '');
    const client = machineLearning(sim);
    await makeJob(client, 'job-1');
    expect(JSON.stringify(sim.snapshot())).not.toContain(MARKER);
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: false });
    await sim.clock.advance({ hours: 1 });
    await expect(commandOf({ client })).rejects.toMatchObject({ message: BLOCKED });
    await keys(sim).updateKeyProperties('cosmos-key', { enabled: true });
    await sim.clock.advance({ hours: 1 });
    expect(await commandOf({ client })).toBe(MARKER);
  });
});
