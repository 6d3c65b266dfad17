/** F59: the registry of a workspace has no admin user, or another password than the workspace has. */
import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { expect, it } from 'vitest';
import {
  FAST,
  grant,
  GROUP,
  LOCATION,
  machineLearning,
  makeIdentity,
  scene,
  type Scene,
  type SceneOptions,
  send,
  type Wire,
  wireWorkspace,
  WORKSPACE,
} from '../machinelearning/scene.ts';

const REGISTRY = 'crcreditrisk';
const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const VERSION = '2025-09-01';
const TOLD =
  /^Failed to pull Docker image crcreditrisk\.azurecr\.io\/azureml\/azureml_[0-9a-f]{32}\. This error may occur because the compute could not authenticate with the Docker registry to pull the image\. If using ACR please ensure the ACR has Admin user enabled or a Managed Identity with `AcrPull` access to the ACR is assigned to the compute\. If the ACR Admin user's password was changed recently it may be necessary to synchronize the workspace keys\.$/;

const registries = ({ sim }: Scene) =>
  new ContainerRegistryManagementClient(sim.credential(), sim.subscriptionId, sim.clientOptions())
    .registries;

interface RegistryScene extends Scene {
  readonly registryId: string;
}

/** A workspace with a registry, and with environments of its own. */
async function withRegistry(
  adminUserEnabled: boolean,
  options: SceneOptions = {},
): Promise<RegistryScene> {
  const given = await scene(options);
  const { id: registryId = '' } = await registries(given).create(
    GROUP,
    REGISTRY,
    { location: LOCATION, sku: { name: 'Premium' }, adminUserEnabled },
    FAST,
  );
  const body = wireWorkspace(given, { containerRegistry: registryId, encryption: undefined });
  await send(given.sim, 'PUT', given.workspaceId, VERSION, body);
  const { environmentVersions } = machineLearning(given.sim);
  const environments = {
    packages: { condaFile: 'dependencies: []', image: 'mcr.microsoft.com/azureml/base:latest' },
    public: { image: 'mcr.microsoft.com/azureml/base:latest' },
    own: { image: `${REGISTRY}.azurecr.io/own:1` },
  };
  for (const [name, properties] of Object.entries(environments)) {
    await environmentVersions.createOrUpdate(GROUP, WORKSPACE, name, '1', { properties });
  }
  return { ...given, registryId };
}

/** How a job ends, and what its run tells. */
async function end(
  { sim }: Scene,
  environmentId: string,
  change: { readonly computeId?: string } = {},
): Promise<[status: string, error: string | undefined]> {
  const { jobs } = machineLearning(sim);
  const name = `job-${crypto.randomUUID()}`;
  const properties = { jobType: 'Command', command: 'python train.py', environmentId, ...change };
  await jobs.createOrUpdate(GROUP, WORKSPACE, name, { properties } as Wire);
  const job: Wire = (await jobs.get(GROUP, WORKSPACE, name)).properties;
  return [job.status, job.properties['azureml-cmk.simulator.error']];
}

const FAILS = ['Failed', expect.stringMatching(TOLD)];
const RUNS = ['Completed', undefined];

it('F59 a job fails for its image while the admin user is off, and runs once that is on', async () => {
  const given = await withRegistry(false);
  expect(await end(given, 'azureml:packages:1')).toEqual(FAILS);
  const id = `${given.workspaceId}/environments/packages/versions/1`;
  expect(await end(given, id)).toEqual(FAILS);
  expect(await end(given, 'azureml:own:1')).toEqual([
    'Failed',
    expect.stringMatching(/^Failed to pull Docker image crcreditrisk\.azurecr\.io\/own:1\. /),
  ]);
  // What comes from elsewhere needs no registry of one's own.
  expect(await end(given, 'azureml:public:1')).toEqual(RUNS);
  await registries(given).update(GROUP, REGISTRY, { adminUserEnabled: true }, FAST);
  expect(await end(given, 'azureml:packages:1')).toEqual(RUNS);
});

it('F59 a job runs as an identity of its compute that may pull', async () => {
  const given = await withRegistry(false);
  const { sim } = given;
  const identity = await makeIdentity(sim, 'id-compute');
  const computeId = `${given.workspaceId}/computes/cluster`;
  await machineLearning(sim).computeOperations.beginCreateOrUpdateAndWait(
    GROUP,
    WORKSPACE,
    'cluster',
    {
      location: LOCATION,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity.id]: {} } },
      properties: {
        computeType: 'AmlCompute',
        properties: { vmSize: 'STANDARD_DS2_V2', scaleSettings: { maxNodeCount: 1 } },
      },
    },
    FAST,
  );
  expect(await end(given, 'azureml:packages:1', { computeId })).toEqual(FAILS);
  await grant(sim, given.registryId, identity.principalId, ACR_PULL);
  expect(await end(given, 'azureml:packages:1', { computeId })).toEqual(RUNS);
  expect(await end(given, 'azureml:packages:1')).toEqual(FAILS);
});

it('F59 a job runs as the identity of its workspace that may pull, as documents of today say', async () => {
  const ends: Record<string, unknown> = {};
  for (const edition of ['enc', 'current'] as const) {
    const given = await withRegistry(false, { edition });
    const principalId = String(given.sim.resource(given.workspaceId)?.identity?.['principalId']);
    await grant(given.sim, given.registryId, principalId, ACR_PULL);
    ends[edition] = await end(given, 'azureml:packages:1');
  }
  expect(ends).toEqual({ enc: FAILS, current: RUNS });
});

it('F59 a job fails after the password is another, until the keys of the workspace are synchronized', async () => {
  const given = await withRegistry(true);
  const { workspaces } = machineLearning(given.sim);
  const held = async () =>
    (await workspaces.listKeys(GROUP, WORKSPACE)).containerRegistryCredentials;
  const first = await registries(given).listCredentials(GROUP, REGISTRY);
  expect(await held()).toEqual({ location: LOCATION, ...first });
  expect(await end(given, 'azureml:packages:1')).toEqual(RUNS);
  await registries(given).regenerateCredential(GROUP, REGISTRY, { name: 'password' });
  expect(await held()).toMatchObject(first);
  expect(await end(given, 'azureml:packages:1')).toEqual(FAILS);
  await workspaces.beginResyncKeysAndWait(GROUP, WORKSPACE, FAST);
  const second = await registries(given).listCredentials(GROUP, REGISTRY);
  expect(second).not.toEqual(first);
  expect(await held()).toMatchObject(second);
  expect(await end(given, 'azureml:packages:1')).toEqual(RUNS);
});

it('F59 a workspace that is given another registry has that one’s passwords', async () => {
  const given = await withRegistry(true);
  const { id = '' } = await registries(given).create(
    GROUP,
    'crother',
    { location: LOCATION, sku: { name: 'Premium' }, adminUserEnabled: true },
    FAST,
  );
  await send(given.sim, 'PATCH', given.workspaceId, VERSION, {
    properties: { containerRegistry: id },
  });
  const { containerRegistryCredentials } = await machineLearning(given.sim).workspaces.listKeys(
    GROUP,
    WORKSPACE,
  );
  expect(containerRegistryCredentials).toMatchObject({
    ...(await registries(given).listCredentials(GROUP, 'crother')),
  });
});
