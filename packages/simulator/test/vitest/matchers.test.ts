import { CmkError } from '@azureml-cmk/core/errors';
import { describe, expect, test } from 'vitest';
import { matchers } from '../../src/vitest/index.ts';

const KEY = 'https://kv-a.vault.azure.net/keys/cmk';
const V1 = `${KEY}/0123456789abcdef0123456789abcdef`;
const V2 = `${KEY}/fedcba9876543210fedcba9876543210`;
const group = '/subscriptions/s/resourceGroups/rg/providers';
const desId = `${group}/Microsoft.Compute/diskEncryptionSets/des`;

/** A simulator with these resources in it. */
const holding = (...resources: { id: string; [more: string]: unknown }[]) => ({
  snapshot: () => ({
    tables: {
      resources: resources.map((one) => [one.id.toLowerCase(), one] as const),
      vaultContents: [['kv-a/keys/cmk', { name: 'cmk', version: V2.split('/').at(-1) }] as const],
    },
  }),
});

/** The failure message of an expectation that fails. */
const failure = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the expectation did not fail');
};

describe('toBeEncryptedUnder reads', () => {
  test.for<[string, object]>([
    [
      'a workspace on the wire',
      {
        properties: {
          encryption: { status: 'Enabled', keyVaultProperties: { keyIdentifier: V1 } },
        },
      },
    ],
    [
      'a workspace as its client shows it',
      { encryption: { keyVaultProperties: { keyIdentifier: V1 } } },
    ],
    ['a disk encryption set on the wire', { properties: { activeKey: { keyUrl: V1 } } }],
    ['a disk encryption set as its client shows it', { activeKey: { keyUrl: `${V1}/` } }],
    [
      'a container group',
      {
        properties: {
          encryptionProperties: {
            vaultBaseUrl: 'https://KV-A.vault.azure.net/',
            keyName: 'cmk',
            keyVersion: V1.split('/').at(-1),
          },
        },
      },
    ],
    [
      'a storage account',
      {
        properties: {
          encryption: {
            keySource: 'Microsoft.Keyvault',
            keyvaultproperties: {
              keyvaulturi: 'https://kv-a.vault.azure.net',
              keyname: 'cmk',
              keyversion: V1.split('/').at(-1),
            },
          },
        },
      },
    ],
    ['a Cosmos DB account', { properties: { keyVaultKeyUri: V1 } }],
    [
      'a search service',
      {
        properties: {
          encryptionWithCmk: {
            serviceLevelEncryptionKey: {
              keyVaultUri: 'https://kv-a.vault.azure.net',
              keyVaultKeyName: 'cmk',
              keyVaultKeyVersion: V1.split('/').at(-1),
            },
          },
        },
      },
    ],
  ])('%s', ([, resource]) => {
    expect(resource).toBeEncryptedUnder(V1);
    expect(resource).toBeEncryptedUnder(KEY);
    expect(resource).not.toBeEncryptedUnder(V2);
    expect(resource).not.toBeEncryptedUnder(`${KEY}2`);
  });
});

describe('toBeEncryptedUnder', () => {
  const workspace = {
    id: `${group}/Microsoft.MachineLearningServices/workspaces/ws`,
    properties: { encryption: { keyVaultProperties: { keyIdentifier: V1 } } },
  };
  const set = { id: desId, properties: { activeKey: { keyUrl: V1 } } };
  const cluster = {
    id: `${group}/Microsoft.ContainerService/managedClusters/aks`,
    properties: { diskEncryptionSetID: desId.toUpperCase() },
  };
  const plain = {
    id: `${group}/Microsoft.Storage/storageAccounts/st`,
    properties: { encryption: { keySource: 'Microsoft.Storage' } },
  };

  test('a versionless key follows every version; a pinned key is not versionless', () => {
    expect({ properties: { keyVaultKeyUri: KEY } }).toBeEncryptedUnder(KEY);
    expect({ properties: { keyVaultKeyUri: KEY } }).not.toBeEncryptedUnder(V1);
  });

  const cosmosDb = {
    id: `${group}/Microsoft.DocumentDB/databaseAccounts/cosmos`,
    properties: { keyVaultKeyUri: 'https://KV-A.vault.azure.net/keys/CMK' },
  };

  test('what names no version is under the newest one of the vault', () => {
    expect(cosmosDb.id).toBeEncryptedUnder(V2, holding(cosmosDb));
    expect(cosmosDb).toBeEncryptedUnder(V2, holding());
    expect(holding(cosmosDb)).toBeEncryptedUnder(V2);
    expect(holding(cosmosDb)).toBeEncryptedUnder(KEY);
    expect(holding(cosmosDb)).not.toBeEncryptedUnder(V1);
    expect(holding(cosmosDb)).not.toBeEncryptedUnder(V2.replace('kv-a', 'kv-b'));
    expect(holding(cosmosDb)).not.toBeEncryptedUnder(V2.replace('/cmk/', '/other/'));
    expect(failure(() => expect(holding(cosmosDb, workspace)).toBeEncryptedUnder(V1))).toBe(
      `expected to be encrypted under\n  ${V1}\nbut this is under another key:\n  ${cosmosDb.id}\n    https://KV-A.vault.azure.net/keys/CMK, without a version: the vault's newest is https://KV-A.vault.azure.net/keys/CMK/${V2.split('/').at(-1)}`,
    );
  });

  test('what records the version it is at is under that one', () => {
    const keyVaultProperties = {
      keyVaultUri: 'https://kv-a.vault.azure.net/',
      keyName: 'cmk',
      currentVersionedKeyIdentifier: V1,
    };
    const storage = { ...plain, properties: { encryption: { keyVaultProperties } } };
    expect(storage).toBeEncryptedUnder(V1);
    expect(holding(storage)).toBeEncryptedUnder(V1);
    expect(failure(() => expect(holding(storage)).toBeEncryptedUnder(V2))).toContain(
      `${KEY}, without a version: it records ${V1}`,
    );
  });

  test('looks an id up and follows a disk encryption set', () => {
    const sim = holding(workspace, set, cluster, plain);
    expect(workspace.id.toUpperCase()).toBeEncryptedUnder(V1, sim);
    expect(cluster.id).toBeEncryptedUnder(V1, sim);
    expect(cluster).toBeEncryptedUnder(V1, sim);
    expect(plain.id).not.toBeEncryptedUnder(V1, sim);
  });

  test('takes a whole simulator: whatever names a key of a customer', () => {
    expect(holding(workspace, set, cluster, plain)).toBeEncryptedUnder(V1);
    expect(holding(plain)).not.toBeEncryptedUnder(V1);
    expect(
      holding(workspace, { id: desId, properties: { activeKey: { keyUrl: V2 } } }),
    ).not.toBeEncryptedUnder(V1);
  });

  test('says what is under which key', () => {
    expect(failure(() => expect(plain).toBeEncryptedUnder(V1))).toBe(
      `expected to be encrypted under\n  ${V1}\nbut this is under another key:\n  ${plain.id}\n    a key of Microsoft`,
    );
    const moved = { ...set, properties: { activeKey: { keyUrl: V2 } } };
    expect(failure(() => expect(cluster).toBeEncryptedUnder(V1, holding(moved, cluster)))).toBe(
      `expected to be encrypted under\n  ${V1}\nbut this is under another key:\n  ${cluster.id}, through ${desId.toUpperCase()}\n    ${V2}`,
    );
    expect(failure(() => expect(holding(plain)).toBeEncryptedUnder(V1))).toBe(
      `expected something encrypted under\n  ${V1}\nbut nothing in the simulator names a key of a customer`,
    );
    expect(failure(() => expect(workspace).not.toBeEncryptedUnder(KEY))).toBe(
      `expected not to be encrypted under\n  ${KEY}\nbut this is:\n  ${workspace.id}\n    ${V1}`,
    );
  });

  test.for<[string, () => unknown, string]>([
    [
      'what is no key identifier',
      () => expect(set).toBeEncryptedUnder('cmk'),
      "toBeEncryptedUnder needs a key identifier, 'https://{vault}/keys/{name}[/{version}]'; got 'cmk'",
    ],
    [
      'an id without a simulator',
      () => expect(desId).toBeEncryptedUnder(V1),
      'name the simulator: expect(id).toBeEncryptedUnder(key, sim)',
    ],
    [
      'an id that does not exist',
      () => expect(desId).toBeEncryptedUnder(V1, holding()),
      `there is no resource '${desId}' in the simulator`,
    ],
    [
      'a disk encryption set that does not exist',
      () => expect(cluster).toBeEncryptedUnder(V1, holding()),
      'which does not exist',
    ],
    [
      'what has no encryption at all',
      () => expect(7).toBeEncryptedUnder(V1),
      'expected a simulator, the id of a resource, or a resource as a client shows it',
    ],
  ])('refuses %s, also under not', ([, run, words]) => {
    expect(failure(run)).toContain(words);
  });
});

describe('toBeRefusedBy', () => {
  const cmkError = new CmkError({
    code: 'CMK_RULE',
    hop: 'vault',
    message: 'the vault has no purge protection',
    reason: 'r',
    fix: 'f',
    retryable: false,
    ruleId: 'CMK-002',
  });
  const restError = (rule?: string) =>
    Object.assign(new Error('Bad request'), {
      name: 'RestError',
      response: {
        headers: new Headers(rule === undefined ? {} : { 'x-cmk-simulator-rule': rule }),
      },
    });
  const message = async (run: Promise<void>): Promise<string> =>
    run.then(
      () => {
        throw new Error('the expectation did not fail');
      },
      (error: Error) => error.message,
    );

  test('reads CmkError and the header of an SDK error, from a promise, a function or .rejects', async () => {
    await expect(Promise.reject(cmkError)).toBeRefusedBy('CMK-002');
    await expect(Promise.reject(restError('CMK-003'))).toBeRefusedBy('CMK-003');
    await expect(() => Promise.reject(cmkError)).toBeRefusedBy('CMK-002');
    await expect(() => {
      throw cmkError;
    }).toBeRefusedBy('CMK-002');
    await expect(Promise.reject(cmkError)).rejects.toBeRefusedBy('CMK-002');
    await expect(Promise.reject(cmkError)).not.toBeRefusedBy('CMK-003');
    await expect(Promise.resolve(1)).not.toBeRefusedBy('CMK-002');
  });

  test('asks the simulator when the error cannot tell', async () => {
    const entries = [{ code: 'BadRequest', ruleId: 'CMK-004' }, {}];
    const sim = { ledger: { entries: () => entries } };
    await expect(Promise.reject(new Error('The operation has failed.'))).toBeRefusedBy(
      'CMK-004',
      sim,
    );
  });

  test('says what happened instead', async () => {
    expect(await message(expect(Promise.resolve(1)).toBeRefusedBy('CMK-002'))).toBe(
      'expected to be refused by CMK-002, but it succeeded',
    );
    expect(
      await message(expect(Promise.reject(restError('CMK-003'))).toBeRefusedBy('CMK-002')),
    ).toBe(
      'expected to be refused by CMK-002, but it was refused by CMK-003: RestError: Bad request',
    );
    expect(await message(expect(Promise.reject(restError())).toBeRefusedBy('CMK-002'))).toBe(
      'expected to be refused by CMK-002, but it was refused by no documented rule: RestError: Bad request\n(a failed long-running operation reaches the caller without headers: name the simulator too, toBeRefusedBy(ruleId, sim))',
    );
    expect(await message(expect(Promise.reject(cmkError)).not.toBeRefusedBy('CMK-002'))).toBe(
      'expected not to be refused by CMK-002, but it was: CmkError: the vault has no purge protection',
    );
  });
});

test('the matchers can be given to another expect', () => {
  expect(Object.keys(matchers)).toEqual(['toBeEncryptedUnder', 'toBeRefusedBy']);
});
