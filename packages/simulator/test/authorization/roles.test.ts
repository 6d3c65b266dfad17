import { AuthorizationManagementClient, type RoleDefinition } from '@azure/arm-authorization';
import { ResourceManagementClient } from '@azure/arm-resources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { ConditionSyntaxError, parseRoleCondition } from '../../src/kernel/role-condition.ts';
import { Refusal } from '../../src/kernel/errors.ts';

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const CUSTOM = '11111111-2222-4333-8444-555555555555';
const GROUP = 'rg-roles';

const make = (latency: 'instant' | 'realistic' = 'instant'): Simulator =>
  createSimulator({
    latency,
    now: '2026-03-01T10:00:00Z',
    world: {
      principals: [
        { name: 'owner', roles: [{ role: 'Owner' }] },
        { name: 'everyone', kind: 'group' },
        { name: 'team', kind: 'group', groups: ['everyone'] },
        { name: 'ann', groups: ['team'] },
        { name: 'bob' },
      ],
    },
  });

const roles = (sim: Simulator, who?: string): AuthorizationManagementClient =>
  new AuthorizationManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
const groups = (sim: Simulator, who?: string) =>
  new ResourceManagementClient(sim.credential(who), sim.subscriptionId, sim.clientOptions())
    .resourceGroups;
const subscription = (sim: Simulator): string => `/subscriptions/${sim.subscriptionId}`;
const roleId = (sim: Simulator, role: string): string =>
  `${subscription(sim)}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
const objectId = (sim: Simulator, name: string): string =>
  sim.principals.find(({ displayName }) => displayName === name)?.objectId ?? '';

const assign = (sim: Simulator, who: string, role: string, more: object = {}, by?: string) =>
  roles(sim, by).roleAssignments.create(subscription(sim), crypto.randomUUID(), {
    roleDefinitionId: roleId(sim, role),
    principalId: objectId(sim, who),
    ...more,
  });
const conditional = (condition: string) => ({ condition, conditionVersion: '2.0' });
const list = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe('a condition of a role assignment', () => {
  it('narrows what a role gives, and the refusal says so', async () => {
    const sim = make();
    await groups(sim).createOrUpdate(GROUP, { location: 'westeurope' });
    const condition = "!(ActionMatches{'Microsoft.Resources/subscriptions/resourceGroups/write'})";
    await assign(sim, 'bob', CONTRIBUTOR, conditional(condition));
    await expect(groups(sim, 'bob').get(GROUP)).resolves.toMatchObject({ name: GROUP });
    await expect(
      groups(sim, 'bob').createOrUpdate(GROUP, { location: 'westeurope' }),
    ).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringMatching(
        /does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft\.Resources\/subscriptions\/resourceGroups\/write' over scope/,
      ),
    });
  });

  it('lets somebody give some roles to some principals only', async () => {
    const sim = make();
    await assign(
      sim,
      'bob',
      OWNER,
      conditional(
        `(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${READER}, ${CUSTOM}} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'serviceprincipal')) AND (!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}) OR @Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidNotEquals ${OWNER})`,
      ),
    );
    await expect(assign(sim, 'ann', READER, {}, 'bob')).resolves.toMatchObject({
      principalId: objectId(sim, 'ann'),
    });
    await expect(assign(sim, 'ann', OWNER, {}, 'bob')).rejects.toMatchObject({ statusCode: 403 });
    await expect(assign(sim, 'team', READER, {}, 'bob')).rejects.toMatchObject({
      statusCode: 403,
    });
    const mine = await list(
      roles(sim).roleAssignments.listForSubscription({
        filter: `principalId eq '${objectId(sim, 'owner')}'`,
      }),
    );
    await expect(
      roles(sim, 'bob').roleAssignments.delete(subscription(sim), mine[0]?.name ?? ''),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it('is kept, can be changed, and answers 201 as recorded', async () => {
    const sim = make();
    const condition =
      "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:Name] stringEquals 'foo'";
    const name = crypto.randomUUID();
    const client = roles(sim).roleAssignments;
    const put = (description: string) =>
      client.create(subscription(sim), name, {
        roleDefinitionId: roleId(sim, READER),
        principalId: objectId(sim, 'bob'),
        description,
        ...conditional(condition),
      });
    const made = await put('first');
    expect(made).toMatchObject({ condition, conditionVersion: '2.0', description: 'first' });
    await sim.clock.advance({ minutes: 1 });
    const changed = await put('second');
    expect(changed.description).toBe('second');
    expect(changed.createdOn).toEqual(made.createdOn);
    expect(changed.updatedOn).toEqual(new Date('2026-03-01T10:01:00Z'));
    expect(sim.ledger.entries().at(-1)?.status).toBe(201);
    await put('second');
    expect(sim.ledger.entries().at(-1)?.status).toBe(200);
    // No attribute of a container is known of a group: the condition is not met.
    await expect(groups(sim, 'bob').get(GROUP)).rejects.toMatchObject({ statusCode: 403 });
  });

  it('that cannot be read is refused, and one that is not played by name', async () => {
    const sim = make();
    await expect(
      assign(sim, 'bob', READER, conditional('@Resource[a:b] StringEquals')),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidCondition',
      message: expect.stringContaining('the condition ends too early'),
    });
    await expect(
      assign(sim, 'bob', READER, { condition: "ActionMatches{'a'}", conditionVersion: '1.0' }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidConditionVersion' });
    await expect(
      assign(sim, 'bob', READER, conditional("@Environment[UtcNow] DateTimeLessThan '2027'")),
    ).rejects.toMatchObject({ statusCode: 501 });
  });

  it.each([
    ["@Request[a:b] StringEquals 'x'", true],
    ["@request[A:B] StringEquals 'X'", false],
    ["@Request[a:b] StringEqualsIgnoreCase 'X'", true],
    ["@Request[a:b] StringNotEquals 'x'", false],
    ["@Request[a:c] StringNotEquals 'x'", false],
    ['Exists @Request[a:b] AND NOT Exists @Request[a:c]', true],
    ["ActionMatches{'some/*'} && !(ActionMatches{'other/*'})", true],
    ["SubOperationMatches{'Blob.List'} || @Request[a:b] StringLike 'x*'", true],
    ["@Request[a:list] ForAllOfAnyValues:StringEquals {'1', '2', '3'}", true],
    ["@Request[a:list] ForAllOfAnyValues:StringEquals {'1'}", false],
    ["@Request[a:list] ForAnyOfAllValues:StringNotEquals {'1', '3'}", true],
    ["@Request[a:list] ForAllOfAllValues:StringNotEquals {'3', '4'}", true],
    ['@Request[a:list] NumericGreaterThan 1', true],
    ['@Request[a:list] NumericGreaterThan 2', false],
  ])('%s is %s', (text, expected) => {
    const attributes = new Map([
      ['request|a:b', ['x']],
      ['request|a:list', ['1', '2']],
    ]);
    expect(parseRoleCondition(text)({ action: 'some/action', attributes })).toBe(expected);
  });

  it('never brings the parser down', () => {
    const words = [
      "'a'",
      '(',
      ')',
      '!',
      'AND',
      'OR',
      '{',
      '}',
      ',',
      '@Request[a:b]',
      'StringEquals',
      'Exists',
      '1',
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom(...words)).map((some) => some.join(' ')),
        ),
        (text) => {
          try {
            const answer = parseRoleCondition(text)({ action: 'x', attributes: new Map() });
            expect(typeof answer).toBe('boolean');
          } catch (error) {
            expect(error instanceof ConditionSyntaxError || error instanceof Refusal).toBe(true);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(() => parseRoleCondition('('.repeat(100_000))).toThrow(ConditionSyntaxError);
  });
});

describe('a list of role assignments', () => {
  it('names the role of one that nobody asked for as that of any other', async () => {
    const sim = make();
    const [standing] = await list(
      roles(sim).roleAssignments.listForSubscription({
        filter: `principalId eq '${objectId(sim, 'owner')}'`,
      }),
    );
    expect(standing?.roleDefinitionId).toBe(roleId(sim, OWNER));
  });

  it('goes on behind the page before, even when what that ended with is gone', async () => {
    const sim = make();
    const group = await groups(sim).createOrUpdate(GROUP, { location: 'westeurope' });
    const scopes = [...Array.from({ length: 3 }, () => subscription(sim)), group.id ?? ''];
    for (const [at, scope] of scopes.entries()) {
      await roles(sim).roleAssignments.create(scope, `00000000-0000-4000-8000-00000000000${at}`, {
        roleDefinitionId: roleId(sim, [READER, CONTRIBUTOR, OWNER][at % 3] ?? ''),
        principalId: objectId(sim, 'bob'),
      });
    }
    const token = await sim.credential().getToken('https://management.azure.com/.default');
    const page = async (url: string): Promise<{ names: string[]; nextLink: string }> => {
      const answer = await sim.fetch(url, { headers: { authorization: `Bearer ${token?.token}` } });
      const { value, nextLink = '' } = (await answer.json()) as {
        value: { name: string }[];
        nextLink?: string;
      };
      return { names: value.map(({ name }) => name.slice(-1)), nextLink };
    };
    const first = await page(
      `https://management.azure.com${group.id}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=principalId eq '${objectId(sim, 'bob')}'&$top=2`,
    );
    expect(first.names).toEqual(['0', '1']);
    await roles(sim).roleAssignments.delete(
      subscription(sim),
      '00000000-0000-4000-8000-000000000001',
    );
    expect(await page(first.nextLink)).toEqual({ names: ['2', '3'], nextLink: '' });
  });
});

describe('groups', () => {
  it('give what is assigned to them, also through other groups', async () => {
    const sim = make();
    await groups(sim).createOrUpdate(GROUP, { location: 'westeurope' });
    await expect(groups(sim, 'ann').get(GROUP)).rejects.toMatchObject({ statusCode: 403 });
    const { principalType, name = '' } = await assign(sim, 'everyone', READER);
    expect(principalType).toBe('Group');
    await expect(groups(sim, 'ann').get(GROUP)).resolves.toMatchObject({ name: GROUP });
    await expect(groups(sim, 'bob').get(GROUP)).rejects.toMatchObject({ statusCode: 403 });
    await roles(sim).roleAssignments.delete(subscription(sim), name);
    await expect(groups(sim, 'ann').get(GROUP)).rejects.toMatchObject({ statusCode: 403 });
  });

  it('take as long to count as anyone', async () => {
    const sim = make('realistic');
    await groups(sim).createOrUpdate(GROUP, { location: 'westeurope' });
    await assign(sim, 'everyone', READER);
    await expect(groups(sim, 'ann').get(GROUP)).rejects.toMatchObject({ statusCode: 403 });
    await sim.clock.advance({ minutes: 10 });
    await expect(groups(sim, 'ann').get(GROUP)).resolves.toMatchObject({ name: GROUP });
  });
});

describe('roles that a tenant makes', () => {
  const role = (sim: Simulator, change: Partial<RoleDefinition> = {}): RoleDefinition => ({
    roleName: 'Group Reader',
    description: 'Reads groups',
    permissions: [{ actions: ['Microsoft.Resources/subscriptions/resourceGroups/read'] }],
    assignableScopes: [subscription(sim)],
    ...change,
  });

  it('are made, assigned, changed and deleted', async () => {
    const sim = make();
    await groups(sim).createOrUpdate(GROUP, { location: 'westeurope' });
    const { roleDefinitions, roleAssignments } = roles(sim);
    const scope = subscription(sim);
    const made = await roleDefinitions.createOrUpdate(scope, CUSTOM, role(sim));
    expect(made).toMatchObject({
      id: roleId(sim, CUSTOM),
      name: CUSTOM,
      roleName: 'Group Reader',
      roleType: 'CustomRole',
      assignableScopes: [scope],
      createdOn: new Date('2026-03-01T10:00:00Z'),
      createdBy: objectId(sim, 'owner'),
    });
    const given = await assign(sim, 'bob', CUSTOM);
    await expect(groups(sim, 'bob').get(GROUP)).resolves.toMatchObject({ name: GROUP });
    await roleDefinitions.createOrUpdate(
      scope,
      CUSTOM,
      role(sim, { permissions: [{ actions: ['Microsoft.KeyVault/vaults/read'] }] }),
    );
    await expect(groups(sim, 'bob').get(GROUP)).rejects.toMatchObject({ statusCode: 403 });
    const customs = await list(roleDefinitions.list(scope, { filter: "type eq 'CustomRole'" }));
    expect(customs.map(({ name }) => name)).toEqual([CUSTOM]);
    await expect(roleDefinitions.delete(scope, CUSTOM)).rejects.toMatchObject({
      statusCode: 400,
      code: 'RoleDefinitionHasAssignments',
      message: 'There are existing role assignments referencing role',
    });
    await roleAssignments.delete(scope, given.name ?? '');
    await roleDefinitions.delete(scope, CUSTOM);
    await expect(roleDefinitions.get(scope, CUSTOM)).rejects.toMatchObject({
      statusCode: 404,
      code: 'RoleDefinitionDoesNotExist',
      message: `The specified role definition with ID '${CUSTOM}' does not exist.`,
    });
  });

  it('are refused with what is wrong with them', async () => {
    const sim = make();
    const scope = subscription(sim);
    const put = (change: Partial<RoleDefinition>, name = CUSTOM) =>
      roles(sim).roleDefinitions.createOrUpdate(scope, name, role(sim, change));
    await expect(put({ assignableScopes: ['/'] })).rejects.toMatchObject({
      statusCode: 400,
      code: 'LinkedInvalidPropertyId',
      message:
        "The assignable scope '/' is not the id of a subscription, of a group in one or of a management group. (simulator wording)",
    });
    await expect(put({ assignableScopes: [] })).rejects.toMatchObject({
      statusCode: 400,
      code: 'MissingAssignableScopes',
      message: 'The role definition needs at least one assignable scope. (simulator wording)',
    });
    await expect(put({ permissions: [] })).rejects.toMatchObject({ statusCode: 400 });
    await expect(put({ roleName: '' })).rejects.toMatchObject({
      statusCode: 400,
      code: 'RoleDefinitionNameNullOrEmpty',
      message: "The role definition needs a 'roleName'. (simulator wording)",
    });
    await expect(put({ roleType: 'BuiltInRole' })).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidRoleDefinitionType',
    });
    await expect(put({ roleName: 'Reader' })).rejects.toMatchObject({
      statusCode: 409,
      code: 'RoleDefinitionWithSameNameExists',
      message:
        'A custom role with the same name already exists in this directory. Use a different name.',
    });
    await expect(put({}, READER)).rejects.toMatchObject({
      statusCode: 409,
      code: 'RoleDefinitionExists',
      message: `The role definition '${READER}' is a built-in one. (simulator wording)`,
    });
    await expect(put({}, 'no-guid')).rejects.toMatchObject({ statusCode: 400 });
    const elsewhere = '/subscriptions/00000000-0000-4000-8000-000000000001';
    await expect(put({ assignableScopes: [scope, elsewhere] })).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
    });
  });

  it('that are built in are public, with the instants that were recorded', async () => {
    const sim = make();
    const [reader] = await list(
      roles(sim).roleDefinitions.list(subscription(sim), { filter: "roleName eq 'reader'" }),
    );
    expect(reader).toMatchObject({
      name: READER,
      roleType: 'BuiltInRole',
      createdOn: new Date('2015-02-02T21:55:09.8806423Z'),
      updatedOn: new Date('2021-11-11T20:13:47.8628684Z'),
    });
    await expect(
      roles(sim, 'bob').roleDefinitions.getById(
        `/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
      ),
    ).resolves.toMatchObject({ roleName: 'Reader' });
  });
});
