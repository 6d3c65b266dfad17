import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  authorization,
  COSMOS_APP_ID,
  create,
  createUnder,
  failedInside,
  framed,
  grant,
  GROUP,
  keys,
  LOCATION,
  principalOf,
  resources,
  scene,
  under,
  vaultManagement,
} from './workspace-failure.ts';

const GOVERNMENT_APP_ID = '57506a73-e302-42a9-b869-6f12d9ec29e9';
const BY_POLICIES = 'kv-policies';

const vaults = (sim: Simulator) => vaultManagement(sim).vaults;

type KeyPermission = 'get' | 'wrapKey' | 'unwrapKey' | 'create';

/** A vault that goes by access policies, with what Azure Cosmos DB may do in it; and the id of a key in it. */
async function vaultByPolicies(
  sim: Simulator,
  objectId: string,
  permissions: KeyPermission[],
): Promise<{ readonly vaultId: string; readonly keyId: string }> {
  const owner = sim.principals.find(({ displayName }) => displayName === 'owner')?.objectId ?? '';
  const { id = '' } = await vaults(sim).createOrUpdate(GROUP, BY_POLICIES, {
    location: LOCATION,
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'standard' },
      enableRbacAuthorization: false,
      enablePurgeProtection: true,
      accessPolicies: [
        { tenantId: sim.tenantId, objectId: owner, permissions: { keys: ['create', 'get'] } },
        { tenantId: sim.tenantId, objectId, permissions: { keys: permissions } },
      ],
    },
  });
  const key = await keys(sim, BY_POLICIES).createRsaKey('cmk', { keySize: 3072 });
  return { vaultId: id, keyId: key.id ?? '' };
}

const addPolicy = (sim: Simulator, objectId: string, permissions: KeyPermission[]) =>
  vaults(sim).updateAccessPolicy(GROUP, BY_POLICIES, 'add', {
    properties: {
      accessPolicies: [{ tenantId: sim.tenantId, objectId, permissions: { keys: permissions } }],
    },
  });

describe('F42 Azure Cosmos DB may not use the key', () => {
  it('F42 is told six minutes in with what the vault says of roles; a role cures it', async () => {
    const given = await scene({ grantCosmosDb: false, latency: 'realistic' });
    const oid = principalOf(given.sim, COSMOS_APP_ID);
    const told = await failedInside(given);
    expect(told).toMatchObject({ code: 'Forbidden', rule: 'CMK-013', minutes: 6 });
    const inner = framed(told);
    expect(inner).toMatchObject({
      code: 'Forbidden',
      innererror: { code: 'ForbiddenByRbac' },
    });
    expect(inner.message.split('\r\n')).toEqual([
      'Caller is not authorized to perform action on resource.',
      'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.',
      `Caller: name=Azure Cosmos DB;appid=${COSMOS_APP_ID};oid=${oid};iss=https://sts.windows.net/${given.sim.tenantId}/`,
      "Action: 'Microsoft.KeyVault/vaults/keys/read'",
      expect.stringMatching(/^Resource: '.*\/vaults\/kv-ml\/keys\/cosmos-key\/?.*'$/i),
      'Assignment: (not found)',
      'DenyAssignmentId: null',
      'DecisionReason: null ',
      'Vault: kv-ml;location=westeurope',
      '',
    ]);
    await expect(create(given)).rejects.toThrow(
      /^The long-running operation has failed\. Forbidden\. Database account creation failed\. /,
    );
    await grant(given.sim, given.vaultId, oid);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });

  it.each([
    [['wrapKey', 'unwrapKey'], 'get'],
    [['get', 'unwrapKey'], 'wrapKey'],
    [['get', 'wrapKey'], 'unwrapKey'],
  ] as const)('F42 is told with access policies of %j too', async (permissions, missing) => {
    const given = await scene({ grantCosmosDb: false });
    const oid = principalOf(given.sim, COSMOS_APP_ID);
    const { vaultId, keyId } = await vaultByPolicies(given.sim, oid, [...permissions]);
    const told = await failedInside(given, under(vaultId, keyId));
    expect(told).toMatchObject({ code: 'Forbidden', rule: 'CMK-013' });
    expect(framed(told)).toEqual({
      code: 'Forbidden',
      message: `The user, group or application 'appid=${COSMOS_APP_ID};oid=${oid};iss=https://sts.windows.net/${given.sim.tenantId}/' does not have keys ${missing} permission on key vault '${BY_POLICIES};location=westeurope'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
      innererror: { code: 'AccessDenied' },
    });
    await addPolicy(given.sim, oid, ['get', 'wrapKey', 'unwrapKey']);
    expect((await createUnder(given, vaultId, keyId)).provisioningState).toBe('Succeeded');
  });
});

describe('F43 the grant names an application id', () => {
  it('F43 is a policy that Azure takes, and that lets nobody in', async () => {
    const given = await scene({ grantCosmosDb: false });
    const { vaultId, keyId } = await vaultByPolicies(given.sim, COSMOS_APP_ID, [
      'get',
      'wrapKey',
      'unwrapKey',
    ]);
    const told = await failedInside(given, under(vaultId, keyId));
    expect(told.rule).toBe('CMK-013');
    expect(framed(told)).toMatchObject({ innererror: { code: 'AccessDenied' } });
    await addPolicy(given.sim, principalOf(given.sim, COSMOS_APP_ID), [
      'get',
      'wrapKey',
      'unwrapKey',
    ]);
    expect((await createUnder(given, vaultId, keyId)).provisioningState).toBe('Succeeded');
  });

  it('F43 is a role assignment that Azure takes when the type is told, and refuses when it is not', async () => {
    const given = await scene({ grantCosmosDb: false });
    await grant(given.sim, given.vaultId, COSMOS_APP_ID);
    expect(framed(await failedInside(given))).toMatchObject({
      innererror: { code: 'ForbiddenByRbac' },
    });
    const assignments = authorization(given.sim).roleAssignments;
    await expect(
      assignments.create(given.vaultId, crypto.randomUUID(), {
        principalId: COSMOS_APP_ID,
        roleDefinitionId: `/subscriptions/${given.sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6`,
      }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'PrincipalNotFound',
      message: `Principal ${COSMOS_APP_ID.replaceAll('-', '')} does not exist in the directory ${given.sim.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
    });
  });

  it("F43 is also another cloud's application id, which no tenant of this one has", async () => {
    const given = await scene({ grantCosmosDb: false });
    await grant(given.sim, given.vaultId, GOVERNMENT_APP_ID);
    expect((await failedInside(given)).rule).toBe('CMK-013');
    expect(given.sim.principals.some(({ appId }) => appId === GOVERNMENT_APP_ID)).toBe(false);
  });
});

describe('F44 the tenant has no principal of Azure Cosmos DB', () => {
  it('F44 is cured by registering Microsoft.DocumentDB, which brings it', async () => {
    const given = await scene({
      grantCosmosDb: false,
      world: {
        subscriptions: [
          {
            providers: [
              'Microsoft.MachineLearningServices',
              'Microsoft.KeyVault',
              'Microsoft.Storage',
              'Microsoft.Search',
              'Microsoft.Insights',
            ],
          },
        ],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }, { role: 'Key Vault Crypto Officer' }] },
        ],
      },
    });
    const { sim } = given;
    const lookUp = async (): Promise<Response> => {
      const token = await sim.credential().getToken('https://graph.microsoft.com/.default');
      return sim.fetch(
        `https://graph.microsoft.com/v1.0/servicePrincipals(appId='${COSMOS_APP_ID}')`,
        { headers: { authorization: `Bearer ${token?.token}` } },
      );
    };
    const missing = await lookUp();
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ error: { code: 'Request_ResourceNotFound' } });
    expect(await failedInside(given)).toMatchObject({
      code: 'MissingSubscriptionRegistration',
      message:
        "The subscription is not registered to use namespace 'Microsoft.DocumentDB'. See https://aka.ms/rps-not-found for how to register subscriptions.",
      rule: 'CMK-005',
    });
    await resources(sim).providers.register('Microsoft.DocumentDB');
    await sim.clock.advance({ minutes: 10 });
    const found = (await (await lookUp()).json()) as { readonly id: string };
    expect(found.id).toBe(principalOf(sim, COSMOS_APP_ID));
    await grant(sim, given.vaultId, found.id);
    expect((await create(given)).provisioningState).toBe('Succeeded');
  });
});
