/** Groups in groups: in tokens, at a vault, in Resource Manager. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator, type WorldSpec } from '../../src/index.ts';
import { GROUP, keyClient, LOCATION, makeVault, objectId, scene } from '../keyvault/scene.ts';

const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const MAX_GROUPS_IN_TOKEN = 200;

/** `ann` and `robot` are in `team`, which is in `division`, which is in `company`, which is in `team` again. */
const nested: WorldSpec = {
  principals: [
    { name: 'owner', roles: [{ role: 'Owner' }] },
    { name: 'company', kind: 'group', groups: ['team'] },
    { name: 'division', kind: 'group', groups: ['company'] },
    { name: 'team', kind: 'group', groups: ['division'] },
    { name: 'ann', kind: 'user', groups: ['team'] },
    { name: 'robot', groups: ['team'] },
  ],
};

/** `ann` and `robot` are in so many groups, one of them `club`. */
const crowded = (count: number): WorldSpec => {
  const names = ['club', ...Array.from({ length: count - 1 }, (_, index) => `group-${index}`)];
  return {
    principals: [
      { name: 'owner', roles: [{ role: 'Owner' }] },
      ...names.map((name) => ({ name, kind: 'group' as const })),
      { name: 'ann', kind: 'user', groups: names },
      { name: 'robot', groups: names },
    ],
  };
};

async function claimsOf(sim: Simulator, name: string): Promise<Record<string, unknown>> {
  const got = await sim.credential(name).getToken('https://vault.azure.net/.default');
  return JSON.parse(Buffer.from(got!.token.split('.')[1]!, 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** Gives a role to somebody, and says how the assignment shows. */
const assign = (sim: Simulator, name: string, role: string, more: object = {}) =>
  roles(sim).create(`/subscriptions/${sim.subscriptionId}`, crypto.randomUUID(), {
    principalId: objectId(sim, name),
    roleDefinitionId: `/subscriptions/${sim.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    ...more,
  });

const roles = (sim: Simulator) =>
  new AuthorizationManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .roleAssignments;

const policyOf = (sim: Simulator, name: string) => ({
  accessPolicies: [
    {
      tenantId: sim.tenantId,
      objectId: objectId(sim, name),
      permissions: { keys: ['get', 'create'] },
    },
  ],
});

describe('a group in a group', () => {
  it('stands in the tokens of its members, each group once', async () => {
    const sim = createSimulator({ world: nested });
    for (const name of ['ann', 'robot']) {
      const { groups } = await claimsOf(sim, name);
      expect((groups as string[]).toSorted()).toEqual(
        ['team', 'division', 'company'].map((group) => objectId(sim, group)).toSorted(),
      );
    }
    expect(await claimsOf(sim, 'owner')).not.toHaveProperty('groups');
  });

  it.each(['ann', 'robot'])(
    'lets %s use a vault by an access policy of the outer one',
    async (who) => {
      const sim = await scene({ world: nested });
      await makeVault(sim, 'kv-one', policyOf(sim, 'company'));
      await expect(keyClient(sim, 'kv-one', who).createRsaKey('k')).resolves.toMatchObject({
        name: 'k',
      });
      await expect(keyClient(sim, 'kv-one', who).beginDeleteKey('k')).rejects.toMatchObject({
        statusCode: 403,
        message: expect.stringMatching(
          /^The user, group or application 'appid=[^;]+;oid=[^;]+;numgroups=3;iss=https:\/\/sts\.windows\.net\/[^/]+\/' does not have keys delete permission on key vault 'kv-one;location=westeurope'\./,
        ),
      });
    },
  );

  it('lets a member use a vault by a role of the outer one', async () => {
    const sim = await scene({ world: nested });
    await makeVault(sim, 'kv-one', { enableRbacAuthorization: true });
    const keys = keyClient(sim, 'kv-one', 'ann');
    await expect(keys.createRsaKey('k')).rejects.toMatchObject({ statusCode: 403 });
    await assign(sim, 'company', CRYPTO_OFFICER);
    await expect(keys.createRsaKey('k')).resolves.toMatchObject({ name: 'k' });
  });

  it('lets a member act in Resource Manager by a seeded role of the outer one', async () => {
    const sim = createSimulator({
      world: {
        principals: nested.principals!.map((one) =>
          one.name === 'company' ? { ...one, roles: [{ role: 'Contributor' }] } : one,
        ),
      },
    });
    const groups = new ResourceManagementClient(
      sim.credential('ann'),
      sim.subscriptionId,
      sim.clientOptions(),
    ).resourceGroups;
    await expect(groups.createOrUpdate(GROUP, { location: LOCATION })).resolves.toMatchObject({
      name: GROUP,
    });
  });

  it('counts where the roles of a member are listed, and not where those given to itself are', async () => {
    const sim = createSimulator({ world: nested });
    const made = await assign(sim, 'company', CRYPTO_OFFICER);
    const listed = async (filter: string) => {
      const ids: (string | undefined)[] = [];
      for await (const one of roles(sim).listForSubscription({ filter })) ids.push(one.id);
      return ids;
    };
    expect(await listed(`assignedTo('${objectId(sim, 'ann')}')`)).toEqual([made.id]);
    expect(await listed(`principalId eq '${objectId(sim, 'ann')}'`)).toEqual([]);
  });
});

describe('more groups than a token may name', () => {
  it('are named up to the limit', async () => {
    const sim = createSimulator({ world: crowded(MAX_GROUPS_IN_TOKEN) });
    const claims = await claimsOf(sim, 'ann');
    expect(claims['groups']).toHaveLength(MAX_GROUPS_IN_TOKEN);
    expect(claims).not.toHaveProperty('_claim_names');
  });

  it.each([
    ['ann', 'users'],
    ['robot', 'servicePrincipals'],
  ])('leave the token of %s, which says where to ask', async (who, collection) => {
    const sim = createSimulator({ world: crowded(MAX_GROUPS_IN_TOKEN + 1) });
    const claims = await claimsOf(sim, who);
    expect(claims).not.toHaveProperty('groups');
    expect(claims).toMatchObject({
      _claim_names: { groups: 'src1' },
      _claim_sources: {
        src1: {
          endpoint: `https://graph.windows.net/${sim.tenantId}/${collection}/${objectId(sim, who)}/getMemberObjects`,
        },
      },
    });
  });

  it('still give what they give', async () => {
    const sim = await scene({ world: crowded(MAX_GROUPS_IN_TOKEN + 1) });
    await makeVault(sim, 'kv-one', policyOf(sim, 'club'));
    await expect(keyClient(sim, 'kv-one', 'ann').createRsaKey('k')).resolves.toMatchObject({
      name: 'k',
    });
  });
});

describe('the type of a principal in a role assignment', () => {
  it('is that of who was seeded with the role', async () => {
    const sim = createSimulator({
      world: {
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          { name: 'ann', kind: 'user', roles: [{ role: 'Reader' }] },
          { name: 'team', kind: 'group', roles: [{ role: 'Reader' }] },
        ],
      },
    });
    const types = new Map<string | undefined, string | undefined>();
    for await (const one of roles(sim).listForSubscription()) {
      types.set(one.principalId, one.principalType);
    }
    expect(['owner', 'ann', 'team'].map((name) => types.get(objectId(sim, name)))).toEqual([
      'ServicePrincipal',
      'User',
      'Group',
    ]);
  });

  it('must be the right one, when it is given', async () => {
    const sim = createSimulator({ world: nested });
    const id = objectId(sim, 'ann').replaceAll('-', '');
    await expect(
      assign(sim, 'ann', CRYPTO_OFFICER, { principalType: 'ServicePrincipal' }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'UnmatchedPrincipalType',
      message: `The PrincipalId '${id}' has type 'User' , which is different from specified PrinciaplType 'ServicePrincipal'.`,
    });
    await expect(
      assign(sim, 'ann', CRYPTO_OFFICER, { principalType: 'User' }),
    ).resolves.toMatchObject({ principalType: 'User' });
  });

  it('is a group where somebody is said to be in one', () => {
    expect(() =>
      createSimulator({
        world: { principals: [{ name: 'ann', groups: ['robot'] }, { name: 'robot' }] },
      }),
    ).toThrow("- principals[0].groups: 'robot' is not a group");
  });
});
