import { describe, expect, it } from 'vitest';
import {
  COSMOS_APP_ID,
  FAST,
  grant,
  idOf,
  keys,
  LOCATION,
  makeIdentity,
  makeVault,
  principalOf,
  resources,
  scene,
  type SceneOptions,
  send,
} from '../machinelearning/scene.ts';

const TYPE = 'Microsoft.DocumentDB/databaseAccounts';
const NAME = 'cosmos-own';
const VERSION = '2025-04-15';
const KEY = 'https://kv-ml.vault.azure.net/keys/cosmos-key';
const CONFIRMED = 'Access to the configured customer managed key confirmed.';
const ACTIVITY = String.raw`\r\nActivityId: [0-9a-f-]{36}, Microsoft\.Azure\.Documents\.Common/2\.14\.0`;

async function chain(options: SceneOptions = {}) {
  const given = await scene(options);
  const id = idOf(given.sim, TYPE, NAME);
  const ask = (method: string, wire?: object) => send(given.sim, method, id, VERSION, wire);
  return { ...given, id, ask };
}

const account = (properties: object = {}, change: object = {}) => ({
  location: LOCATION,
  kind: 'GlobalDocumentDB',
  properties: {
    databaseAccountOfferType: 'Standard',
    locations: [{ locationName: 'West Europe', failoverPriority: 0 }],
    ...properties,
  },
  ...change,
});

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const told = (text: string, suffix = ''): RegExp =>
  new RegExp(`^${escaped(text)}${ACTIVITY}${escaped(suffix)}$`);

describe.each(['instant', 'realistic'] as const)('a Cosmos DB account, %s', (latency) => {
  it('is created under a key, which is kept without its version', async () => {
    const given = await chain({ latency });
    const made = await resources(given.sim).resources.createOrUpdateById(
      given.id,
      VERSION,
      account({ keyVaultKeyUri: given.keyId }),
      FAST,
    );
    expect(made.properties).toMatchObject({
      provisioningState: 'Succeeded',
      keyVaultKeyUri: KEY,
      defaultIdentity: 'FirstPartyIdentity',
      customerManagedKeyStatus: CONFIRMED,
      documentEndpoint: `https://${NAME}.documents.azure.com:443/`,
    });
    await resources(given.sim).resources.deleteById(given.id, VERSION, FAST);
    expect((await given.ask('GET')).status).toBe(404);
  });

  it('fails inside the operation without access to the key', async () => {
    const given = await chain({ latency, grantCosmosDb: false });
    const put = await given.ask('PUT', account({ keyVaultKeyUri: KEY }));
    expect([put.status, put.body.properties.provisioningState]).toEqual([200, 'Creating']);
    expect(put.headers.get('location')).not.toBeNull();
    const url = put.headers.get('azure-asyncoperation') ?? '';
    expect(url).toContain('/locations/westeurope/operationsStatus/');
    const poll = await send(given.sim, 'GET', url, VERSION);
    expect([poll.body.status, poll.body.error.code]).toEqual(['Failed', 'Forbidden']);
    expect(poll.body.error.message).toMatch(
      new RegExp(
        `^Database account creation failed\\. Operation Id: [0-9a-f-]{36}, Error: \\{"error":.*ForbiddenByRbac.*${ACTIVITY}$`,
      ),
    );
    expect((await given.ask('GET')).body.properties.provisioningState).toBe('Failed');
  });
});

describe('the wire of a Cosmos DB account', () => {
  it('is 200 and Creating, 200 and Updating, 202, each with both URLs', async () => {
    const given = await chain({ latency: 'realistic' });
    const steps = [
      ['PUT', account(), 200, 'Creating'],
      ['PATCH', { tags: { a: 'b' } }, 200, 'Updating'],
      ['DELETE', undefined, 202, undefined],
    ] as const;
    for (const [method, body, status, state] of steps) {
      const answer = await given.ask(method, body);
      expect([answer.status, answer.body?.properties?.provisioningState]).toEqual([status, state]);
      expect(answer.headers.get('location')).toContain('https://');
      const url = answer.headers.get('azure-asyncoperation') ?? '';
      const poll = await send(given.sim, 'GET', url, VERSION);
      expect(poll.body).toEqual({ status: 'Succeeded' });
    }
    expect((await given.ask('GET')).status).toBe(404);
  });

  it('lists accounts by group and subscription, and their keys', async () => {
    const given = await chain();
    await given.ask('PUT', account());
    for (const scope of ['', '/resourceGroups/rg-ml']) {
      const url = `/subscriptions/${given.sim.subscriptionId}${scope}/providers/${TYPE}`;
      const { body } = await send(given.sim, 'GET', url, VERSION);
      expect(body.value.map(({ name }: { readonly name: string }) => name)).toEqual([NAME]);
    }
    const listed = await send(given.sim, 'POST', `${given.id}/listKeys`, VERSION);
    expect(Object.keys(listed.body)).toContain('primaryMasterKey');
  });
});

describe('the key of a Cosmos DB account', () => {
  it('is used by a user-assigned identity, and can change', async () => {
    const given = await chain({ grantCosmosDb: false });
    const identity = await makeIdentity(given.sim, 'id-cosmos');
    await grant(given.sim, given.vaultId, identity.principalId);
    const defaultIdentity = `UserAssignedIdentity=${identity.id}`;
    const users = { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } };
    const made = await given.ask(
      'PUT',
      account({ keyVaultKeyUri: KEY, defaultIdentity }, { identity: users }),
    );
    expect(made.body.properties).toMatchObject({
      defaultIdentity,
      customerManagedKeyStatus: CONFIRMED,
    });
    await keys(given.sim).createRsaKey('next-key', { keySize: 3072 });
    const keyVaultKeyUri = KEY.replace('cosmos-key', 'next-key');
    const changed = await given.ask('PATCH', { properties: { keyVaultKeyUri } });
    expect(changed.body.properties).toMatchObject({ keyVaultKeyUri, defaultIdentity });
  });

  const malformed = 'http://mykeyvault.vault1.azure2.net3/keys4/mykey';
  const refusals: readonly [string, object, string, string][] = [
    [
      'a malformed URI',
      { keyVaultKeyUri: malformed },
      `Provided KeyVaultKeyUri ${malformed} is Invalid.`,
      'documented',
    ],
    [
      'a system-assigned identity at creation',
      { keyVaultKeyUri: KEY, defaultIdentity: 'SystemAssignedIdentity' },
      'Updating default identity not allowed. Cannot set SystemAssignedIdentity as the default identity during provision.',
      'documented',
    ],
    [
      'an identity that it does not have',
      { keyVaultKeyUri: KEY, defaultIdentity: 'UserAssignedIdentity=/x' },
      "The default identity 'UserAssignedIdentity=/x' is not an identity of the account.",
      'assumed',
    ],
    ['no places', { locations: undefined }, "'locations' must be given.", 'assumed'],
    [
      'a place that is none',
      { locations: [{ locationName: 'Atlantis' }] },
      "'atlantis' is not a region.",
      'assumed',
    ],
  ];

  it.each(refusals)('is refused, without a wrapper: %s', async (_what, change, text, evidence) => {
    const given = await chain();
    const { status, body, headers } = await given.ask('PUT', account(change));
    expect([status, body.code]).toEqual([400, 'BadRequest']);
    expect(body.message).toMatch(told(text, evidence === 'assumed' ? ' (simulator wording)' : ''));
    expect(headers.get('x-cmk-simulator-evidence')).toBe(evidence);
  });

  it('cannot be removed', async () => {
    const given = await chain();
    await given.ask('PUT', account({ keyVaultKeyUri: KEY }));
    const { status, body } = await given.ask('PATCH', { properties: { keyVaultKeyUri: '' } });
    expect([status, body.code]).toEqual([400, 'BadRequest']);
    expect(body.message).toMatch(told('Updating KeyVaultKeyUri is not supported'));
  });

  it.each([
    ['vault', 'https://kv-nowhere.vault.azure.net/keys/cosmos-key'],
    ['key', 'https://kv-ml.vault.azure.net/keys/no-such-key'],
  ])('fails as unreachable when its %s is not there', async (_what, keyVaultKeyUri) => {
    const given = await chain();
    const put = await given.ask('PUT', account({ keyVaultKeyUri }));
    const poll = await send(
      given.sim,
      'GET',
      put.headers.get('azure-asyncoperation') ?? '',
      VERSION,
    );
    expect([poll.body.status, poll.body.error.code]).toEqual(['Failed', 'ServiceUnavailable']);
    expect(poll.body.error.message).toMatch(
      /^Database account creation failed\. Operation Id: [0-9a-f-]{36}, Error: Error contacting the Azure Key Vault resource\. Please try again\./,
    );
  });

  it('cannot be reached through a firewall that lets no service of Azure pass', async () => {
    const given = await chain();
    await send(given.sim, 'PATCH', given.vaultId, '2023-07-01', {
      properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
    });
    const put = await given.ask('PUT', account({ keyVaultKeyUri: KEY }));
    const url = put.headers.get('azure-asyncoperation') ?? '';
    const { body } = await send(given.sim, 'GET', url, VERSION);
    expect(body.error.code).toBe('Forbidden');
    expect(body.error.message).toMatch(
      /^Database account creation failed\. .*Client address is not authorized and caller was ignored because bypass is set to None.*ForbiddenByFirewall/,
    );
  });

  it('needs a vault with purge protection', async () => {
    const given = await chain();
    const vaultId = await makeVault(given.sim, 'kv-loose', LOCATION, false);
    await keys(given.sim, 'kv-loose').createRsaKey('loose', { keySize: 2048 });
    await grant(given.sim, vaultId, principalOf(given.sim, COSMOS_APP_ID));
    const keyVaultKeyUri = 'https://kv-loose.vault.azure.net/keys/loose';
    const put = await given.ask('PUT', account({ keyVaultKeyUri }));
    const url = put.headers.get('azure-asyncoperation') ?? '';
    const { body } = await send(given.sim, 'GET', url, VERSION);
    expect(body.error.message).toMatch(
      told(
        `The key '${keyVaultKeyUri}' cannot be used: purge protection is not enabled.`,
        ' (simulator wording)',
      ),
    );
  });

  it.each([
    [{ createMode: 'Restore' }, "a Cosmos DB account made by 'Restore'"],
    [{ enableBurst: true }, "the Cosmos DB account property 'properties.enableBurst'"],
  ])('stands beside what is not simulated: %o', async (change, what) => {
    const given = await chain();
    const { status, body } = await given.ask('PUT', account(change));
    expect([status, body.error.message]).toEqual([
      501,
      `${what} is not simulated (simulator wording)`,
    ]);
  });
});

describe('a Cosmos DB account with continuous backup', () => {
  const CONTINUOUS = { backupPolicy: { type: 'Continuous' } };
  const underKey = async () => {
    const given = await chain();
    const { id, principalId } = await makeIdentity(given.sim, 'id-cosmos');
    await grant(given.sim, given.vaultId, principalId);
    const user = {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } },
    };
    const key = { keyVaultKeyUri: KEY, defaultIdentity: `UserAssignedIdentity=${id}` };
    return { ...given, user, key };
  };
  const refusal = async (answer: ReturnType<Awaited<ReturnType<typeof chain>>['ask']>) => {
    const { status, body } = await answer;
    return [status, body.code, body.message];
  };

  it('uses a key as an identity of its own, not as the service', async () => {
    const { ask, user, key } = await underKey();
    const words = told(
      'Setting Non-FPI default identity is required for dedicated storage account features. Please set a valid System or User Assigned Identity to default and retry the request.',
    );
    for (const feature of [CONTINUOUS, { enableAnalyticalStorage: true }]) {
      const first = ask('PUT', account({ ...feature, keyVaultKeyUri: KEY }));
      expect(await refusal(first)).toEqual([400, 'BadRequest', expect.stringMatching(words)]);
    }
    const made = await ask('PUT', account({ ...CONTINUOUS, ...key }, user));
    expect([made.status, made.body.properties.backupPolicy.type]).toEqual([200, 'Continuous']);
  });

  it('keeps it, and does not come under a key later', async () => {
    const { ask, user, key } = await underKey();
    expect((await ask('PUT', account(CONTINUOUS, user))).status).toBe(200);
    expect(await refusal(ask('PATCH', { properties: key }))).toEqual([
      400,
      'BadRequest',
      expect.stringMatching(
        told(
          'Customer Managed Key enablement on an existing Analytical Store/Continuous Backup/Materialized View/Full Fidelity Change Feed enabled Account is not supported',
        ),
      ),
    ]);
    const periodic = { properties: { backupPolicy: { type: 'Periodic' } } };
    expect(await refusal(ask('PATCH', periodic))).toEqual([
      400,
      'BadRequest',
      expect.stringMatching(
        told('Continuous backup mode cannot be disabled once it is enabled on the account.'),
      ),
    ]);
  });

  it('comes to it alone, and not for Cassandra', async () => {
    const { ask } = await chain();
    const cassandra = { capabilities: [{ name: 'EnableCassandra' }] };
    expect(await refusal(ask('PUT', account({ ...CONTINUOUS, ...cassandra })))).toEqual([
      400,
      'BadRequest',
      expect.stringMatching(
        told('Continuous backup mode cannot be enabled together with Cassandra database account'),
      ),
    ]);
    await ask('PUT', account());
    const both = { properties: { ...CONTINUOUS, disableLocalAuth: true } };
    expect(await refusal(ask('PATCH', both))).toEqual([
      400,
      'BadRequest',
      expect.stringMatching(
        told('Cannot update continuous backup mode and other properties at the same time.'),
      ),
    ]);
    const alone = await ask('PATCH', { properties: CONTINUOUS });
    expect(alone.body.properties.backupPolicy.type).toBe('Continuous');
  });
});

it('has a data plane that is not simulated: its host answers 501', async () => {
  const { sim, ask } = await chain();
  await ask('PUT', account());
  const endpoint = `https://${NAME}.documents.azure.com:443/dbs`;
  const answer = await sim.fetch(endpoint);
  expect(answer.status).toBe(501);
  expect(await answer.json()).toEqual({
    error: {
      code: 'NotSimulated',
      message: `the data plane of Azure Cosmos DB (GET ${endpoint.replace(':443', '')}) is not simulated (simulator wording)`,
    },
  });
});
