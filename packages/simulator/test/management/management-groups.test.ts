import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { ManagementGroupsAPI } from '@azure/arm-managementgroups';
import { PolicyClient } from '@azure/arm-policy';
import { ResourceManagementClient } from '@azure/arm-resources';
import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import { createSimulator, type ManagementGroupSpec, type Simulator } from '../../src/index.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OTHER_TENANT = '22222222-2222-4222-8222-222222222222';
const PRODUCTION = '33333333-3333-4333-8333-333333333333';
const SANDBOX = '44444444-4444-4444-8444-444444444444';
const CUSTOM = '55555555-5555-4555-8555-555555555555';
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const VAULT_PROTECTION = '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53';
const WORKSPACE_KEY = 'ba769a63-b8cc-4b2d-abf6-ac33c7204be8';
const LOCATION = 'westeurope';
const GROUP = 'rg-vaults';

const groupId = (name: string): string =>
  `/providers/Microsoft.Management/managementGroups/${name}`;
const builtIn = (name: string): string =>
  `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
const notThere = (name: string) => ({
  statusCode: 404,
  code: 'ManagementGroupNotFound',
  message: `The management group '${name}' cannot be found.`,
});

/** `Contoso` with `Platform` in it, which holds the production subscription; the sandbox lies under the root. */
function make(more: readonly ManagementGroupSpec[] = []): Simulator {
  return createSimulator({
    now: '2026-03-01T10:00:00Z',
    world: {
      tenants: [{ tenantId: TENANT }, { tenantId: OTHER_TENANT }],
      managementGroups: [
        { name: 'Platform', displayName: 'The platform', parent: 'contoso' },
        { name: 'Contoso' },
        { name: 'Elsewhere', tenantId: OTHER_TENANT },
        ...more,
      ],
      subscriptions: [
        { subscriptionId: PRODUCTION, managementGroup: 'platform', displayName: 'Production' },
        { subscriptionId: SANDBOX, displayName: 'Sandbox' },
      ],
      principals: [
        { name: 'root', roles: [{ role: 'Owner', scope: groupId(TENANT) }] },
        { name: 'governor', roles: [{ role: 'Owner', scope: groupId('Contoso') }] },
        { name: 'team', roles: [{ role: 'Owner', scope: `/subscriptions/${PRODUCTION}` }] },
        { name: 'players', roles: [{ role: 'Owner', scope: `/subscriptions/${SANDBOX}` }] },
      ],
    },
  });
}

const groups = (sim: Simulator, who: string) =>
  new ManagementGroupsAPI(sim.credential(who), sim.clientOptions());
const policies = (sim: Simulator, who: string, subscription = PRODUCTION) =>
  new PolicyClient(sim.credential(who), subscription, sim.clientOptions());
const roles = (sim: Simulator, who: string, subscription = PRODUCTION) =>
  new AuthorizationManagementClient(sim.credential(who), subscription, sim.clientOptions());
const resources = (sim: Simulator, who: string, subscription = PRODUCTION) =>
  new ResourceManagementClient(sim.credential(who), subscription, sim.clientOptions());
const objectId = (sim: Simulator, name: string): string =>
  sim.principals.find(({ displayName }) => displayName === name)?.objectId ?? '';

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
const namesOf = async (items: AsyncIterable<{ name?: string }>): Promise<(string | undefined)[]> =>
  (await listed(items)).map(({ name }) => name);

async function makeVault(
  sim: Simulator,
  who: string,
  subscription: string,
  properties: object = {},
) {
  await resources(sim, who, subscription).resourceGroups.createOrUpdate(GROUP, {
    location: LOCATION,
  });
  const client = new KeyVaultManagementClient(
    sim.credential(who),
    subscription,
    sim.clientOptions(),
  );
  return client.vaults.createOrUpdate(
    GROUP,
    `kv-${subscription.slice(0, 8)}`,
    {
      location: LOCATION,
      properties: {
        tenantId: TENANT,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        ...properties,
      },
    },
    { updateIntervalInMs: 0 },
  );
}

describe('management groups', () => {
  it('are read by who has a role there or above, with their parents and what is in them', async () => {
    const sim = make();
    const root = groups(sim, 'root').managementGroups;
    await expect(root.get(TENANT)).resolves.toMatchObject({
      id: groupId(TENANT),
      type: 'Microsoft.Management/managementGroups',
      name: TENANT,
      tenantId: TENANT,
      displayName: 'Tenant Root Group',
    });
    await expect(root.get('platform', { expand: 'ancestors' })).resolves.toMatchObject({
      id: groupId('Platform'),
      displayName: 'The platform',
      details: {
        parent: { id: groupId('Contoso'), name: 'Contoso', displayName: 'Contoso' },
        managementGroupAncestors: ['Contoso', TENANT],
        managementGroupAncestorsChain: [
          { name: 'Contoso', displayName: 'Contoso' },
          { name: TENANT, displayName: 'Tenant Root Group' },
        ],
      },
    });
    await expect(root.get('platform', { expand: 'path' })).resolves.toMatchObject({
      details: { path: [{ name: TENANT }, { name: 'Contoso' }, { name: 'Platform' }] },
    });
    const { children } = await root.get(TENANT, { expand: 'children', recurse: true });
    expect(children).toEqual([
      {
        id: groupId('Contoso'),
        type: 'Microsoft.Management/managementGroups',
        name: 'Contoso',
        displayName: 'Contoso',
        children: [
          {
            id: groupId('Platform'),
            type: 'Microsoft.Management/managementGroups',
            name: 'Platform',
            displayName: 'The platform',
            children: [
              {
                id: `/subscriptions/${PRODUCTION}`,
                type: '/subscriptions',
                name: PRODUCTION,
                displayName: 'Production',
              },
            ],
          },
        ],
      },
      {
        id: `/subscriptions/${SANDBOX}`,
        type: '/subscriptions',
        name: SANDBOX,
        displayName: 'Sandbox',
      },
    ]);
    const withoutSubscriptions = await root.get(TENANT, {
      expand: 'children',
      filter: 'children.childType ne Subscription',
    });
    expect(withoutSubscriptions.children?.map(({ name }) => name)).toEqual(['Contoso']);
    expect(await namesOf(root.listDescendants(TENANT))).toEqual([
      'Contoso',
      SANDBOX,
      'Platform',
      PRODUCTION,
    ]);
    const { managementGroupSubscriptions } = groups(sim, 'root');
    expect(
      await listed(managementGroupSubscriptions.listSubscriptionsUnderManagementGroup('Platform')),
    ).toEqual([
      {
        id: `${groupId('Platform')}/subscriptions/${PRODUCTION}`,
        type: 'Microsoft.Management/managementGroups/subscriptions',
        name: PRODUCTION,
        displayName: 'Production',
        tenant: TENANT,
        parent: { id: groupId('Platform') },
        state: 'Active',
      },
    ]);
    await expect(
      managementGroupSubscriptions.getSubscription('Platform', PRODUCTION),
    ).resolves.toMatchObject({ name: PRODUCTION });
    await expect(
      managementGroupSubscriptions.getSubscription('Platform', SANDBOX),
    ).rejects.toMatchObject({ statusCode: 404, code: 'NotFound' });
  });

  it('show only themselves and what lies in them to who has a role in one', async () => {
    const sim = make();
    expect(await namesOf(groups(sim, 'root').managementGroups.list())).toEqual([
      TENANT,
      'Contoso',
      'Platform',
    ]);
    const { managementGroups } = groups(sim, 'governor');
    expect(await namesOf(managementGroups.list())).toEqual(['Contoso', 'Platform']);
    await expect(managementGroups.get('Platform')).resolves.toMatchObject({ name: 'Platform' });
    await expect(managementGroups.get(TENANT)).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
    });
    expect(await namesOf(groups(sim, 'team').managementGroups.list())).toEqual([]);
    await expect(groups(sim, 'team').managementGroups.get('Platform')).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
    });
  });

  it('of another tenant, or of none, are not there even for who may do everything', async () => {
    const sim = createSimulator({
      world: {
        tenants: [{ tenantId: TENANT }, { tenantId: OTHER_TENANT }],
        managementGroups: [{ name: 'Elsewhere', tenantId: OTHER_TENANT }],
        subscriptions: [{ subscriptionId: PRODUCTION }, { tenantId: OTHER_TENANT }],
        principals: [
          { name: 'all', roles: [{ role: 'Owner', scope: '/' }] },
          { name: 'there', tenantId: OTHER_TENANT, roles: [{ role: 'Owner', scope: '/' }] },
          {
            name: 'below',
            tenantId: OTHER_TENANT,
            roles: [{ role: 'Reader', scope: groupId('Elsewhere') }],
          },
        ],
      },
    });
    const token = await sim.credential('all').getToken('https://management.azure.com/.default');
    const atRoot = (type: string) =>
      sim.fetch(
        `https://management.azure.com/providers/Microsoft.Authorization/${type}?api-version=2022-04-01`,
        { headers: { authorization: `Bearer ${token?.token ?? ''}` } },
      );
    const assigned = (await (await atRoot('roleAssignments')).json()) as {
      value: { properties: { scope: string } }[];
    };
    expect(assigned.value.map(({ properties }) => properties.scope)).toEqual([
      '/',
      `/subscriptions/${PRODUCTION}`,
    ]);
    const below = await listed(roles(sim, 'all').roleAssignments.listForSubscription());
    const fromRoot = below.filter(({ scope }) => scope === '/');
    expect(fromRoot.map(({ principalId }) => principalId)).toEqual([objectId(sim, 'all')]);
    expect((await atRoot('policyAssignments')).status).toBe(501);
    for (const name of ['Elsewhere', 'nowhere']) {
      await expect(groups(sim, 'all').managementGroups.get(name)).rejects.toMatchObject({
        statusCode: 404,
        code: 'NotFound',
        message: `'${groupId(name)}' not found`,
      });
      await expect(
        policies(sim, 'all').policyAssignments.create(groupId(name), 'x', {
          policyDefinitionId: builtIn(VAULT_PROTECTION),
        }),
      ).rejects.toMatchObject(notThere(name));
      await expect(
        listed(roles(sim, 'all').roleAssignments.listForScope(groupId(name))),
      ).rejects.toMatchObject(notThere(name));
      await expect(
        policies(sim, 'all').policyDefinitionVersions.listAllAtManagementGroup(name),
      ).rejects.toMatchObject(notThere(name));
    }
  });

  it('are made, moved and removed in the description of the world alone', async () => {
    const sim = make();
    await expect(
      groups(sim, 'root').managementGroups.beginCreateOrUpdate('New', { displayName: 'New' }),
    ).rejects.toMatchObject({ statusCode: 501, code: 'NotSimulated' });
    await expect(
      groups(sim, 'root').managementGroups.update('Contoso', { displayName: 'New' }),
    ).rejects.toMatchObject({ statusCode: 501, code: 'NotSimulated' });
  });

  it('take subscriptions of who may give roles there, with all that holds in the group', async () => {
    const sim = make();
    const move = (who: string, group: string) =>
      groups(sim, who).managementGroupSubscriptions.create(group, SANDBOX);
    const forbidden = (action: string, scope: string) => ({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringContaining(`perform action '${action}' over scope '${scope}'`),
    });
    await policies(sim, 'governor').policyAssignments.create(groupId('Contoso'), 'protect', {
      policyDefinitionId: builtIn(VAULT_PROTECTION),
      parameters: { effect: { value: 'Deny' } },
    });
    const write = 'Microsoft.Management/managementGroups/subscriptions/write';
    await expect(move('players', 'Contoso')).rejects.toMatchObject(
      forbidden(write, groupId('Contoso')),
    );
    await expect(move('governor', 'Contoso')).rejects.toMatchObject(
      forbidden(write, `/subscriptions/${SANDBOX}`),
    );
    await expect(move('root', 'nowhere')).rejects.toMatchObject({ statusCode: 403 });
    await expect(makeVault(sim, 'players', SANDBOX)).resolves.toMatchObject({
      name: 'kv-44444444',
    });
    await expect(move('root', 'contoso')).resolves.toMatchObject({
      id: `${groupId('Contoso')}/subscriptions/${SANDBOX}`,
      parent: { id: groupId('Contoso') },
    });
    await expect(makeVault(sim, 'players', SANDBOX)).rejects.toMatchObject({
      code: 'RequestDisallowedByPolicy',
    });
    await expect(
      resources(sim, 'governor', SANDBOX).resourceGroups.get(GROUP),
    ).resolves.toMatchObject({ name: GROUP });
    const { managementGroupSubscriptions } = groups(sim, 'players');
    await expect(managementGroupSubscriptions.create(TENANT, SANDBOX)).rejects.toMatchObject(
      forbidden('Microsoft.Management/managementGroups/subscriptions/delete', groupId('Contoso')),
    );
    await groups(sim, 'root').managementGroupSubscriptions.delete('Platform', SANDBOX);
    expect(sim.fork().snapshot().tables['subscriptions']).toEqual(
      expect.arrayContaining([[SANDBOX, expect.objectContaining({ managementGroup: 'Contoso' })]]),
    );
    await groups(sim, 'root').managementGroupSubscriptions.delete('Contoso', SANDBOX);
    await expect(makeVault(sim, 'players', SANDBOX)).resolves.toMatchObject({
      name: 'kv-44444444',
    });
    await expect(
      groups(sim, 'root').managementGroupSubscriptions.create('Contoso', CUSTOM),
    ).rejects.toMatchObject({ statusCode: 404, code: 'SubscriptionNotFound' });
  });

  it('are described with all that is wrong told at once', () => {
    const deep = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index, all) => ({
      name,
      ...(index === 0 ? {} : { parent: all[index - 1] ?? '' }),
    }));
    const seed = (): Simulator =>
      createSimulator({
        world: {
          tenants: [{ tenantId: TENANT }, { tenantId: OTHER_TENANT }],
          managementGroups: [
            { name: 'one', parent: 'two' },
            { name: 'two', parent: 'one' },
            { name: 'ONE' },
            { name: 'a/b' },
            { name: 'end.' },
            { name: 'lost', parent: 'nobody' },
            { name: 'far', parent: OTHER_TENANT },
            ...deep,
          ],
          subscriptions: [{ managementGroup: 'nobody' }],
          principals: [{ name: 'x', roles: [{ role: 'Owner', scope: groupId('nobody') }] }],
        },
      });
    expect(seed).toThrow(TypeError);
    let told = '';
    try {
      seed();
    } catch (error) {
      told = (error as Error).message;
    }
    for (const issue of [
      "managementGroups[2].name: there is a group 'ONE' already",
      "managementGroups[3].name: 'a/b' is not 1 to 90 letters",
      "managementGroups[4].name: 'end.' is not 1 to 90 letters",
      "managementGroups[0].parent: the group 'one' is more than 6 levels below the root, or in a circle",
      "managementGroups[5].parent: no group 'nobody' in its tenant",
      `managementGroups[6].parent: no group '${OTHER_TENANT}' in its tenant`,
      "managementGroups[13].parent: the group 'g' is more than 6 levels below the root, or in a circle",
      "subscriptions[0].managementGroup: no group 'nobody' in its tenant",
      "principals[0].roles[0].scope: no group 'nobody' in its tenant",
    ]) {
      expect(told).toContain(issue);
    }
    expect(told).not.toContain('managementGroups[12].parent');
  });
});

describe('a role at a management group', () => {
  it('counts in the subscriptions under it, and nowhere else', async () => {
    const sim = make();
    await expect(
      resources(sim, 'governor').resourceGroups.createOrUpdate(GROUP, { location: LOCATION }),
    ).resolves.toMatchObject({ name: GROUP });
    await expect(
      resources(sim, 'governor', SANDBOX).resourceGroups.createOrUpdate(GROUP, {
        location: LOCATION,
      }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
    await expect(
      resources(sim, 'root', SANDBOX).resourceGroups.createOrUpdate(GROUP, { location: LOCATION }),
    ).resolves.toMatchObject({ name: GROUP });
  });

  it('is assigned there, told of below, and counts when it is assigned', async () => {
    const sim = make();
    const scope = groupId('Contoso');
    const name = '66666666-6666-4666-8666-666666666666';
    const make_ = (who: string) =>
      roles(sim, who).roleAssignments.create(scope, name, {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        principalId: objectId(sim, 'players'),
        principalType: 'ServicePrincipal',
      });
    await expect(make_('team')).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
    });
    const seen = () => resources(sim, 'players').resourceGroups.list().next();
    await expect(seen()).rejects.toMatchObject({ statusCode: 403 });
    await expect(make_('governor')).resolves.toMatchObject({
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      scope,
      roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
    });
    await expect(seen()).resolves.toMatchObject({ done: true });
    const atSubscription = await listed(
      roles(sim, 'team').roleAssignments.listForSubscription({ filter: 'atScope()' }),
    );
    expect(atSubscription.map((one) => one.scope)).toEqual([
      groupId(TENANT),
      groupId('Contoso'),
      groupId('Contoso'),
      `/subscriptions/${PRODUCTION}`,
      // Of a service of Azure's own.
      `/subscriptions/${PRODUCTION}`,
    ]);
    const ofPlayers = await listed(
      roles(sim, 'root').roleAssignments.listForScope(groupId(TENANT), {
        filter: `principalId eq '${objectId(sim, 'players')}'`,
      }),
    );
    expect(ofPlayers.map((one) => one.scope)).toEqual([scope, `/subscriptions/${SANDBOX}`]);
    await roles(sim, 'governor').roleAssignments.delete(scope, name);
    await expect(seen()).rejects.toMatchObject({ statusCode: 403 });
  });

  it('that is about data counts in the vaults under it', async () => {
    const sim = createSimulator({
      world: {
        managementGroups: [{ name: 'Contoso' }],
        subscriptions: [{ subscriptionId: PRODUCTION, managementGroup: 'Contoso' }],
        principals: [
          { name: 'owner', roles: [{ role: 'Owner' }] },
          {
            name: 'keeper',
            roles: [{ role: 'Key Vault Secrets Officer', scope: groupId('Contoso') }],
          },
        ],
      },
    });
    await makeVault(sim, 'owner', PRODUCTION, { tenantId: sim.tenantId });
    const secrets = (who: string) =>
      new SecretClient(
        'https://kv-33333333.vault.azure.net',
        sim.credential(who),
        sim.clientOptions('vault'),
      );
    await expect(secrets('keeper').setSecret('word', 'sim-word')).resolves.toMatchObject({
      name: 'word',
    });
    await expect(secrets('owner').setSecret('word', 'sim-word')).rejects.toMatchObject({
      statusCode: 403,
      code: 'Forbidden',
    });
  });

  it('is told of page by page', async () => {
    const sim = make();
    const url = `https://management.azure.com/subscriptions/${PRODUCTION}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$top=1`;
    const token = await sim.credential('team').getToken('https://management.azure.com/.default');
    const scopes: string[] = [];
    for (let next: string | undefined = url; next !== undefined;) {
      const answer = await sim.fetch(next, {
        headers: { authorization: `Bearer ${token?.token ?? ''}` },
      });
      const page = (await answer.json()) as {
        value: { properties: { scope: string } }[];
        nextLink?: string;
      };
      scopes.push(...page.value.map(({ properties }) => properties.scope));
      next = page.nextLink;
    }
    const own = `/subscriptions/${PRODUCTION}`;
    expect(scopes).toEqual([groupId(TENANT), groupId('Contoso'), own, own]);
  });

  it('is one of 500 there, and one of 4000 in a subscription, however that is written', async () => {
    const crowd = (scope: string) =>
      Array.from({ length: 499 }, (_, index) => ({
        name: `reader-${index}-of-${scope}`,
        roles: [{ role: 'Reader', scope }],
      }));
    const scope = groupId('Contoso');
    const sim = createSimulator({
      world: {
        managementGroups: [{ name: 'Contoso' }],
        subscriptions: [{ subscriptionId: PRODUCTION, managementGroup: 'Contoso' }],
        principals: [
          { name: 'governor', roles: [{ role: 'Owner', scope }] },
          ...crowd(scope),
          ...crowd(`/subscriptions/${PRODUCTION}`),
          { name: 'one more' },
        ],
      },
    });
    const assign = (at: string) =>
      roles(sim, 'governor').roleAssignments.create(at, crypto.randomUUID(), {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        principalId: objectId(sim, 'one more'),
        principalType: 'ServicePrincipal',
      });
    await expect(assign(scope)).rejects.toMatchObject({
      statusCode: 400,
      code: 'RoleAssignmentLimitExceeded',
      message: 'No more role assignments can be created',
    });
    await expect(assign(`/SUBSCRIPTIONS/${PRODUCTION}`)).resolves.toMatchObject({
      principalId: objectId(sim, 'one more'),
    });
  });

  it('of a customer is one that names one group, is seen below it, and has no data actions there', async () => {
    const sim = make();
    const scope = groupId('Contoso');
    const define = (assignableScopes: string[], dataActions: string[] = []) =>
      roles(sim, 'root').roleDefinitions.createOrUpdate(scope, CUSTOM, {
        roleName: 'Group reader',
        assignableScopes,
        permissions: [{ actions: ['*/read'], dataActions }],
      });
    await expect(define([scope, groupId('Platform')])).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidRequestContent',
    });
    await expect(define([groupId('nowhere')])).rejects.toMatchObject(notThere('nowhere'));
    await expect(define([scope])).resolves.toMatchObject({ assignableScopes: [scope] });
    const custom = (subscription: string) =>
      namesOf(
        roles(sim, 'root').roleDefinitions.list(`/subscriptions/${subscription}`, {
          filter: "type eq 'CustomRole'",
        }),
      );
    expect(await custom(PRODUCTION)).toEqual([CUSTOM]);
    expect(await custom(SANDBOX)).toEqual([]);
    const assign = () =>
      roles(sim, 'root').roleAssignments.create(scope, crypto.randomUUID(), {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${CUSTOM}`,
        principalId: objectId(sim, 'players'),
        principalType: 'ServicePrincipal',
      });
    await define([scope], ['Microsoft.KeyVault/vaults/secrets/getSecret/action']);
    await expect(assign()).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidCreateRoleAssignmentRequest',
      message:
        'Role assignments to Management Groups can not be made to custom role definitions with DataActions',
    });
    await define([scope]);
    await expect(assign()).resolves.toMatchObject({ scope });
  });
});

describe('a global administrator', () => {
  const elevate = (sim: Simulator, who: string) =>
    new AuthorizationManagementClient(
      sim.credential(who),
      PRODUCTION,
      sim.clientOptions(),
    ).globalAdministrator.elevateAccess();

  it('gives roles at every management group once access is elevated, and nobody else does', async () => {
    const sim = createSimulator({
      world: {
        tenants: [{ tenantId: TENANT }],
        managementGroups: [{ name: 'Contoso' }],
        subscriptions: [{ subscriptionId: PRODUCTION, managementGroup: 'Contoso' }],
        principals: [
          { name: 'admin', kind: 'user', isGlobalAdministrator: true },
          { name: 'owner', roles: [{ role: 'Owner' }] },
        ],
      },
    });
    const assign = () =>
      roles(sim, 'admin').roleAssignments.create(groupId('Contoso'), crypto.randomUUID(), {
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
        principalId: objectId(sim, 'admin'),
      });
    await expect(assign()).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
    await expect(elevate(sim, 'owner')).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringContaining(
        "does not have authorization to perform action 'Microsoft.Authorization/elevateAccess/action' over scope '/providers/Microsoft.Authorization' or the scope is invalid.",
      ),
    });
    await elevate(sim, 'admin');
    await elevate(sim, 'admin');
    await expect(assign()).resolves.toMatchObject({ scope: groupId('Contoso') });
    const atRoot = await listed(
      roles(sim, 'admin').roleAssignments.listForScope(groupId('Contoso'), {
        filter: `principalId eq '${objectId(sim, 'admin')}'`,
      }),
    );
    expect(atRoot.map((one) => one.scope)).toEqual(['/', groupId('Contoso')]);
    const token = await sim.credential('admin').getToken('https://management.azure.com/.default');
    const answer = await sim.fetch(
      'https://management.azure.com/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01',
      { headers: { authorization: `Bearer ${token?.token ?? ''}` } },
    );
    const { value } = (await answer.json()) as { value: { id: string }[] };
    expect(value.length).toBeGreaterThan(2);
    expect(new Set(value.map(({ id }) => id)).size).toBe(value.length);
    await expect(
      resources(sim, 'admin').resourceGroups.createOrUpdate(GROUP, { location: LOCATION }),
    ).rejects.toMatchObject({ statusCode: 403 });
  });
});

describe('a policy at a management group', () => {
  const assign = (sim: Simulator, who: string, scope: string, more: object = {}) =>
    policies(sim, who).policyAssignments.create(scope, 'protect', {
      policyDefinitionId: builtIn(VAULT_PROTECTION),
      parameters: { effect: { value: 'Deny' } },
      ...more,
    });

  it('denies in the subscriptions under it, and names the assignment there', async () => {
    const sim = make();
    const scope = groupId('Contoso');
    await expect(assign(sim, 'team', scope)).rejects.toMatchObject({ code: 'AuthorizationFailed' });
    const { id } = await assign(sim, 'governor', scope);
    expect(id).toBe(`${scope}/providers/Microsoft.Authorization/policyAssignments/protect`);
    await expect(makeVault(sim, 'team', PRODUCTION)).rejects.toMatchObject({
      statusCode: 403,
      code: 'RequestDisallowedByPolicy',
      message: `Resource 'kv-33333333' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"protect","id":"${id}"},"policyDefinition":{"name":"Key vaults should have deletion protection enabled","id":"${builtIn(VAULT_PROTECTION)}","version":"2.1.0"}}]'.`,
    });
    await expect(
      makeVault(sim, 'team', PRODUCTION, { enablePurgeProtection: true }),
    ).resolves.toMatchObject({ name: 'kv-33333333' });
    await expect(makeVault(sim, 'players', SANDBOX)).resolves.toMatchObject({
      name: 'kv-44444444',
    });
  });

  it('denies a workspace without a key of the customer’s there', async () => {
    const sim = make();
    const scope = groupId(TENANT);
    const { id } = await assign(sim, 'root', scope, { policyDefinitionId: builtIn(WORKSPACE_KEY) });
    for (const [who, subscription] of [
      ['team', PRODUCTION],
      ['players', SANDBOX],
    ] as const) {
      await resources(sim, who, subscription).resourceGroups.createOrUpdate(GROUP, {
        location: LOCATION,
      });
      const client = new AzureMachineLearningWorkspaces(
        sim.credential(who),
        subscription,
        sim.clientOptions(),
      );
      await expect(
        client.workspaces.beginCreateOrUpdateAndWait(
          GROUP,
          'mlw',
          { location: LOCATION },
          { updateIntervalInMs: 0 },
        ),
      ).rejects.toMatchObject({
        statusCode: 403,
        code: 'RequestDisallowedByPolicy',
        message: expect.stringContaining(`"policyAssignment":{"name":"protect","id":"${id}"}`),
      });
    }
  });

  it('at the root denies everywhere but where it is told not to', async () => {
    const sim = make();
    await assign(sim, 'root', groupId(TENANT), { notScopes: [groupId('Platform')] });
    await expect(makeVault(sim, 'team', PRODUCTION)).resolves.toMatchObject({
      name: 'kv-33333333',
    });
    await expect(makeVault(sim, 'players', SANDBOX)).rejects.toMatchObject({
      code: 'RequestDisallowedByPolicy',
    });
    await expect(
      assign(sim, 'governor', groupId('Platform'), { notScopes: [`/subscriptions/${SANDBOX}`] }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidRequestContent' });
  });

  it('is read, listed from below and removed', async () => {
    const sim = make();
    await assign(sim, 'governor', groupId('Contoso'), {
      identity: { type: 'SystemAssigned' },
      location: LOCATION,
    });
    const { policyAssignments } = policies(sim, 'governor');
    await expect(policyAssignments.get(groupId('Contoso'), 'protect')).resolves.toMatchObject({
      scope: groupId('Contoso'),
      identity: { type: 'SystemAssigned', tenantId: TENANT },
    });
    const ofGroup = (name: string, filter: string) =>
      namesOf(policyAssignments.listForManagementGroup(name, { filter }));
    expect(await ofGroup('Contoso', 'atExactScope()')).toEqual(['protect']);
    expect(await ofGroup('Platform', 'atScope()')).toEqual(['protect']);
    expect(await ofGroup('Platform', 'atExactScope()')).toEqual([]);
    expect(await namesOf(policies(sim, 'team').policyAssignments.list())).toEqual(['protect']);
    expect(await namesOf(policies(sim, 'players', SANDBOX).policyAssignments.list())).toEqual([]);
    await policyAssignments.delete(groupId('Contoso'), 'protect');
    await expect(makeVault(sim, 'team', PRODUCTION)).resolves.toMatchObject({
      name: 'kv-33333333',
    });
  });

  it('may be a definition of the group or of one above, and of no other', async () => {
    const sim = make();
    const rule = {
      mode: 'All',
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.KeyVault/vaults' },
        // oxlint-disable-next-line unicorn/no-thenable -- the word of policy rules
        then: { effect: 'deny' },
      },
    };
    const { policyDefinitions, policyAssignments } = policies(sim, 'governor');
    const { id = '' } = await policyDefinitions.createOrUpdateAtManagementGroup(
      'Contoso',
      'no-vaults',
      rule,
    );
    expect(id).toBe(
      `${groupId('Contoso')}/providers/Microsoft.Authorization/policyDefinitions/no-vaults`,
    );
    await expect(
      policyDefinitions.getAtManagementGroup('Contoso', 'no-vaults'),
    ).resolves.toMatchObject({ policyType: 'Custom' });
    const custom = (items: AsyncIterable<{ name?: string; policyType?: string }>) =>
      listed(items).then((all) =>
        all.filter(({ policyType }) => policyType === 'Custom').map(({ name }) => name),
      );
    expect(await custom(policies(sim, 'team').policyDefinitions.list())).toEqual(['no-vaults']);
    expect(
      await custom(policies(sim, 'team').policyDefinitions.list({ filter: 'atExactScope()' })),
    ).toEqual([]);
    expect(await custom(policyDefinitions.listByManagementGroup('Platform'))).toEqual([
      'no-vaults',
    ]);
    expect(await custom(policies(sim, 'players', SANDBOX).policyDefinitions.list())).toEqual([]);
    const outOfScope = {
      statusCode: 400,
      code: 'InvalidCreatePolicyAssignmentRequest',
      message:
        "The policy definition specified in policy assignment 'mine' is out of scope. Policy definitions should be specified only at or above the policy assignment scope. If the management groups hierarchy changed recently or if assigning a management group policy to new subscription, please allow up to 30 minutes for the hierarchy changes to apply.",
    };
    await expect(
      policies(sim, 'players', SANDBOX).policyAssignments.create(
        `/subscriptions/${SANDBOX}`,
        'mine',
        { policyDefinitionId: id },
      ),
    ).rejects.toMatchObject(outOfScope);
    await policies(sim, 'team').policyAssignments.create(`/subscriptions/${PRODUCTION}`, 'mine', {
      policyDefinitionId: id,
    });
    await expect(makeVault(sim, 'team', PRODUCTION)).rejects.toMatchObject({
      code: 'RequestDisallowedByPolicy',
    });
    await expect(
      policyDefinitions.deleteAtManagementGroup('Contoso', 'no-vaults'),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidDeletePolicyDefinitionRequest',
      message: `The policy definition 'no-vaults' cannot be deleted. It is referenced by the policy assignment '/subscriptions/${PRODUCTION}/providers/Microsoft.Authorization/policyAssignments/mine'. Please delete all policy assignments referencing the policy. (simulator wording)`,
    });
    await policyAssignments.delete(`/subscriptions/${PRODUCTION}`, 'mine');
    await policyDefinitions.deleteAtManagementGroup('Contoso', 'no-vaults');
    await expect(
      policyDefinitions.getAtManagementGroup('Contoso', 'no-vaults'),
    ).rejects.toMatchObject({ statusCode: 404, code: 'PolicyDefinitionNotFound' });
  });

  it('can be there from the start, in a fork and after a snapshot', async () => {
    const id = `${groupId('Contoso')}/providers/Microsoft.Authorization/policyAssignments/protect`;
    const sim = createSimulator({
      world: {
        tenants: [{ tenantId: TENANT }],
        managementGroups: [{ name: 'Contoso' }],
        subscriptions: [{ subscriptionId: PRODUCTION, managementGroup: 'Contoso' }],
        resources: [
          {
            id,
            apiVersion: '2024-05-01',
            body: {
              properties: {
                policyDefinitionId: builtIn(VAULT_PROTECTION),
                parameters: { effect: { value: 'Deny' } },
              },
            },
          },
        ],
      },
    });
    const restored = createSimulator();
    restored.restore(sim.snapshot());
    for (const one of [sim, sim.fork(), restored]) {
      await expect(makeVault(one, 'owner', PRODUCTION)).rejects.toMatchObject({
        code: 'RequestDisallowedByPolicy',
      });
    }
  });
});

describe('a lock', () => {
  it('at a management group is refused by name', async () => {
    const sim = make();
    const token = await sim.credential('root').getToken('https://management.azure.com/.default');
    const answer = await sim.fetch(
      `https://management.azure.com${groupId('Contoso')}/providers/Microsoft.Authorization/locks/x?api-version=2020-05-01`,
      {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token?.token ?? ''}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ properties: { level: 'CanNotDelete' } }),
      },
    );
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain(`locks at the scope '${groupId('Contoso')}'`);
  });
});
