import { PolicyClient, type PolicyAssignment } from '@azure/arm-policy';
import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../src/index.ts';
import {
  encryptedWorkspace,
  FAST,
  GROUP,
  idOf,
  LOCATION,
  machineLearning,
  makeIdentity,
  makeVault,
  resources,
  scene,
  type Scene,
  send,
  VAULT,
  type Wire,
  WORKSPACE,
} from '../machinelearning/scene.ts';

const WORKSPACE_KEY = 'ba769a63-b8cc-4b2d-abf6-ac33c7204be8';
const WORKSPACE_KEY_TOLD = '7f40cee6-e933-4d0f-a782-b96615e0f4a6';
const WORKSPACE_IDENTITY = '5f0c7d88-c7de-45b8-ac49-db49e72eaa78';
const VAULT_PROTECTION = '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53';
const VAULT_SOFT_DELETE = '1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d';
const GROUP_KEY = '0aa61e00-0a01-4a3c-9945-e93cffedf0e6';
const CLUSTER_KEY = '7d7be79c-23ba-4033-84dd-45e2a5ccdd67';
const VERSION = '2025-03-01';

const builtIn = (name: string): string =>
  `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
const policies = (sim: Simulator, who?: string): PolicyClient =>
  new PolicyClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
const subscriptionOf = (sim: Simulator): string => `/subscriptions/${sim.subscriptionId}`;
const groupOf = (sim: Simulator): string => `${subscriptionOf(sim)}/resourceGroups/${GROUP}`;

async function assign(
  sim: Simulator,
  definition: string,
  effect: string,
  more: Partial<PolicyAssignment> = {},
  scope = subscriptionOf(sim),
): Promise<PolicyAssignment> {
  return policies(sim).policyAssignments.create(
    scope,
    `assign-${definition.split('/').pop()?.slice(0, 8)}`,
    {
      policyDefinitionId: definition.startsWith('/') ? definition : builtIn(definition),
      parameters: { effect: { value: effect } },
      ...more,
    },
  );
}

const plain = (given: Scene) => {
  const { encryption: _, ...rest } = encryptedWorkspace(given);
  return rest;
};
const makeWorkspace = (given: Scene, change: object = {}, name = WORKSPACE) =>
  machineLearning(given.sim).workspaces.beginCreateOrUpdateAndWait(
    GROUP,
    name,
    { ...plain(given), ...change },
    FAST,
  );
const disallowed = { statusCode: 403, code: 'RequestDisallowedByPolicy' };
const lastMark = (sim: Simulator) => sim.ledger.entries().findLast(({ policies: told }) => told);

describe('a policy that denies', () => {
  it('refuses a workspace without a key in the words that Azure is reported with', async () => {
    const given = await scene();
    const { sim } = given;
    const assignment = await assign(sim, WORKSPACE_KEY, 'Deny', { displayName: 'Keys, please' });
    const { status, headers, body } = await send(sim, 'PUT', given.workspaceId, '2024-10-01', {
      location: LOCATION,
      properties: {},
    });
    expect(status).toBe(403);
    expect(headers.get('x-ms-failure-cause')).toBe('gateway');
    const displayName =
      'Azure Machine Learning workspaces should be encrypted with a customer-managed key';
    expect(body).toEqual({
      error: {
        code: 'RequestDisallowedByPolicy',
        target: WORKSPACE,
        message: `Resource '${WORKSPACE}' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Keys, please","id":"${assignment.id}"},"policyDefinition":{"name":"${displayName}","id":"${builtIn(WORKSPACE_KEY)}","version":"1.1.0"}}]'.`,
        additionalInfo: [
          {
            type: 'PolicyViolation',
            info: {
              policyDefinitionDisplayName: displayName,
              evaluationDetails: {
                evaluatedExpressions: [
                  {
                    result: 'True',
                    expressionKind: 'Field',
                    expression: 'type',
                    path: 'type',
                    expressionValue: 'Microsoft.MachineLearningServices/workspaces',
                    targetValue: 'Microsoft.MachineLearningServices/workspaces',
                    operator: 'Equals',
                  },
                  {
                    result: 'False',
                    expressionKind: 'Field',
                    expression: 'kind',
                    path: 'kind',
                    targetValue: 'project',
                    operator: 'Equals',
                  },
                  {
                    result: 'False',
                    expressionKind: 'Field',
                    expression: 'Microsoft.MachineLearningServices/workspaces/encryption.status',
                    path: 'properties.encryption.status',
                    targetValue: 'Enabled',
                    operator: 'Equals',
                  },
                ],
              },
              policyDefinitionId: builtIn(WORKSPACE_KEY),
              policyDefinitionName: WORKSPACE_KEY,
              policyDefinitionVersion: '1.1.0',
              policyDefinitionEffect: 'Deny',
              policyAssignmentId: assignment.id,
              policyAssignmentName: 'assign-ba769a63',
              policyAssignmentDisplayName: 'Keys, please',
              policyAssignmentScope: subscriptionOf(sim),
              policyAssignmentParameters: { effect: { value: 'Deny' } },
              policyExemptionIds: [],
            },
          },
        ],
      },
    });
    await expect(makeWorkspace(given)).rejects.toMatchObject(disallowed);
    await expect(makeWorkspace(given, encryptedWorkspace(given))).resolves.toMatchObject({
      encryption: { status: 'Enabled' },
    });
  });

  it('lets projects alone from 1.1.0 on, and not in 1.0 (F52)', async () => {
    const given = await scene();
    const { sim } = given;
    const hub = idOf(sim, 'Microsoft.MachineLearningServices/workspaces', 'hub');
    const put = () =>
      send(
        sim,
        'PUT',
        idOf(sim, 'Microsoft.MachineLearningServices/workspaces', 'project'),
        '2024-10-01',
        { location: LOCATION, kind: 'Project', properties: { hubResourceId: hub } },
      );
    await assign(sim, WORKSPACE_KEY, 'Deny', { definitionVersion: '1.0.*' });
    expect((await put()).body.error.code).toBe('RequestDisallowedByPolicy');
    const newer = await assign(sim, WORKSPACE_KEY, 'Deny', { definitionVersion: '1.*.*' });
    expect(newer.effectiveDefinitionVersion).toBe('1.1.0');
    expect((await put()).body?.error?.code).not.toBe('RequestDisallowedByPolicy');
  });

  it('says the assignment’s own reasons when it has some (F06)', async () => {
    const { sim } = await scene();
    const message =
      'Soft delete and Purge Protection should be enabled and retention days should be 90 days';
    await assign(sim, VAULT_PROTECTION, 'Deny', { nonComplianceMessages: [{ message }] });
    await expect(makeVault(sim, 'kv-weak', LOCATION, false)).rejects.toMatchObject({
      ...disallowed,
      message: `Resource 'kv-weak' was disallowed by policy. Reasons: '${message}'. See error details for policy resource IDs.`,
    });
    await expect(makeVault(sim, 'kv-strong')).resolves.toContain('kv-strong');
  });

  it('reads what the request says and not what the service would fill in', async () => {
    const { sim } = await scene();
    await assign(sim, VAULT_SOFT_DELETE, 'Deny');
    // Soft delete is on whatever is asked, and yet the request has to say so.
    await expect(makeVault(sim, 'kv-soft')).rejects.toMatchObject(disallowed);
    const patched = await send(
      sim,
      'PATCH',
      idOf(sim, 'Microsoft.KeyVault/vaults', VAULT),
      '2024-11-01',
      { tags: { a: 'b' } },
    );
    expect([patched.status, patched.body.tags]).toEqual([200, { a: 'b' }]);
  });

  it.each([
    [GROUP_KEY, 'Microsoft.ContainerInstance/containerGroups', '2023-05-01'],
    [CLUSTER_KEY, 'Microsoft.ContainerService/managedClusters', '2024-09-01'],
    [WORKSPACE_IDENTITY, 'Microsoft.MachineLearningServices/workspaces', '2024-10-01'],
  ])('of the built-in definition %s refuses a bare %s', async (definition, type, version) => {
    const { sim } = await scene();
    const put = (properties: object) =>
      send(sim, 'PUT', idOf(sim, type, 'bare'), version, { location: LOCATION, properties });
    await assign(sim, definition, 'Deny');
    expect((await put({})).body.error.code).toBe('RequestDisallowedByPolicy');
    const good = {
      encryptionProperties: { vaultBaseUrl: 'https://v', keyName: 'k' },
      diskEncryptionSetID: '/subscriptions/s',
      primaryUserAssignedIdentity: '/subscriptions/s',
    };
    expect((await put(good)).body.error.code).not.toBe('RequestDisallowedByPolicy');
    const halfway = { ...good, encryptionProperties: { vaultBaseUrl: 'https://v' } };
    const code = (await put(halfway)).body.error.code as string;
    expect(code === 'RequestDisallowedByPolicy').toBe(definition === GROUP_KEY);
  });

  it('reaches what a workspace makes behind itself, inside the operation (F51)', async () => {
    const given = await scene();
    const { sim } = given;
    const definition = await policies(sim).policyDefinitions.createOrUpdate('no-cosmos', {
      mode: 'Indexed',
      displayName: 'No Azure Cosmos DB here',
      policyRule: {
        if: { field: 'type', equals: 'Microsoft.DocumentDB/databaseAccounts' },
        then: { effect: 'deny' },
      },
    });
    await policies(sim).policyAssignments.create(subscriptionOf(sim), 'no-cosmos', {
      policyDefinitionId: definition.id ?? '',
    });
    await expect(makeWorkspace(given, encryptedWorkspace(given))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^The long-running operation has failed\. RequestDisallowedByPolicy\. Resource '[^']+' was disallowed by policy\. Policy identifiers: '\[\{"policyAssignment":\{"name":"no-cosmos",.*"No Azure Cosmos DB here"/,
      ),
    });
    const left = [];
    for await (const group of resources(sim).resourceGroups.list()) left.push(group.name);
    expect(left).toEqual([GROUP]);
    await policies(sim).policyAssignments.delete(subscriptionOf(sim), 'no-cosmos');
    await expect(
      makeWorkspace(given, encryptedWorkspace(given), 'mlw-second'),
    ).resolves.toMatchObject({ provisioningState: 'Succeeded' });
  });
});

describe('a policy that lets pass', () => {
  it('leaves a mark in the ledger: audited, or denied and not enforced', async () => {
    const given = await scene();
    const { sim } = given;
    const { id: assignmentId } = await assign(sim, WORKSPACE_KEY, 'Audit');
    await makeWorkspace(given);
    const definitionId = builtIn(WORKSPACE_KEY);
    expect(lastMark(sim)?.policies).toEqual([{ assignmentId, definitionId, effect: 'Audit' }]);
    await assign(sim, WORKSPACE_KEY, 'Deny', { enforcementMode: 'DoNotEnforce' });
    await makeWorkspace(given, {}, 'mlw-second');
    expect(lastMark(sim)?.policies).toEqual([{ assignmentId, definitionId, effect: 'Deny' }]);
    sim.ledger.clear();
    await makeWorkspace(given, encryptedWorkspace(given), 'mlw-third');
    expect(lastMark(sim)).toBeUndefined();
  });

  it('tells of what is not there, and is silent when disabled', async () => {
    const given = await scene();
    const { sim } = given;
    await assign(sim, WORKSPACE_KEY_TOLD, 'AuditIfNotExists');
    await makeWorkspace(given);
    expect(lastMark(sim)?.policies?.[0]?.effect).toBe('AuditIfNotExists');
    await assign(sim, WORKSPACE_KEY_TOLD, 'Disabled');
    sim.ledger.clear();
    await makeWorkspace(given, {}, 'mlw-second');
    expect(lastMark(sim)).toBeUndefined();
  });
});

describe('a policy assignment', () => {
  it('holds in its scope, and not in what it leaves out', async () => {
    const { sim } = await scene();
    await resources(sim).resourceGroups.createOrUpdate('rg-free', { location: LOCATION });
    const group = `${subscriptionOf(sim)}/resourceGroups/rg-free`;
    await assign(sim, VAULT_PROTECTION, 'Deny', { notScopes: [group] });
    const body = {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        accessPolicies: [],
      },
    };
    const put = (name: string, where: string) =>
      send(sim, 'PUT', idOf(sim, 'Microsoft.KeyVault/vaults', name, where), '2024-11-01', body);
    expect((await put('kv-one', GROUP)).status).toBe(403);
    expect((await put('kv-two', 'rg-free')).status).toBe(200);
    await policies(sim).policyAssignments.delete(subscriptionOf(sim), 'assign-0b60c0b2');
    const vault = idOf(sim, 'Microsoft.KeyVault/vaults', VAULT);
    await assign(sim, VAULT_PROTECTION, 'Deny', {}, vault);
    expect((await put(VAULT, GROUP)).body.error.code).toBe('RequestDisallowedByPolicy');
    expect((await put('kv-one', GROUP)).status).toBe(200);
  });

  it('is made with 201, read, listed and deleted', async () => {
    const { sim } = await scene();
    const made = await assign(sim, WORKSPACE_KEY, 'Deny', {}, groupOf(sim));
    expect(made).toMatchObject({
      id: `${groupOf(sim)}/providers/Microsoft.Authorization/policyAssignments/assign-ba769a63`,
      type: 'Microsoft.Authorization/policyAssignments',
      definitionVersion: '1.*.*',
      latestDefinitionVersion: '1.1.0',
      effectiveDefinitionVersion: '1.1.0',
      enforcementMode: 'Default',
      scope: groupOf(sim),
      notScopes: [],
    });
    const client = policies(sim).policyAssignments;
    const read = await client.get(groupOf(sim), 'assign-ba769a63');
    expect(read).toEqual(made);
    const names = async (list: AsyncIterable<PolicyAssignment>) => {
      const found = [];
      for await (const { name } of list) found.push(name);
      return found;
    };
    expect(await names(client.list())).toEqual(['assign-ba769a63']);
    expect(await names(client.list({ filter: 'atScope()' }))).toEqual([]);
    expect(await names(client.listForResourceGroup(GROUP, { filter: 'atScope()' }))).toEqual([
      'assign-ba769a63',
    ]);
    expect(
      await names(client.list({ filter: `policyDefinitionId eq '${builtIn(CLUSTER_KEY)}'` })),
    ).toEqual([]);
    await expect(client.delete(groupOf(sim), 'assign-ba769a63')).resolves.toEqual(made);
    await expect(client.get(groupOf(sim), 'assign-ba769a63')).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicyAssignmentNotFound',
    });
  });

  it('keeps its location', async () => {
    const { sim } = await scene();
    const client = policies(sim).policyAssignments;
    await client.create(groupOf(sim), 'placed', {
      policyDefinitionId: builtIn(WORKSPACE_KEY),
      parameters: { effect: { value: 'Deny' } },
      location: 'West Europe',
    });
    expect((await client.get(groupOf(sim), 'placed')).location).toBe('westeurope');
  });

  it('goes with its group', async () => {
    const { sim } = await scene();
    const groups = resources(sim).resourceGroups;
    await groups.createOrUpdate('rg-short', { location: LOCATION });
    const scope = `${subscriptionOf(sim)}/resourceGroups/rg-short`;
    await assign(sim, VAULT_PROTECTION, 'Deny', {}, scope);
    await groups.delete('rg-short', FAST);
    await groups.createOrUpdate('rg-short', { location: LOCATION });
    const { status } = await send(
      sim,
      'PUT',
      idOf(sim, 'Microsoft.KeyVault/vaults', 'kv-again', 'rg-short'),
      '2024-11-01',
      {
        location: LOCATION,
        properties: {
          tenantId: sim.tenantId,
          sku: { family: 'A', name: 'standard' },
          accessPolicies: [],
        },
      },
    );
    expect(status).toBe(200);
  });

  it('has the identity that it asks for, until it asks for another or goes', async () => {
    const { sim } = await scene();
    const own = await assign(sim, WORKSPACE_KEY, 'Audit', {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
    });
    const principal = own.identity?.principalId ?? '';
    const isThere = (): boolean => sim.principals.some(({ objectId }) => objectId === principal);
    expect(own).toMatchObject({ location: LOCATION, identity: { tenantId: sim.tenantId } });
    expect(isThere()).toBe(true);

    const { id } = await makeIdentity(sim, 'id-policy');
    const users = await assign(sim, WORKSPACE_KEY, 'Audit', {
      location: LOCATION,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } },
    });
    expect(Object.keys(users.identity?.userAssignedIdentities ?? {})).toEqual([
      id.replace('/resourcegroups/', '/resourceGroups/'),
    ]);
    expect(users.identity?.principalId).toBeUndefined();
    expect(isThere()).toBe(false);
  });

  it('is given an identity later, and keeps what it demands', async () => {
    const { sim } = await scene();
    const { name = '', ...made } = await assign(sim, WORKSPACE_KEY, 'Audit');
    const { policyAssignments } = policies(sim);
    const given = await policyAssignments.update(subscriptionOf(sim), name, {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
    });
    const { parameters, policyDefinitionId } = made;
    expect(given).toMatchObject({ location: LOCATION, parameters, policyDefinitionId });
    const principal = given.identity?.principalId ?? '';
    const isThere = (): boolean => sim.principals.some(({ objectId }) => objectId === principal);
    expect(isThere()).toBe(true);
    const without = await policyAssignments.update(subscriptionOf(sim), name, {
      identity: { type: 'None' },
    });
    expect(without).toMatchObject({ location: LOCATION, parameters });
    expect(without.identity).toBeUndefined();
    expect(isThere()).toBe(false);
  });

  it('takes its own identity with it', async () => {
    const { sim } = await scene();
    const { name = '', identity } = await assign(sim, WORKSPACE_KEY, 'Audit', {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
    });
    await policies(sim).policyAssignments.delete(subscriptionOf(sim), name);
    expect(sim.principals.map(({ objectId }) => objectId)).not.toContain(identity?.principalId);
  });

  it('with an identity has a location', async () => {
    const { sim } = await scene();
    await expect(
      assign(sim, WORKSPACE_KEY, 'Audit', { identity: { type: 'SystemAssigned' } }),
    ).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidRequestContent',
      message:
        "The request content was invalid and could not be deserialized: 'a policy assignment with an identity needs a location'. (simulator wording)",
    });
  });

  it('that waits for enrolment denies nothing, and what would enrol is refused by name', async () => {
    const given = await scene();
    const { sim } = given;
    await expect(
      assign(sim, WORKSPACE_KEY, 'Deny', { enforcementMode: 'Enroll' }),
    ).resolves.toMatchObject({ enforcementMode: 'Enroll' });
    await makeWorkspace(given);
    expect(lastMark(sim)?.policies).toMatchObject([{ effect: 'Deny' }]);
    const { status, body } = await send(
      sim,
      'PUT',
      `${subscriptionOf(sim)}/providers/Microsoft.Authorization/policyEnrollments/mine`,
      VERSION,
      { properties: {} },
    );
    expect([status, (body as Wire).error.code]).toEqual([501, 'NotSimulated']);
  });

  it('is the same instance until it is deleted and made again', async () => {
    const { sim } = await scene();
    const first = await assign(sim, WORKSPACE_KEY, 'Deny');
    const again = await assign(sim, WORKSPACE_KEY, 'Audit');
    expect(first.instanceId).toMatch(/^[0-9a-f-]{36}$/);
    expect(again.instanceId).toBe(first.instanceId);
    await policies(sim).policyAssignments.delete(subscriptionOf(sim), 'assign-ba769a63');
    expect((await assign(sim, WORKSPACE_KEY, 'Deny')).instanceId).not.toBe(first.instanceId);
    const { body } = await send(sim, 'GET', first.id ?? '', '2024-05-01');
    expect((body as Wire).properties).not.toHaveProperty('instanceId');
  });

  it('is refused with what is wrong with it', async () => {
    const { sim } = await scene();
    await expect(assign(sim, WORKSPACE_KEY, 'deny')).rejects.toMatchObject({
      statusCode: 400,
      code: 'PolicyParameterValueNotAllowed',
      message: `The value 'deny' is not allowed for policy parameter 'effect' in policy definition '${WORKSPACE_KEY} version 1.1.0'. The allowed values are 'Audit, Deny, Disabled'.`,
    });
    await expect(assign(sim, builtIn('unknown'), 'Deny')).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicyDefinitionNotFound',
    });
    await expect(
      assign(sim, WORKSPACE_KEY, 'Deny', { parameters: { what: { value: 1 } } }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'UndefinedPolicyParameter' });
    await expect(
      assign(sim, WORKSPACE_KEY, 'Deny', { definitionVersion: '9.*.*' }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidRequestContent' });
    await expect(
      assign(sim, WORKSPACE_KEY, 'Deny', { notScopes: ['/subscriptions/other'] }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidRequestContent' });
    await expect(
      assign(
        sim,
        WORKSPACE_KEY,
        'Deny',
        {},
        `${groupOf(sim)}/providers/Microsoft.KeyVault/vaults/x`,
      ),
    ).rejects.toMatchObject({ statusCode: 404, code: 'ParentResourceNotFound' });
    await expect(
      assign(sim, '/providers/Microsoft.Authorization/policySetDefinitions/x', 'Deny'),
    ).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicySetDefinitionNotFound',
      message: "The policy set definition 'x' could not be found.",
    });
    await expect(
      policies(sim, 'contributor').policyAssignments.create(groupOf(sim), 'mine', {
        policyDefinitionId: builtIn(WORKSPACE_KEY),
      }),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
  });
});

describe('policy definitions', () => {
  it('that are built in can be read by anyone, and not written', async () => {
    const { sim } = await scene();
    const { policyDefinitions } = policies(sim, 'mlContributor');
    await expect(policyDefinitions.getBuiltIn(WORKSPACE_KEY)).resolves.toMatchObject({
      id: builtIn(WORKSPACE_KEY),
      policyType: 'BuiltIn',
      mode: 'Indexed',
      version: '1.1.0',
      versions: ['1.1.0', '1.0.3'],
      metadata: { category: 'Machine Learning', version: '1.1.0' },
    });
    const names = [];
    for await (const { name } of policyDefinitions.listBuiltIn()) names.push(name);
    expect(names).toEqual(expect.arrayContaining([WORKSPACE_KEY_TOLD, CLUSTER_KEY, GROUP_KEY]));
    await expect(
      policies(sim).policyDefinitions.createOrUpdate(WORKSPACE_KEY, {
        policyRule: { if: { field: 'type', equals: 'x' }, then: { effect: 'audit' } },
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });

  it('join texts and parameters', async () => {
    const { sim } = await scene();
    const { policyDefinitions, policyAssignments } = policies(sim);
    const { id = '' } = await policyDefinitions.createOrUpdate('naming', {
      mode: 'All',
      parameters: { prefix: { type: 'String' }, suffix: { type: 'String' } },
      policyRule: {
        if: {
          allOf: [
            { field: 'type', equals: 'Microsoft.Resources/resourceGroups' },
            {
              not: {
                field: 'name',
                like: "[concat(parameters('prefix'), '-*', parameters('suffix'))]",
              },
            },
          ],
        },
        then: { effect: 'Deny' },
      },
    });
    await policyAssignments.create(subscriptionOf(sim), 'naming', {
      policyDefinitionId: id,
      parameters: { prefix: { value: 'DeptA' }, suffix: { value: '-LC' } },
    });
    const { resourceGroups } = resources(sim);
    const make = (name: string) => resourceGroups.createOrUpdate(name, { location: LOCATION });
    await expect(make('DeptA-one')).rejects.toMatchObject(disallowed);
    await expect(make('DeptAone-LC')).rejects.toMatchObject(disallowed);
    await expect(make('DeptA-one-LC')).resolves.toMatchObject({ name: 'DeptA-one-LC' });
  });

  it.each([
    "[concat('a' 'b')]",
    "[concat('a',)]",
    '[concat()]',
    "[toLower('A']",
    "[toLower('A')] ]",
    "[uniqueString('A')]",
    '[parameters]',
    "[field('name').]",
    '[]',
  ])('are refused with the expression %s', async (expression) => {
    const { sim } = await scene();
    await expect(
      policies(sim).policyDefinitions.createOrUpdate('naming', {
        policyRule: { if: { field: 'name', like: expression }, then: { effect: 'audit' } },
      }),
    ).rejects.toMatchObject({
      statusCode: 501,
      message: `the policy expression '${expression}' is not simulated (simulator wording)`,
    });
  });

  it('of a subscription are evaluated in the same small language', async () => {
    const { sim } = await scene();
    const { policyDefinitions, policyAssignments } = policies(sim);
    const made = await policyDefinitions.createOrUpdate('owners', {
      mode: 'All',
      displayName: 'Groups say who owns them',
      parameters: { tag: { type: 'String' }, places: { type: 'Array', defaultValue: ['x'] } },
      policyRule: {
        if: {
          allOf: [
            { field: 'type', equals: 'Microsoft.Resources/resourceGroups' },
            {
              anyOf: [
                { field: 'tags.owner', exists: 'false' },
                { field: 'location', notIn: "[parameters('places')]" },
                { not: { field: 'name', like: 'rg-*' } },
              ],
            },
          ],
        },
        then: { effect: 'Deny' },
      },
    });
    expect(made).toMatchObject({ policyType: 'Custom', mode: 'All', versions: ['1.0.0'] });
    await expect(
      policyAssignments.create(subscriptionOf(sim), 'owners', {
        policyDefinitionId: made.id ?? '',
      }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'MissingPolicyParameter' });
    await policyAssignments.create(subscriptionOf(sim), 'owners', {
      policyDefinitionId: made.id ?? '',
      parameters: { tag: { value: 'owner' }, places: { value: ['westeurope'] } },
    });
    const { resourceGroups } = resources(sim);
    const make = (name: string, location: string, tags?: Record<string, string>) =>
      resourceGroups.createOrUpdate(name, { location, ...(tags ? { tags } : {}) });
    await expect(make('rg-a', 'westeurope')).rejects.toMatchObject(disallowed);
    await expect(make('rg-a', 'eastus', { owner: 'me' })).rejects.toMatchObject(disallowed);
    await expect(make('a', 'westeurope', { owner: 'me' })).rejects.toMatchObject(disallowed);
    await expect(make('rg-a', 'westeurope', { owner: 'me' })).resolves.toMatchObject({
      name: 'rg-a',
    });
    await expect(resourceGroups.update('rg-a', { tags: {} })).rejects.toMatchObject(disallowed);
    await expect(policyDefinitions.delete('owners')).rejects.toMatchObject({ statusCode: 400 });
    await policyAssignments.delete(subscriptionOf(sim), 'owners');
    await policyDefinitions.delete('owners');
    await expect(policyDefinitions.get('owners')).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicyDefinitionNotFound',
    });
    const kinds = new Set<string | undefined>();
    for await (const one of policyDefinitions.list({ filter: "policyType eq 'BuiltIn'" })) {
      kinds.add(one.policyType);
    }
    expect([...kinds]).toEqual(['BuiltIn']);
  });

  it.each([
    [
      'a condition',
      { field: 'name', resembles: '##' },
      'audit',
      "the policy condition 'resembles'",
    ],
    [
      'a count of no list',
      { count: { field: 'Microsoft.Compute/disks/x' }, equals: 1 },
      'audit',
      "the count of 'Microsoft.Compute/disks/x' in a policy",
    ],
    [
      'a condition in a count',
      {
        count: {
          field: 'Microsoft.Compute/disks/x[*]',
          where: { field: 'Microsoft.Compute/disks/x[*].y', resembles: 'z' },
        },
        equals: 1,
      },
      'audit',
      "the policy condition 'resembles'",
    ],
    [
      'an expression',
      { value: '[utcNow()]', less: '2026' },
      'audit',
      "the policy expression '[utcNow()]'",
    ],
    ['an effect', { field: 'type', equals: 'x' }, 'modify', "the policy effect 'modify'"],
  ])('with %s that is not played are refused by name', async (_what, condition, effect, told) => {
    const { sim } = await scene();
    await expect(
      policies(sim).policyDefinitions.createOrUpdate('odd', {
        policyRule: { if: condition, then: { effect } },
      }),
    ).rejects.toMatchObject({
      statusCode: 501,
      code: 'NotSimulated',
      message: `${told} is not simulated (simulator wording)`,
    });
  });

  it('survive a snapshot with their assignments', async () => {
    const given = await scene();
    await assign(given.sim, WORKSPACE_KEY, 'Deny');
    const sim = given.sim.fork();
    const listed = (await send(
      sim,
      'GET',
      `${subscriptionOf(sim)}/providers/Microsoft.Authorization/policyAssignments`,
      VERSION,
    )) as Wire;
    expect(listed.body.value).toHaveLength(1);
    await expect(makeWorkspace({ ...given, sim })).rejects.toMatchObject(disallowed);
  });
});
