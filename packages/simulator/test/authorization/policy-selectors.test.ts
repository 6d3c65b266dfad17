import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { type PolicyAssignment, PolicyClient } from '@azure/arm-policy';
import { ResourceManagementClient } from '@azure/arm-resources';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';

const VAULT_PROTECTION = '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53';
const VAULT_SOFT_DELETE = '1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d';
const GROUP = 'rg-selectors';
const LOCATION = 'westeurope';

const builtIn = (name: string): string =>
  `/providers/Microsoft.Authorization/policyDefinitions/${name}`;
const policies = (sim: Simulator): PolicyClient =>
  new PolicyClient(sim.credential(), sim.subscriptionId, sim.clientOptions());
const scopeOf = (sim: Simulator): string => `/subscriptions/${sim.subscriptionId}`;
const groups = (sim: Simulator) =>
  new ResourceManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .resourceGroups;

async function scene(): Promise<Simulator> {
  const sim = createSimulator();
  await groups(sim).createOrUpdate(GROUP, { location: LOCATION });
  return sim;
}

const assign = (sim: Simulator, more: Partial<PolicyAssignment> = {}) =>
  policies(sim).policyAssignments.create(scopeOf(sim), 'protect', {
    policyDefinitionId: builtIn(VAULT_PROTECTION),
    parameters: { effect: { value: 'Deny' } },
    ...more,
  });

const makeVault = (sim: Simulator, location = LOCATION) =>
  new KeyVaultManagementClient(
    sim.credential(),
    sim.subscriptionId,
    sim.clientOptions(),
  ).vaults.createOrUpdate(
    GROUP,
    `kv-${location}`,
    {
      location,
      properties: {
        tenantId: sim.tenantId,
        sku: { family: 'A', name: 'standard' },
        enableRbacAuthorization: true,
      },
    },
    { updateIntervalInMs: 0 },
  );
const disallowed = { statusCode: 403, code: 'RequestDisallowedByPolicy' };
const refused = (why: string) => ({
  statusCode: 400,
  code: 'InvalidCreatePolicyAssignmentRequest',
  message: `The policy assignment request is invalid: ${why}. (simulator wording)`,
});

/** Denies whatever has the name `denied`; its second version denies nothing. */
async function defineTwice(sim: Simulator): Promise<string> {
  const put = (version: string, effect: string) =>
    policies(sim).policyDefinitions.createOrUpdate('names', {
      mode: 'All',
      version,
      policyRule: { if: { field: 'name', equals: 'denied' }, then: { effect } },
    });
  await put('1.0.0', 'deny');
  return (await put('2.0.0', 'disabled')).id ?? '';
}
const makeGroup = (sim: Simulator, location = LOCATION) =>
  groups(sim).createOrUpdate('denied', { location });

describe('resource selectors', () => {
  it('narrow an assignment to what any of them fits', async () => {
    const sim = await scene();
    const resourceSelectors = [
      { name: 'Europe', selectors: [{ kind: 'resourceLocation', in: ['North Europe'] }] },
      {
        name: 'America',
        selectors: [
          { kind: 'resourceLocation', in: ['eastus'] },
          { kind: 'resourceType', notIn: ['Microsoft.KeyVault/vaults'] },
        ],
      },
    ];
    await expect(assign(sim, { resourceSelectors })).resolves.toMatchObject({ resourceSelectors });
    await expect(makeVault(sim, 'northeurope')).rejects.toMatchObject(disallowed);
    await expect(makeVault(sim, 'eastus')).resolves.toMatchObject({ name: 'kv-eastus' });
    await expect(makeVault(sim)).resolves.toMatchObject({ name: 'kv-westeurope' });
  });

  it('are changed alone, and taken away', async () => {
    const sim = await scene();
    await assign(sim, {
      resourceSelectors: [{ selectors: [{ kind: 'resourceLocation', in: ['eastus'] }] }],
    });
    const update = (resourceSelectors: PolicyAssignment['resourceSelectors'] & object) =>
      policies(sim).policyAssignments.update(scopeOf(sim), 'protect', { resourceSelectors });
    await makeVault(sim);
    await update([{ selectors: [{ kind: 'resourceLocation', notIn: ['westeurope'] }] }]);
    await expect(makeVault(sim, 'northeurope')).rejects.toMatchObject(disallowed);
    await makeVault(sim);
    await expect(update([])).resolves.toMatchObject({ resourceSelectors: [] });
    await expect(makeVault(sim, 'southeastasia')).rejects.toMatchObject(disallowed);
  });

  it('mean what has no location', async () => {
    const sim = await scene();
    const policyDefinitionId = await defineTwice(sim);
    const own = { policyDefinitionId, parameters: {}, definitionVersion: '1.*.*' };
    await assign(sim, {
      ...own,
      resourceSelectors: [
        { selectors: [{ kind: 'resourceWithoutLocation', in: ['subscriptionLevelResources'] }] },
      ],
    });
    await expect(makeGroup(sim)).resolves.toMatchObject({ name: 'denied' });
    await expect(
      policies(sim).policyDefinitions.createOrUpdate('denied', {
        policyRule: { if: { field: 'type', equals: 'x' }, then: { effect: 'audit' } },
      }),
    ).rejects.toMatchObject(disallowed);
  });

  it.each([
    [
      [{ selectors: [{ kind: 'policyDefinitionReferenceId', in: ['x'] }] }],
      "a selector of the kind 'policyDefinitionReferenceId' has no place here",
    ],
    [
      [{ selectors: [{ kind: 'resourceLocation', in: ['x'], notIn: ['y'] }] }],
      "a selector of the kind 'resourceLocation' needs 'in' or 'notIn', not both",
    ],
    [
      [{ selectors: [{ kind: 'resourceType' }] }],
      "a selector of the kind 'resourceType' needs 'in' or 'notIn', not both",
    ],
    [
      [{ selectors: [{ kind: 'resourceType', in: Array.from({ length: 51 }, String) }] }],
      "a selector of the kind 'resourceType' takes 50 values at most",
    ],
    [
      [{ selectors: [{ kind: 'resourceWithoutLocation', in: ['x'] }] }],
      "a selector of the kind 'resourceWithoutLocation' takes 'subscriptionLevelResources' alone",
    ],
    [
      [
        {
          selectors: [
            { kind: 'resourceWithoutLocation', in: ['subscriptionLevelResources'] },
            { kind: 'resourceLocation', in: ['eastus'] },
          ],
        },
      ],
      'a resource selector has resourceLocation or resourceWithoutLocation, not both',
    ],
    [
      Array.from({ length: 11 }, () => ({ selectors: [] })),
      'there are 10 resourceSelectors at most',
    ],
  ])('are refused when they are not in order: %j', async (resourceSelectors, why) => {
    const sim = await scene();
    await expect(assign(sim, { resourceSelectors })).rejects.toMatchObject(refused(why));
  });
});

describe('an override', () => {
  it('puts another effect in place where its selectors fit', async () => {
    const sim = await scene();
    const overrides = [
      {
        kind: 'policyEffect',
        value: 'Audit',
        selectors: [{ kind: 'resourceLocation', in: ['eastus'] }],
      },
    ];
    const { id } = await assign(sim, { overrides });
    await expect(makeVault(sim)).rejects.toMatchObject(disallowed);
    await makeVault(sim, 'eastus');
    expect(sim.ledger.entries().findLast(({ policies: told }) => told)?.policies).toEqual([
      { assignmentId: id, definitionId: builtIn(VAULT_PROTECTION), effect: 'Audit' },
    ]);
    await policies(sim).policyAssignments.update(scopeOf(sim), 'protect', { overrides: [] });
    await expect(makeVault(sim, 'eastus')).rejects.toMatchObject(disallowed);
  });

  it('is for the members of a set that it names', async () => {
    const sim = await scene();
    const set = await policies(sim).policySetDefinitions.createOrUpdate('vaults', {
      policyDefinitions: [VAULT_PROTECTION, VAULT_SOFT_DELETE].map((name, index) => ({
        policyDefinitionId: builtIn(name),
        policyDefinitionReferenceId: ['protection', 'softDelete'][index] ?? '',
        parameters: { effect: { value: 'Deny' } },
      })),
    });
    const override = (value: string, ...names: string[]) => ({
      kind: 'policyEffect',
      value,
      selectors: [{ kind: 'policyDefinitionReferenceId', in: names }],
    });
    const put = (...overrides: ReturnType<typeof override>[]) =>
      assign(sim, { policyDefinitionId: set.id ?? '', parameters: {}, overrides });
    await put(override('Disabled', 'protection', 'softdelete'));
    await makeVault(sim);
    await put(override('Audit', 'softDelete'));
    await expect(makeVault(sim, 'eastus')).rejects.toMatchObject({
      message: expect.not.stringContaining(VAULT_SOFT_DELETE),
    });
    await expect(put(override('Audit', 'none'))).rejects.toMatchObject(
      refused("an override names the policy definition reference id 'none', which there is not"),
    );
  });

  it('has an effect that the definition allows', async () => {
    const sim = await scene();
    await expect(
      assign(sim, { overrides: [{ kind: 'policyEffect', value: 'AuditIfNotExists' }] }),
    ).rejects.toMatchObject(
      refused(
        `the effect 'AuditIfNotExists' of an override is not one of 'Audit, Deny, Disabled', which the policy definition '${VAULT_PROTECTION}' allows`,
      ),
    );
    await expect(
      assign(sim, { overrides: [{ kind: 'policyEffect', value: 'modify' }] }),
    ).rejects.toMatchObject({ statusCode: 501, code: 'NotSimulated' });
    await expect(assign(sim, { overrides: [{ kind: 'other', value: 'x' }] })).rejects.toMatchObject(
      { statusCode: 501, code: 'NotSimulated' },
    );
  });

  it('puts another version in place', async () => {
    const sim = await scene();
    const policyDefinitionId = await defineTwice(sim);
    const own = { policyDefinitionId, parameters: {} };
    await expect(policies(sim).policyDefinitions.get('names')).resolves.toMatchObject({
      version: '2.0.0',
      versions: ['2.0.0', '1.0.0'],
    });
    await expect(assign(sim, own)).resolves.toMatchObject({ definitionVersion: '2.*.*' });
    await makeGroup(sim);
    await assign(sim, {
      ...own,
      overrides: [
        {
          kind: 'definitionVersion',
          value: '1.*.*',
          selectors: [{ kind: 'resourceLocation', in: ['eastus'] }],
        },
      ],
    });
    await makeGroup(sim);
    await groups(sim).delete('denied', { updateIntervalInMs: 0 });
    await expect(makeGroup(sim, 'eastus')).rejects.toMatchObject(disallowed);
    await expect(
      assign(sim, { ...own, overrides: [{ kind: 'definitionVersion', value: '3.*.*' }] }),
    ).rejects.toMatchObject(refused("the policy definition 'names' has no version '3.*.*'"));
  });
});

describe('versions', () => {
  it('of a definition stay when another is put, and are told newest first', async () => {
    const sim = await scene();
    const policyDefinitionId = await defineTwice(sim);
    await assign(sim, { policyDefinitionId, parameters: {}, definitionVersion: '1.*.*' });
    await expect(makeGroup(sim)).rejects.toMatchObject(disallowed);
    const put = (version: string) =>
      policies(sim).policyDefinitions.createOrUpdate('names', {
        mode: 'All',
        version,
        policyRule: { if: { field: 'name', equals: 'other' }, then: { effect: 'deny' } },
      });
    await expect(put('1.0.10')).resolves.toMatchObject({
      version: '2.0.0',
      versions: ['2.0.0', '1.0.10', '1.0.0'],
    });
    await expect(makeGroup(sim)).resolves.toMatchObject({ name: 'denied' });
  });

  it('of a set stay likewise', async () => {
    const sim = await scene();
    const put = (version: string, effect: string) =>
      policies(sim).policySetDefinitions.createOrUpdate('vaults', {
        version,
        policyDefinitions: [
          {
            policyDefinitionId: builtIn(VAULT_PROTECTION),
            parameters: { effect: { value: effect } },
          },
        ],
      });
    await put('1.0.0', 'Deny');
    const { id = '', versions } = await put('2.0.0', 'Audit');
    expect(versions).toEqual(['2.0.0', '1.0.0']);
    await assign(sim, { policyDefinitionId: id, parameters: {}, definitionVersion: '1.*.*' });
    await expect(makeVault(sim)).rejects.toMatchObject({
      message: expect.stringMatching(/"policySetDefinition":\{[^}]*"version":"1\.0\.0"\}/),
    });
    await assign(sim, { policyDefinitionId: id, parameters: {} });
    await expect(makeVault(sim)).resolves.toMatchObject({ name: 'kv-westeurope' });
  });
});
