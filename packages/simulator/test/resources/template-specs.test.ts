import { TemplateSpecsClient } from '@azure/arm-templatespecs';
import { describe, expect, it } from 'vitest';
import type { Simulator, SimulatorOptions } from '../../src/index.ts';
import {
  deployments,
  emptyGroup,
  FAST,
  GROUP,
  groupId,
  IDENTITY,
  LOCATION,
  send,
  template,
} from './deploying.ts';
import { linked, withIdentity } from './linked-scene.ts';

const SPEC = 'spec-identity';
const specs = (sim: Simulator, who?: string) =>
  new TemplateSpecsClient(sim.credential(who), sim.subscriptionId, sim.clientOptions());

const ARTIFACTS = [
  { path: 'artifacts/one.json', template: withIdentity('one') },
  {
    path: 'artifacts/two.json',
    template: template({ resources: [linked('deeper', { relativePath: 'one.json' })] }),
  },
];

/** Lets somebody do this in the group and no more. */
async function mayOnly(sim: Simulator, who: string, actions: readonly string[]): Promise<void> {
  const providers = `${groupId(sim)}/providers/Microsoft.Authorization`;
  const roleId = `${providers}/roleDefinitions/11111111-1111-4111-8111-111111111111`;
  await send(sim, 'PUT', roleId, '2022-04-01', {
    properties: {
      roleName: 'Some things',
      type: 'CustomRole',
      permissions: [{ actions }],
      assignableScopes: [groupId(sim)],
    },
  });
  const principal = sim.principals.find(({ displayName }) => displayName === who);
  const id = `${providers}/roleAssignments/22222222-2222-4222-8222-222222222222`;
  const made = await send(sim, 'PUT', id, '2022-04-01', {
    properties: {
      roleDefinitionId: roleId,
      principalId: principal?.objectId,
      principalType: 'ServicePrincipal',
    },
  });
  expect(made.status).toBe(201);
}

async function specScene(options: SimulatorOptions = {}) {
  const sim = await emptyGroup(options);
  const { templateSpecs, templateSpecVersions } = specs(sim);
  const spec = await templateSpecs.createOrUpdate(GROUP, SPEC, {
    location: LOCATION,
    description: 'One identity',
    displayName: 'Identity',
    tags: { team: 'risk' },
  });
  const version = (name: string, mainTemplate: object, more = {}) =>
    templateSpecVersions.createOrUpdate(GROUP, SPEC, name, {
      location: LOCATION,
      mainTemplate: mainTemplate as Record<string, unknown>,
      ...more,
    });
  const deployed = (id: string, more = {}, who = 'owner') =>
    deployments(sim, who).deployments.createOrUpdate(
      GROUP,
      'main',
      { properties: { mode: 'Incremental', templateLink: { id, ...more } } },
      FAST,
    );
  return { sim, templateSpecs, templateSpecVersions, spec, version, deployed };
}

describe('template specs', () => {
  it('are made, listed with their versions, tagged and deleted with them', async () => {
    const { sim, templateSpecs, templateSpecVersions, spec, version } = await specScene();
    expect(spec).toMatchObject({
      name: SPEC,
      type: 'Microsoft.Resources/templateSpecs',
      location: LOCATION,
      description: 'One identity',
      displayName: 'Identity',
      tags: { team: 'risk' },
      systemData: { createdByType: 'Application' },
    });
    const made = await version('1.0', withIdentity('id'), { description: 'First' });
    expect(made).toMatchObject({
      id: `${spec.id}/versions/1.0`,
      type: 'Microsoft.Resources/templateSpecs/versions',
      description: 'First',
      mainTemplate: withIdentity('id'),
    });
    await version('2.0', withIdentity('id'), { linkedTemplates: ARTIFACTS });
    const versions = await Array.fromAsync(templateSpecVersions.list(GROUP, SPEC));
    expect(versions.map(({ name }) => name)).toEqual(['1.0', '2.0']);
    expect(versions[1]?.linkedTemplates).toEqual(ARTIFACTS);
    const told = { versions: { '1.0': { description: 'First' }, '2.0': {} } };
    expect(await templateSpecs.get(GROUP, SPEC, { expand: 'versions' })).toMatchObject(told);
    expect((await templateSpecs.get(GROUP, SPEC)).versions).toBeUndefined();
    for (const list of [
      templateSpecs.listBySubscription({ expand: 'versions' }),
      templateSpecs.listByResourceGroup(GROUP, { expand: 'versions' }),
    ]) {
      expect(await Array.fromAsync(list)).toMatchObject([{ name: SPEC, ...told }]);
    }
    const tagged = await templateSpecs.update(GROUP, SPEC, { templateSpec: { tags: { a: 'b' } } });
    expect(tagged).toMatchObject({ tags: { a: 'b' }, displayName: 'Identity' });
    await templateSpecVersions.delete(GROUP, SPEC, '1.0');
    await expect(templateSpecVersions.get(GROUP, SPEC, '1.0')).rejects.toMatchObject({
      statusCode: 404,
      code: 'ResourceNotFound',
    });
    await templateSpecs.delete(GROUP, SPEC);
    await expect(templateSpecVersions.get(GROUP, SPEC, '2.0')).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
    for (const asked of [
      version('3.0', withIdentity('id')),
      templateSpecVersions.list(GROUP, SPEC).next(),
    ]) {
      await expect(asked).rejects.toMatchObject({
        statusCode: 404,
        code: 'ParentResourceNotFound',
        message: `Can not perform requested operation on nested resource. Parent resource '${SPEC}' not found.`,
      });
    }
    expect(sim.resources.count({ type: 'Microsoft.Resources/templateSpecs/versions' })).toBe(0);
  });

  it('are whole, each in one place', async () => {
    const { templateSpecVersions, version } = await specScene();
    const wrong = (code: string, message: string) => ({ statusCode: 400, code, message });
    const other = templateSpecVersions.createOrUpdate(GROUP, SPEC, '1.0', {
      location: 'eastus',
      mainTemplate: withIdentity('id'),
    });
    await expect(other).rejects.toMatchObject(
      wrong(
        'InvalidTemplateSpec',
        `The version '1.0' must be in '${LOCATION}' as its template spec is, not in 'eastus'. (simulator wording)`,
      ),
    );
    const [one] = ARTIFACTS;
    await expect(
      version('1.0', withIdentity('id'), { linkedTemplates: [one, one] }),
    ).rejects.toMatchObject(
      wrong(
        'InvalidTemplateSpec',
        "'linkedTemplates' has the path 'artifacts/one.json' twice. (simulator wording)",
      ),
    );
  });
});

describe('a deployment of a template spec', () => {
  it('takes the template of the version, and of what came with it', async () => {
    const { sim, version, deployed } = await specScene();
    const main = template({
      resources: [
        linked('beside', { relativePath: 'artifacts/two.json' }),
        ...(withIdentity('main')['resources'] as object[]),
      ],
      parameters: { suffix: { type: 'string', defaultValue: 'x' } },
    });
    const { id = '' } = await version('1.0', main, { linkedTemplates: ARTIFACTS });
    const made = await deployed(id.replace('templateSpecs', 'TemplateSpecs'));
    expect(made.properties).toMatchObject({
      provisioningState: 'Succeeded',
      templateLink: { id, contentVersion: '1.0.0.0' },
    });
    expect(sim.resources.list({ type: IDENTITY }).map(({ name }) => name)).toEqual([
      'main-x',
      'one-x',
    ]);
    const beside = await deployments(sim).deployments.get(GROUP, 'beside');
    expect(beside.properties?.templateLink).toEqual({
      id,
      relativePath: 'artifacts/two.json',
      contentVersion: '1.0.0.0',
    });
  });

  it('is refused where there is none, or nothing of it', async () => {
    const { version, deployed } = await specScene();
    const { id = '' } = await version('1.0', withIdentity('id'), { linkedTemplates: ARTIFACTS });
    const gone = `${id}.1`;
    await expect(deployed(gone)).rejects.toMatchObject({
      code: 'InvalidTemplate',
      message: `Deployment template validation failed: 'The template spec version '${gone}' was not found'. (simulator wording)`,
    });
    for (const path of ['no.json', '100%.json', '//[']) {
      await expect(deployed(id, { relativePath: path })).rejects.toMatchObject({
        code: 'InvalidTemplate',
        message: `Deployment template validation failed: 'The template spec version '${id}' has no template '${path}''. (simulator wording)`,
      });
    }
  });

  it('takes the right to read it', async () => {
    const { sim, version, deployed } = await specScene({
      world: {
        principals: [{ name: 'owner', roles: [{ role: 'Owner' }] }, { name: 'deployer' }],
      },
    });
    const { id = '' } = await version('1.0', withIdentity('id'));
    await mayOnly(sim, 'deployer', ['Microsoft.Resources/deployments/*', `${IDENTITY}/write`]);
    const appId = sim.principals.find(({ displayName }) => displayName === 'deployer')?.appId;
    await expect(deployed(id, {}, 'deployer')).rejects.toMatchObject({
      statusCode: 403,
      code: 'LinkedAuthorizationFailed',
      message: expect.stringMatching(
        new RegExp(
          `^The client '${appId}' .* does not have permission to perform action 'Microsoft.Resources/templateSpecs/versions/read' on the linked scope`,
        ),
      ),
    });
    expect((await deployed(id)).properties?.provisioningState).toBe('Succeeded');
  });
});
