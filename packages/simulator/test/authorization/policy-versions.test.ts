import { PolicyClient, type PolicyDefinitionVersion } from '@azure/arm-policy';
import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../../src/index.ts';
import { send, type Wire } from '../machinelearning/scene.ts';

const WORKSPACE_KEY = 'ba769a63-b8cc-4b2d-abf6-ac33c7204be8';
const CONTOSO = '/providers/Microsoft.Management/managementGroups/Contoso';

const make = (): Simulator =>
  createSimulator({
    world: {
      managementGroups: [{ name: 'Contoso' }],
      subscriptions: [{ managementGroup: 'Contoso' }],
      principals: [
        { name: 'owner', roles: [{ role: 'Owner', scope: CONTOSO }] },
        { name: 'nobody' },
      ],
    },
  });
const policies = (sim: Simulator, who = 'owner'): PolicyClient =>
  new PolicyClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());
const scopeOf = (sim: Simulator): string => `/subscriptions/${sim.subscriptionId}`;
const named = (name: string): PolicyDefinitionVersion => ({
  mode: 'All',
  policyRule: { if: { field: 'name', equals: name }, then: { effect: 'deny' } },
});
async function namesOf(
  items: AsyncIterable<{ name?: string }> | Promise<{ value?: { name?: string }[] }>,
): Promise<(string | undefined)[]> {
  if (items instanceof Promise) return ((await items).value ?? []).map(({ name }) => name);
  const found = [];
  for await (const { name } of items) found.push(name);
  return found;
}

describe('versions of a policy definition', () => {
  it('are added, read, listed and taken away one by one', async () => {
    const sim = make();
    const { policyDefinitions, policyDefinitionVersions: versions } = policies(sim);
    await expect(versions.createOrUpdate('names', '1.1.0', named('x'))).rejects.toMatchObject({
      statusCode: 404,
      code: 'PolicyDefinitionNotFound',
    });
    await policyDefinitions.createOrUpdate('names', named('first'));
    await expect(versions.createOrUpdate('names', '1.1.0', named('second'))).resolves.toMatchObject(
      {
        id: `${scopeOf(sim)}/providers/Microsoft.Authorization/policyDefinitions/names/versions/1.1.0`,
        type: 'Microsoft.Authorization/policyDefinitions/versions',
        name: '1.1.0',
        version: '1.1.0',
        policyRule: { if: { equals: 'second' } },
      },
    );
    await expect(policyDefinitions.get('names')).resolves.toMatchObject({
      version: '1.1.0',
      versions: ['1.1.0', '1.0.0'],
      policyRule: { if: { equals: 'second' } },
    });
    await expect(versions.get('names', '1.0.0')).resolves.toMatchObject({
      policyRule: { if: { equals: 'first' } },
    });
    expect(await namesOf(versions.list('names'))).toEqual(['1.1.0', '1.0.0']);
    const pages: number[] = [];
    for await (const page of versions.list('names', { top: 1 }).byPage()) pages.push(page.length);
    expect(pages).toEqual([1, 1]);
    await expect(versions.get('names', '3.0.0')).rejects.toMatchObject({ statusCode: 404 });
    await versions.delete('names', '1.1.0');
    await versions.delete('names', '1.1.0');
    await expect(policyDefinitions.get('names')).resolves.toMatchObject({ versions: ['1.0.0'] });
    await expect(versions.delete('names', '1.0.0')).rejects.toMatchObject({
      statusCode: 400,
      message:
        "The version '1.0.0' of 'names' cannot be deleted: it is the only one. (simulator wording)",
    });
  });

  it('stay while something follows them', async () => {
    const sim = make();
    const { policyDefinitions, policyAssignments, policyDefinitionVersions } = policies(sim);
    const { id = '' } = await policyDefinitions.createOrUpdate('names', named('first'));
    const { id: assignment } = await policyAssignments.create(scopeOf(sim), 'names', {
      policyDefinitionId: id,
    });
    await policyDefinitionVersions.createOrUpdate('names', '2.0.0', named('second'));
    await expect(policyDefinitionVersions.delete('names', '1.0.0')).rejects.toMatchObject({
      statusCode: 400,
      message: `The version '1.0.0' of 'names' cannot be deleted: '${assignment}' has no other to follow. (simulator wording)`,
    });
    await policyDefinitionVersions.createOrUpdate('names', '1.0.1', named('third'));
    await policyDefinitionVersions.delete('names', '1.0.0');
    expect(await namesOf(policyDefinitionVersions.list('names'))).toEqual(['2.0.0', '1.0.1']);
    await policyAssignments.create(scopeOf(sim), 'names', {
      policyDefinitionId: id,
      definitionVersion: '1.*.*',
      overrides: [{ kind: 'definitionVersion', value: '2.*.*' }],
    });
    await expect(policyDefinitionVersions.delete('names', '2.0.0')).rejects.toMatchObject({
      statusCode: 400,
      message: `The version '2.0.0' of 'names' cannot be deleted: '${assignment}' has no other to follow. (simulator wording)`,
    });
  });

  it('are told of all definitions of a scope, Azure’s own among them', async () => {
    const sim = make();
    const { policyDefinitions, policyDefinitionVersions: versions } = policies(sim);
    await policyDefinitions.createOrUpdateAtManagementGroup('Contoso', 'names', named('first'));
    await versions.createOrUpdateAtManagementGroup('Contoso', 'names', '1.0.1', named('second'));
    const ofNames = ({ value = [] }: { value?: { id?: string }[] }): string[] =>
      value.flatMap(({ id = '' }) => (id.includes('/names/') ? [id] : []));
    const all = ['1.0.1', '1.0.0'].map(
      (one) =>
        `${CONTOSO}/providers/Microsoft.Authorization/policyDefinitions/names/versions/${one}`,
    );
    expect(ofNames(await versions.listAll())).toEqual(all);
    expect(ofNames(await versions.listAllAtManagementGroup('Contoso'))).toEqual(all);
    expect(ofNames(await versions.listAllBuiltins())).toEqual([]);
    expect(
      await namesOf(policies(sim, 'nobody').policyDefinitionVersions.listBuiltIn(WORKSPACE_KEY)),
    ).toEqual(['1.1.0', '1.0.3']);
    await expect(
      policies(sim, 'nobody').policyDefinitionVersions.getBuiltIn(WORKSPACE_KEY, '1.0.3'),
    ).resolves.toMatchObject({ policyType: 'BuiltIn', version: '1.0.3' });
    await expect(
      policies(sim, 'nobody').policyDefinitionVersions.getAtManagementGroup(
        'Contoso',
        'names',
        '1.0.0',
      ),
    ).rejects.toMatchObject({ statusCode: 403, code: 'AuthorizationFailed' });
    await versions.deleteAtManagementGroup('Contoso', 'names', '1.0.0');
  });

  it('are refused when they are none, or Azure’s', async () => {
    const sim = make();
    const { policyDefinitions, policyDefinitionVersions: versions } = policies(sim);
    await policyDefinitions.createOrUpdate('names', named('first'));
    await expect(versions.createOrUpdate('names', '2', named('x'))).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidRequestContent',
    });
    await expect(
      versions.createOrUpdate('names', '2.0.0', { ...named('x'), version: '2.0.1' }),
    ).rejects.toMatchObject({ statusCode: 400, code: 'InvalidRequestContent' });
    await expect(versions.createOrUpdate(WORKSPACE_KEY, '2.0.0', named('x'))).rejects.toMatchObject(
      { statusCode: 400, code: 'InvalidRequestContent' },
    );
  });
});

it('versions of a set are added, read and taken away too', async () => {
  const sim = make();
  const { policySetDefinitions, policySetDefinitionVersions: versions } = policies(sim);
  const set = (effect: string) => ({
    policyDefinitions: [
      {
        policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${WORKSPACE_KEY}`,
        parameters: { effect: { value: effect } },
      },
    ],
  });
  await policySetDefinitions.createOrUpdate('keys', set('Deny'));
  await expect(versions.createOrUpdate('keys', '2.0.0', set('Audit'))).resolves.toMatchObject({
    type: 'Microsoft.Authorization/policySetDefinitions/versions',
    version: '2.0.0',
    policyDefinitions: [{ parameters: { effect: { value: 'Audit' } } }],
  });
  await expect(versions.get('keys', '1.0.0')).resolves.toMatchObject({
    policyDefinitions: [{ parameters: { effect: { value: 'Deny' } } }],
  });
  expect(await namesOf(versions.list('keys'))).toEqual(['2.0.0', '1.0.0']);
  expect(await namesOf(versions.listAll())).toEqual(['2.0.0', '1.0.0']);
  const { status, body } = await send(
    sim,
    'GET',
    `${scopeOf(sim)}/providers/Microsoft.Authorization/policySetDefinitions/keys`,
    '2025-03-01',
  );
  expect([status, (body as Wire).properties.versions]).toEqual([200, ['2.0.0', '1.0.0']]);
  await versions.delete('keys', '1.0.0');
  await expect(versions.get('keys', '1.0.0')).rejects.toMatchObject({ statusCode: 404 });
  await expect(versions.getBuiltIn('none', '1.0.0')).rejects.toMatchObject({
    statusCode: 404,
    code: 'PolicySetDefinitionNotFound',
  });
});
