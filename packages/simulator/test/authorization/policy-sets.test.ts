import { type PolicyAssignment, PolicyClient, type PolicySetDefinition } from '@azure/arm-policy';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ResourceManagementClient } from '@azure/arm-resources';
import { StorageManagementClient } from '@azure/arm-storage';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { send } from '../machinelearning/scene.ts';

const ALLOWED_SKUS = '7433c107-6db4-4ad1-b57a-a76dce0154a1';
const VAULT_PROTECTION = '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53';
const GROUP = 'rg-policies';
const LOCATION = 'westeurope';
const SKUS_NAME = 'Storage accounts should be limited by allowed SKUs';
const VAULT_NAME = 'Key vaults should have deletion protection enabled';

const builtIn = (name: string): string =>
  `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
const policies = (sim: Simulator): PolicyClient =>
  new PolicyClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const scopeOf = (sim: Simulator): string => `/subscriptions/${sim.subscriptionId}`;

async function scene(): Promise<Simulator> {
  const sim = createSimulator({ now: '2026-03-01T10:00:00Z' });
  const client = new ResourceManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  );
  await client.resourceGroups.createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

/** A set of two, whose effect and SKUs an assignment gives. */
const baseline = {
  displayName: 'Data protection',
  metadata: { category: 'Protection' },
  parameters: {
    effect: { type: 'String', allowedValues: ['Audit', 'Deny'], defaultValue: 'Deny' },
    skus: { type: 'Array', defaultValue: ['Standard_LRS'] },
  },
  policyDefinitions: [
    {
      policyDefinitionId: builtIn(VAULT_PROTECTION),
      policyDefinitionReferenceId: 'vaults',
      parameters: { effect: { value: "[parameters('effect')]" } },
    },
    {
      policyDefinitionId: builtIn(ALLOWED_SKUS),
      policyDefinitionReferenceId: 'skus',
      parameters: {
        effect: { value: "[parameters('effect')]" },
        listOfAllowedSKUs: { value: "[parameters('skus')]" },
      },
    },
  ],
} satisfies PolicySetDefinition;

const define = (sim: Simulator, change: Partial<PolicySetDefinition> = {}) =>
  policies(sim).policySetDefinitions.createOrUpdate('baseline', { ...baseline, ...change });

async function assign(
  sim: Simulator,
  more: Partial<PolicyAssignment> = {},
): Promise<PolicyAssignment> {
  const { id = '' } = await define(sim);
  return policies(sim).policyAssignments.create(scopeOf(sim), 'protect', {
    policyDefinitionId: id,
    displayName: 'Protect data',
    ...more,
  });
}

const makeVault = (sim: Simulator, enablePurgeProtection?: true) =>
  new KeyVaultManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).vaults.createOrUpdate(
    GROUP,
    'kv-set',
    {
      location: LOCATION,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
        ...(enablePurgeProtection ? { enablePurgeProtection } : {}),
      },
    },
    { updateIntervalInMs: 0 },
  );
const makeStorage = (sim: Simulator, name: string) =>
  new StorageManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).storageAccounts.create(
    GROUP,
    'stset',
    { kind: 'StorageV2', location: LOCATION, sku: { name } },
    { updateIntervalInMs: 0 },
  );
const invalid = (message: string, code = 'InvalidCreatePolicySetDefinitionRequest') => ({
  statusCode: 400,
  code,
  message,
});

describe('a set of policy definitions', () => {
  it('is made, read, listed and removed, with the versions of its members', async () => {
    const sim = await scene();
    const { policySetDefinitions } = policies(sim);
    const made = await define(sim);
    expect(made).toMatchObject({
      id: `${scopeOf(sim)}/providers/Microsoft.Authorization/policySetDefinitions/baseline`,
      name: 'baseline',
      type: 'Microsoft.Authorization/policySetDefinitions',
      policyType: 'Custom',
      version: '1.0.0',
      versions: ['1.0.0'],
      policyDefinitions: [
        { policyDefinitionReferenceId: 'vaults', definitionVersion: '2.*.*' },
        { policyDefinitionReferenceId: 'skus', definitionVersion: '1.*.*' },
      ],
    });
    await expect(policySetDefinitions.get('baseline')).resolves.toEqual(made);
    const names = async (filter?: string): Promise<(string | undefined)[]> => {
      const found = [];
      for await (const one of policySetDefinitions.list(filter === undefined ? {} : { filter })) {
        found.push(one.name);
      }
      return found;
    };
    expect(await names()).toEqual(['baseline']);
    expect(await names('atExactScope()')).toEqual(['baseline']);
    expect(await names("policyType eq 'BuiltIn'")).toEqual([]);
    expect(await names("category eq 'Protection'")).toEqual(['baseline']);
    await policySetDefinitions.delete('baseline');
    await expect(policySetDefinitions.get('baseline')).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicySetDefinitionNotFound',
      message: "The policy set definition 'baseline' could not be found.",
    });
    await expect(policySetDefinitions.getBuiltIn('none')).rejects.toMatchObject({
      code: 'AuthorizationFailed',
    });
  });

  it('knows the built-in definitions that are named as its own subscription’s', async () => {
    const sim = await scene();
    const { policyDefinitions } = await define(sim, {
      policyDefinitions: [{ policyDefinitionId: `${scopeOf(sim)}${builtIn(VAULT_PROTECTION)}` }],
    });
    expect(policyDefinitions?.[0]?.policyDefinitionId).toBe(builtIn(VAULT_PROTECTION));
  });

  it('numbers the members that are not given an id', async () => {
    const sim = await scene();
    const { policyDefinitions } = await define(sim, {
      policyDefinitions: [{ policyDefinitionId: builtIn(VAULT_PROTECTION) }],
    });
    expect(policyDefinitions?.[0]?.policyDefinitionReferenceId).toMatch(/^\d{1,20}$/);
  });

  it('is refused with what is wrong with its members', async () => {
    const sim = await scene();
    const [vaults, skus] = baseline.policyDefinitions;
    if (!vaults || !skus) throw new Error('the baseline has two members');
    const one = (member: object) => define(sim, { policyDefinitions: [{ ...vaults, ...member }] });
    await expect(define(sim, { policyDefinitions: [] })).rejects.toMatchObject(
      invalid(
        "The policy set definition 'baseline' create request is invalid. At least one policy definition must be referenced.",
      ),
    );
    await expect(
      one({ policyDefinitionId: '/providers/Microsoft.Authorization/policySetDefinitions/x' }),
    ).rejects.toMatchObject(
      invalid(
        "The policy set definition 'baseline' request is invalid. Referenced policy definitions must be of type 'Microsoft.Authorization/policyDefinitions'.",
      ),
    );
    await expect(one({ policyDefinitionId: builtIn('none') })).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicyDefinitionNotFound',
      message: `The policy set definition 'baseline' request is invalid. The following policy definition could not be found: '${builtIn('none')}'.`,
    });
    await expect(one({ definitionVersion: '9.*.*' })).rejects.toMatchObject({ statusCode: 400 });
    await expect(one({ groupNames: ['none'] })).rejects.toMatchObject({ statusCode: 400 });
    await expect(
      define(sim, {
        policyDefinitions: [vaults, { ...skus, policyDefinitionReferenceId: 'VAULTS' }],
      }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidCreatePolicySetDefinitionRequest' });
    await expect(one({ parameters: { other: { value: 1 } } })).rejects.toMatchObject({
      code: 'UndefinedPolicyParameter',
    });
    await expect(
      one({ parameters: { effect: { value: "[parameters('none')]" } } }),
    ).rejects.toMatchObject({ code: 'UndefinedPolicyParameter' });
    await expect(one({ parameters: { effect: { value: 'Modify' } } })).rejects.toMatchObject(
      invalid(
        `The value 'Modify' is not allowed for policy parameter 'effect' in policy definition '${VAULT_PROTECTION} version 2.1.0'. The allowed values are 'Audit, Deny, Disabled'.`,
        'PolicyParameterValueNotAllowed',
      ),
    );
    await expect(
      one({ parameters: { effect: { value: "[field('name')]" } } }),
    ).rejects.toMatchObject({ statusCode: 501, code: 'NotSimulated' });
    await expect(
      define(sim, { policyDefinitions: [{ policyDefinitionId: builtIn(ALLOWED_SKUS) }] }),
    ).rejects.toMatchObject({ code: 'MissingPolicyParameter' });
  });

  it('keeps what it is made of from being removed, and is kept by what assigns it', async () => {
    const sim = await scene();
    const { policyDefinitions, policySetDefinitions, policyAssignments } = policies(sim);
    const own = await policyDefinitions.createOrUpdate('own', {
      policyRule: {
        if: { field: 'type', equals: 'nothing' },
        then: { effect: 'audit' },
      },
    });
    const set = await define(sim, { policyDefinitions: [{ policyDefinitionId: own.id ?? '' }] });
    const assigned = await policyAssignments.create(scopeOf(sim), 'protect', {
      policyDefinitionId: set.id ?? '',
    });
    await expect(policyDefinitions.delete('own')).rejects.toMatchObject(
      invalid(
        `The policy definition 'own' cannot be deleted. It is referenced by the policy set definition '${set.id}'. Please remove this policy definition from all policy set definitions that reference it.`,
        'InvalidDeletePolicyDefinitionRequest',
      ),
    );
    await expect(policySetDefinitions.delete('baseline')).rejects.toMatchObject(
      invalid(
        `The policy set definition 'baseline' cannot be deleted. It is referenced by the policy assignment '${assigned.id}'. Please delete all policy assignments referencing the policy.`,
        'InvalidDeletePolicySetDefinitionRequest',
      ),
    );
    await policyAssignments.delete(scopeOf(sim), 'protect');
    await policySetDefinitions.delete('baseline');
    await policyDefinitions.delete('own');
  });

  it('at a management group is made of what is there or above', async () => {
    const sim = createSimulator({
      world: {
        managementGroups: [{ name: 'Contoso' }],
        subscriptions: [{ managementGroup: 'Contoso' }],
        principals: [
          {
            name: 'owner',
            roles: [
              {
                role: 'Owner',
                scope: '/providers/Microsoft.Management/managementGroups/Contoso',
              },
            ],
          },
        ],
      },
    });
    const client = policies(sim);
    const made = await client.policySetDefinitions.createOrUpdateAtManagementGroup(
      'Contoso',
      'baseline',
      baseline,
    );
    const found = [];
    for await (const one of client.policySetDefinitions.list()) found.push(one.id);
    expect(found).toEqual([made.id]);
    const own = await client.policyDefinitions.createOrUpdate('own', {
      policyRule: {
        if: { field: 'type', equals: 'nothing' },
        then: { effect: 'audit' },
      },
    });
    await expect(
      client.policySetDefinitions.createOrUpdateAtManagementGroup('Contoso', 'baseline', {
        policyDefinitions: [{ policyDefinitionId: own.id ?? '' }],
      }),
    ).rejects.toMatchObject(
      invalid(
        "The policy set definition 'baseline' request is invalid. Policy definitions should be specified only at or above the policy set definition's scope. The following policy definitions are invalid: 'own'.",
      ),
    );
    await client.policySetDefinitions.deleteAtManagementGroup('Contoso', 'baseline');
  });
});

describe('an assignment of a set', () => {
  it('holds resources against each member, with the parameters that it maps', async () => {
    const sim = await scene();
    const { id } = await assign(sim, { parameters: { skus: { value: ['Standard_ZRS'] } } });
    const assignment = `"policyAssignment":{"name":"Protect data","id":"${id}"}`;
    const set = `"policySetDefinition":{"name":"Data protection","id":"${scopeOf(sim)}/providers/Microsoft.Authorization/policySetDefinitions/baseline","version":"1.0.0"}`;
    await expect(makeVault(sim)).rejects.toMatchObject({
      statusCode: 403,
      code: 'RequestDisallowedByPolicy',
      message: `Resource 'kv-set' was disallowed by policy. Policy identifiers: '[{${assignment},"policyDefinition":{"name":"${VAULT_NAME}","id":"${builtIn(VAULT_PROTECTION)}","version":"2.1.0"},${set}}]'.`,
    });
    const vault = `${scopeOf(sim)}/resourceGroups/${GROUP}/providers/Microsoft.KeyVault/vaults/kv`;
    const { body } = await send(sim, 'PUT', vault, '2023-07-01', {
      location: LOCATION,
      properties: {},
    });
    expect(body).toMatchObject({
      error: {
        additionalInfo: [
          {
            info: {
              policySetDefinitionDisplayName: 'Data protection',
              policySetDefinitionName: 'baseline',
              policySetDefinitionVersion: '1.0.0',
              policyDefinitionReferenceId: 'vaults',
              policyDefinitionEffect: 'Deny',
            },
          },
        ],
      },
    });
    await expect(makeStorage(sim, 'Standard_LRS')).rejects.toMatchObject({
      message: expect.stringContaining(
        `"policyDefinition":{"name":"${SKUS_NAME}","id":"${builtIn(ALLOWED_SKUS)}","version":"1.1.0"},${set}`,
      ),
    });
    await expect(makeStorage(sim, 'Standard_ZRS')).resolves.toMatchObject({ name: 'stset' });
    await expect(makeVault(sim, true)).resolves.toMatchObject({ name: 'kv-set' });
  });

  it('leaves a mark for each member that lets pass', async () => {
    const sim = await scene();
    const { id } = await assign(sim, { parameters: { effect: { value: 'Audit' } } });
    await makeVault(sim);
    expect(sim.ledger.entries().find(({ policies: told }) => told)?.policies).toEqual([
      {
        assignmentId: id,
        definitionId: builtIn(VAULT_PROTECTION),
        referenceId: 'vaults',
        effect: 'Audit',
      },
    ]);
  });

  it('follows the set when that changes', async () => {
    const sim = await scene();
    await assign(sim);
    await define(sim, { policyDefinitions: baseline.policyDefinitions.slice(1) });
    await expect(makeVault(sim)).resolves.toMatchObject({ name: 'kv-set' });
  });

  it('says its own reasons: those for a member, else those for all', async () => {
    const sim = await scene();
    const nonComplianceMessages = [
      { message: 'Ask the platform team.' },
      { message: 'Turn on purge protection.', policyDefinitionReferenceId: 'vaults' },
    ];
    await expect(assign(sim, { nonComplianceMessages })).resolves.toMatchObject({
      nonComplianceMessages,
    });
    await expect(makeVault(sim)).rejects.toMatchObject({
      message:
        "Resource 'kv-set' was disallowed by policy. Reasons: 'Turn on purge protection.'. See error details for policy resource IDs.",
    });
    await expect(makeStorage(sim, 'Standard_ZRS')).rejects.toMatchObject({
      message:
        "Resource 'stset' was disallowed by policy. Reasons: 'Ask the platform team.'. See error details for policy resource IDs.",
    });
    await expect(
      assign(sim, {
        nonComplianceMessages: [{ message: 'x', policyDefinitionReferenceId: 'none' }],
      }),
    ).rejects.toMatchObject(
      invalid(
        "The policy assignment request is invalid. The following policy definition reference IDs used in non-compliance messages do not exist in the assigned policy set definition: 'none'.",
        'InvalidCreatePolicyAssignmentRequest',
      ),
    );
  });

  it('is refused with values that the set or a member does not allow', async () => {
    const sim = await scene();
    await expect(
      assign(sim, { parameters: { effect: { value: 'Disabled' } } }),
    ).rejects.toMatchObject(
      invalid(
        "The value 'Disabled' is not allowed for policy parameter 'effect' in policy set definition 'baseline version 1.0.0'. The allowed values are 'Audit, Deny'. (simulator wording)",
        'PolicyParameterValueNotAllowed',
      ),
    );
    await define(sim, {
      parameters: { effect: { type: 'String' }, skus: { type: 'Array', defaultValue: [] } },
    });
    const create = (effect: string) =>
      policies(sim).policyAssignments.create(scopeOf(sim), 'protect', {
        policyDefinitionId: `${scopeOf(sim)}/providers/Microsoft.Authorization/policySetDefinitions/baseline`,
        parameters: { effect: { value: effect } },
      });
    await expect(create('Modify')).rejects.toMatchObject({
      code: 'PolicyParameterValueNotAllowed',
      message: expect.stringContaining(`'${VAULT_PROTECTION} version 2.1.0'`),
    });
    await expect(create('Audit')).resolves.toMatchObject({ name: 'protect' });
  });
});

it('a list that is given is allowed when each of its items is', async () => {
  const sim = await scene();
  const { policyDefinitions, policyAssignments } = policies(sim);
  const { id = '' } = await policyDefinitions.createOrUpdate('places', {
    mode: 'Indexed',
    parameters: {
      places: { type: 'Array', allowedValues: ['westeurope', 'eastus'], defaultValue: ['eastus'] },
    },
    policyRule: {
      if: { field: 'location', notIn: "[parameters('places')]" },
      then: { effect: 'deny' },
    },
  });
  const create = (places?: string[]) =>
    policyAssignments.create(scopeOf(sim), 'places', {
      policyDefinitionId: id,
      ...(places ? { parameters: { places: { value: places } } } : {}),
    });
  await expect(create()).resolves.toMatchObject({ name: 'places' });
  await expect(create(['eastus', 'westeurope'])).resolves.toMatchObject({ name: 'places' });
  await expect(create(['eastus', 'mars'])).rejects.toMatchObject({
    code: 'PolicyParameterValueNotAllowed',
  });
});
