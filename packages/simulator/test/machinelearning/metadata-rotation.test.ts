import { describe, expect, it } from 'vitest';
import type { SimulatorEncryptedStore } from '../../src/index.ts';
import { commandOf, CONFIRMED, kept, type Kept, makeJob, MARKER, statusOf } from './kept.ts';
import { keys, send } from './scene.ts';

/** A chain of five clients is made first, and loaded with the first test. */
const TIMEOUT_MS = 30_000;

const enable = (given: Kept, version: string, enabled: boolean): Promise<unknown> =>
  keys(given.sim).updateKeyProperties('cosmos-key', version, { enabled });

const storeOf = (
  { sim }: Kept,
  type: 'databaseAccounts' | 'searchServices' | 'storageAccounts',
): SimulatorEncryptedStore => {
  const found = sim.encryption.stores().find(({ id }) => id.includes(`/${type}/`));
  if (!found) throw new Error(`no ${type}`);
  return found;
};

/** The versions that wrap the data keys of the account, newest first. */
const versionsOf = (given: Kept): string[] =>
  storeOf(given, 'databaseAccounts').dataKeys.map(({ wrappedBy }) => wrappedBy.slice(-32));

async function rotated() {
  const given = await kept();
  const before = given.keyId.slice(-32);
  const key = await keys(given.sim).rotateKey('cosmos-key');
  return { ...given, before, after: key.properties.version ?? '' };
}

describe('a new version of the key', { timeout: TIMEOUT_MS }, () => {
  it('is used for new data within the hour; what is encrypted stays as it is', async () => {
    const given = await rotated();
    const { sim, client, before, after } = given;
    expect(versionsOf(given)).toEqual([before]);
    await sim.clock.advance({ hours: 1 });
    expect(versionsOf(given)).toEqual([after, before]);
    await makeJob(client, 'job-2');
    const versionOf = (name: string): unknown =>
      sim.encryption.objects().find(({ id }) => id.endsWith(`/jobs/${name}`))?.keyVersion;
    expect(versionOf('job-1')).toBe(given.keyId);
    expect(versionOf('job-2')).toBe(given.keyId.replace(before, after));
    expect(await commandOf(given)).toBe(MARKER);
  });

  it('leaves the one before needed for 24 hours: disabled too soon, all is lost until it is back', async () => {
    const given = await rotated();
    const { sim, client, before } = given;
    await sim.clock.advance({ hours: 1 });
    await enable(given, before, false);
    await sim.clock.advance({ hours: 1 });
    expect(await statusOf(given)).toMatch(/currently revoked.*\(4002\)\.$/);
    await expect(commandOf(given)).rejects.toMatchObject({ statusCode: 403 });
    await expect(makeJob(client, 'job-2')).rejects.toMatchObject({ statusCode: 403 });
    await enable(given, before, true);
    await sim.clock.advance({ hours: 1 });
    expect(await statusOf(given)).toBe(CONFIRMED);
    expect(await commandOf(given)).toBe(MARKER);
  });

  it('makes the one before dispensable after 24 hours: its data key is wrapped again, through the vault', async () => {
    const given = await rotated();
    const { sim, before, after, keyId } = given;
    await sim.clock.advance({ hours: 1 });
    const { neededUntil = '' } = storeOf(given, 'databaseAccounts').dataKeys[1] ?? {};
    expect(Date.parse(neededUntil) - sim.clock.now()).toBeGreaterThan(23 * 3_600_000);
    sim.ledger.clear();
    await sim.clock.advance({ hours: 24 });
    expect(versionsOf(given)).toEqual([after, after]);
    expect(storeOf(given, 'databaseAccounts').dataKeys[1]?.neededUntil).toBeUndefined();
    expect(sim.ledger.entries().map(({ method, url, status }) => [method, url, status])).toEqual([
      ['POST', `${keyId}/unwrapkey?api-version=7.4`, 200],
      ['POST', `${keyId.replace(before, after)}/wrapkey?api-version=7.4`, 200],
    ]);
    await enable(given, before, false);
    await sim.clock.advance({ days: 2 });
    expect(await statusOf(given)).toBe(CONFIRMED);
    expect(await commandOf(given)).toBe(MARKER);
  });

  it('is not followed by the stores that were told a version, until the workspace names the new one', async () => {
    const given = await rotated();
    const { sim, workspaceId, keyId, before, after } = given;
    await sim.clock.advance({ days: 2 });
    const wrapping = (): (string | undefined)[] =>
      (['searchServices', 'storageAccounts'] as const).map(
        (type) => storeOf(given, type).dataKeys[0]?.wrappedBy,
      );
    expect(wrapping()).toEqual([keyId, keyId]);
    const keyIdentifier = keyId.replace(before, after);
    const update = await send(sim, 'PATCH', workspaceId, '2025-09-01', {
      properties: { encryption: { keyVaultProperties: { keyIdentifier } } },
    });
    expect(update.status).toBe(200);
    expect(wrapping()).toEqual([keyIdentifier, keyIdentifier]);
    await enable(given, before, false);
    await sim.clock.advance({ hours: 1 });
    expect(storeOf(given, 'searchServices').lost).toMatchObject({ code: expect.any(String) });
  });

  it('is named in vain for a workspace while one of its stores is without the version before', async () => {
    const given = await rotated();
    const { sim, workspaceId, keyId, before, after } = given;
    const keyIdentifier = keyId.replace(before, after);
    const rekey = () =>
      send(sim, 'PATCH', workspaceId, '2025-09-01', {
        properties: { encryption: { keyVaultProperties: { keyIdentifier } } },
      });
    const failure = async (): Promise<unknown> => {
      const poll = (await rekey()).headers.get('azure-asyncoperation') ?? '';
      const { status, error } = (await send(sim, 'GET', poll, '')).body;
      return [status, error.code, error.message];
    };
    const refused = (id: string, more: string): unknown => [
      'Failed',
      'BadRequest',
      `The key of '${id.split('/').at(-1)}' cannot be changed while the one it has is out of reach${more} (simulator wording)`,
    ];
    await sim.clock.advance({ days: 2 });
    await enable(given, before, false);
    await sim.clock.advance({ hours: 1 });
    expect(storeOf(given, 'databaseAccounts').lost).toBeUndefined();
    expect(await failure()).toEqual(refused(storeOf(given, 'searchServices').id, '.'));
    await enable(given, before, true);
    await enable(given, after, false);
    await sim.clock.advance({ hours: 1 });
    await enable(given, after, true);
    expect(await failure()).toEqual(
      refused(
        storeOf(given, 'databaseAccounts').id,
        ': No Update is allowed on Database Account with Customer Managed Key in Revoked Status',
      ),
    );
    await sim.clock.advance({ hours: 1 });
    expect((await rekey()).status).toBe(200);
  });
});

describe('search indices', { timeout: TIMEOUT_MS }, () => {
  it('appear with the first metadata of their kind, under the key of the search service', async () => {
    const given = await kept();
    const indices = (): readonly string[] => storeOf(given, 'searchServices').indices;
    expect(indices()).toEqual(['computes', 'datastores', 'jobs', 'models', 'models-versions']);
    await given.client.dataVersions.createOrUpdate('rg-ml', 'mlw-credit-risk', 'claims', '1', {
      properties: { dataType: 'uri_file', dataUri: 'azureml://claims' },
    });
    expect(indices()).toContain('data-versions');
    expect(storeOf(given, 'searchServices').dataKeys[0]?.objects).toBe(7);
  });
});
