import { CosmosDBManagementClient } from '@azure/arm-cosmosdb';
import { describe, expect, it } from 'vitest';
import {
  FAST,
  GROUP,
  idOf,
  LOCATION,
  makeIdentity,
  scene,
  type SceneOptions,
  send,
} from '../machinelearning/scene.ts';

const NAME = 'cosmos-roles';
const READER = '00000000-0000-0000-0000-000000000001';
const ASSIGNMENT = '66666666-6666-4666-8666-666666666666';
const DEFINITION = '77777777-7777-4777-8777-777777777777';
const ACTIONS = 'Microsoft.DocumentDB/databaseAccounts/';
const ACTIVITY = String.raw`\r\nActivityId: [0-9a-f-]{36}`;

async function chain(options: SceneOptions = {}) {
  const given = await scene(options);
  const { sim } = given;
  const client = new CosmosDBManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await client.databaseAccounts.createOrUpdate(
    GROUP,
    NAME,
    {
      location: LOCATION,
      databaseAccountOfferType: 'Standard',
      locations: [{ locationName: LOCATION, failoverPriority: 0 }],
    },
    FAST,
  );
  const accountId = idOf(sim, 'Microsoft.DocumentDB/databaseAccounts', NAME);
  const identity = await makeIdentity(sim, 'id-reader');
  const { sqlResources } = client;
  const define = (change: object = {}, id = DEFINITION) =>
    sqlResources.createUpdateSqlRoleDefinition(
      GROUP,
      NAME,
      id,
      {
        roleName: 'reads sales',
        type: 'CustomRole',
        assignableScopes: [`${accountId}/dbs/sales`],
        permissions: [
          { dataActions: [`${ACTIONS}sqlDatabases/containers/items/read`], notDataActions: [] },
        ],
        ...change,
      },
      FAST,
    );
  const assign = (change: object = {}) =>
    sqlResources.createUpdateSqlRoleAssignment(
      GROUP,
      NAME,
      ASSIGNMENT,
      {
        roleDefinitionId: `${accountId}/sqlRoleDefinitions/${READER}`,
        scope: accountId,
        principalId: identity.principalId,
        ...change,
      },
      FAST,
    );
  return { ...given, sqlResources, accountId, identity, define, assign };
}

describe.each(['instant', 'realistic'] as const)('roles of a Cosmos DB account, %s', (latency) => {
  it('are those of Azure, and its own', async () => {
    const { sqlResources, accountId, define } = await chain({ latency });
    const list = async () => Array.fromAsync(sqlResources.listSqlRoleDefinitions(GROUP, NAME));
    expect(
      (await list()).map(({ roleName, typePropertiesType }) => [roleName, typePropertiesType]),
    ).toEqual([
      ['Cosmos DB Built-in Data Reader', 'BuiltInRole'],
      ['Cosmos DB Built-in Data Contributor', 'BuiltInRole'],
    ]);
    expect(await sqlResources.getSqlRoleDefinition(GROUP, NAME, READER)).toMatchObject({
      assignableScopes: [accountId],
      permissions: [
        {
          dataActions: [
            `${ACTIONS}readMetadata`,
            `${ACTIONS}sqlDatabases/containers/executeQuery`,
            `${ACTIONS}sqlDatabases/containers/readChangeFeed`,
            `${ACTIONS}sqlDatabases/containers/items/read`,
          ],
        },
      ],
    });
    expect(await define()).toMatchObject({ name: DEFINITION, roleName: 'reads sales' });
    expect(await list()).toHaveLength(3);
    await sqlResources.deleteSqlRoleDefinition(GROUP, NAME, DEFINITION, FAST);
    expect(await list()).toHaveLength(2);
  });

  it('are given to whoever is in the directory', async () => {
    const { sim, sqlResources, accountId, identity, assign } = await chain({ latency });
    // As reported of identities that were made a moment ago.
    if (latency === 'realistic') {
      await expect(assign()).rejects.toThrow(/was not found in the AAD tenant\(s\)/);
    }
    await sim.clock.advance({ minutes: 1 });
    const made = await assign();
    expect(made).toMatchObject({
      name: ASSIGNMENT,
      roleDefinitionId: `${accountId}/sqlRoleDefinitions/${READER}`,
      scope: accountId,
      principalId: identity.principalId,
    });
    const found = await Array.fromAsync(sqlResources.listSqlRoleAssignments(GROUP, NAME));
    expect(found.map(({ name }) => name)).toEqual([ASSIGNMENT]);
    await sqlResources.deleteSqlRoleAssignment(GROUP, NAME, ASSIGNMENT, FAST);
    await expect(sqlResources.getSqlRoleAssignment(GROUP, NAME, ASSIGNMENT)).rejects.toMatchObject({
      statusCode: 404,
      code: 'NotFound',
      message: expect.stringMatching(
        new RegExp(
          `^Unable to find a SQL Role Assignment with ID \\[${ASSIGNMENT}\\]\\.${ACTIVITY}`,
        ),
      ),
    });
  });
});

describe('a role of a Cosmos DB account', () => {
  it('is not given to who is not found, in the reported words', async () => {
    const { sim, accountId, sqlResources } = await chain({ latency: 'realistic' });
    const principalId = '88888888-8888-4888-8888-888888888888';
    const id = `${accountId}/sqlRoleAssignments/${ASSIGNMENT}`;
    const put = await send(sim, 'PUT', id, '2025-04-15', {
      properties: {
        roleDefinitionId: `${accountId}/sqlRoleDefinitions/${READER}`,
        scope: accountId,
        principalId,
      },
    });
    expect([put.status, put.body]).toEqual([202, { status: 'Enqueued' }]);
    const url = put.headers.get('azure-asyncoperation') ?? '';
    const { body } = await send(sim, 'GET', url, '2025-04-15');
    expect([body.status, body.error.code]).toEqual(['Failed', 'BadRequest']);
    expect(body.error.message).toMatch(
      new RegExp(
        `^The provided principal ID \\[${principalId}\\] was not found in the AAD tenant\\(s\\) \\[${sim.tenantId}\\] which are associated with the customer's subscription\\.${ACTIVITY}(, Microsoft\\.Azure\\.Documents\\.Common/2\\.14\\.0){6}$`,
      ),
    );
    expect(await Array.fromAsync(sqlResources.listSqlRoleAssignments(GROUP, NAME))).toEqual([]);
  });

  it('is given where its definition says, and stays while it is', async () => {
    const { sqlResources, accountId, define, assign } = await chain();
    const roleDefinitionId = `${accountId}/sqlRoleDefinitions/${DEFINITION}`;
    const told = (words: string) => ({
      statusCode: 400,
      code: 'BadRequest',
      message: expect.stringContaining(words),
    });
    await expect(assign({ roleDefinitionId })).rejects.toMatchObject(
      told(`The account has no role definition '${roleDefinitionId}'.`),
    );
    await define();
    await expect(assign({ roleDefinitionId })).rejects.toMatchObject(
      told(`The role definition cannot be assigned at '${accountId}'.`),
    );
    await assign({ roleDefinitionId, scope: `${accountId}/dbs/sales/colls/orders` });
    await expect(
      sqlResources.deleteSqlRoleDefinition(GROUP, NAME, DEFINITION, FAST),
    ).rejects.toMatchObject(told(`The role definition is used by the assignment '${ASSIGNMENT}'.`));
  });

  it.each([
    ['no name', { roleName: '' }, "'roleName' is required."],
    ['no scope', { assignableScopes: [] }, "'assignableScopes' must have at least one scope."],
    ['another scope', { assignableScopes: ['/dbs/sales'] }, "The scope '/dbs/sales' is neither"],
    ['no permission', { permissions: [] }, "'permissions' must have at least one."],
    [
      'other actions',
      { permissions: [{ dataActions: ['Microsoft.Storage/read'], notDataActions: [] }] },
      "'dataActions' must be actions of the data plane",
    ],
  ])('is not defined with %s', async (_what, change, words) => {
    const { define } = await chain();
    await expect(define(change)).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(words),
    });
  });

  it('is not defined over that of Azure, nor with the name of another', async () => {
    const { define } = await chain();
    await expect(define({}, READER)).rejects.toMatchObject({
      message: expect.stringContaining(`The role definition '${READER}' is built in`),
    });
    await define();
    await expect(define({}, ASSIGNMENT)).rejects.toMatchObject({
      message: expect.stringContaining("Another role definition has the name 'reads sales'."),
    });
  });
});
