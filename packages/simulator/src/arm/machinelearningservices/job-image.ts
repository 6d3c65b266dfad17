/** Whether the image of a job could be pulled from the workspace's registry. No image is built or pulled here. */
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { systemPrincipalOf, userPrincipalOf } from '../../kernel/managed-identity.ts';
import { registryPasswords } from '../../kernel/registry-passwords.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { workspaceOf } from './child-model.ts';
import { registryPasswordsOf } from './workspace-keys.ts';
import { principalsOf } from './workspace-model.ts';

const PULL = 'Microsoft.ContainerRegistry/registries/pull/read';

/** What the run of a job tells when its image cannot be pulled, as reported; `undefined`: nothing stands in the way. */
export function imageFailure(
  context: UnitContext,
  jobId: string,
  properties: JsonObject,
): string | undefined {
  const workspace = workspaceOf(context, jobId);
  const registry = context.resource(stringAt(workspace.properties, 'containerRegistry') ?? '');
  if (!registry) return undefined;
  const image = imageIn(context, registry, environmentOf(context, workspace, properties));
  if (image === undefined || mayPull(context, workspace, registry, properties)) return undefined;
  return `Failed to pull Docker image ${image}. This error may occur because the compute could not authenticate with the Docker registry to pull the image. If using ACR please ensure the ACR has Admin user enabled or a Managed Identity with \`AcrPull\` access to the ACR is assigned to the compute. If the ACR Admin user's password was changed recently it may be necessary to synchronize the workspace keys.`;
}

/** The version of an environment of the workspace that a job names. */
function environmentOf(
  context: UnitContext,
  workspace: StoredResource,
  properties: JsonObject,
): StoredResource | undefined {
  const asked =
    stringAt(properties, 'environmentId') ?? stringAt(properties['trial'], 'environmentId') ?? '';
  const id = asked.replace(/^azureml:/, '');
  if (id.startsWith('/subscriptions/')) return context.resource(id);
  const [, name, version] = /^([^:@/]+):([^:@/]+)$/.exec(id) ?? [];
  return name === undefined
    ? undefined
    : context.resource(`${workspace.id}/environments/${name}/versions/${version}`);
}

/** An environment with packages or a build of its own is built into the registry; an image can come from there. */
function imageIn(
  context: UnitContext,
  registry: StoredResource,
  environment: StoredResource | undefined,
): string | undefined {
  if (!environment) return undefined;
  const { image, condaFile, build } = environment.properties;
  const host = stringAt(registry.properties, 'loginServer') ?? '';
  if (condaFile !== undefined || build !== undefined) {
    const digest = context.namedGuid('image', environment.id.toLowerCase()).replaceAll('-', '');
    return `${host}/azureml/azureml_${digest}`;
  }
  return typeof image === 'string' && image.startsWith(`${host}/`) ? image : undefined;
}

/** With the passwords of the admin user that the workspace has, or, in today's documents, as an identity (CMK-075). */
function mayPull(
  context: UnitContext,
  workspace: StoredResource,
  registry: StoredResource,
  properties: JsonObject,
): boolean {
  if (registry.properties['adminUserEnabled'] === true) {
    const held = registryPasswordsOf(context, workspace);
    // One that has no copy looks when it needs one.
    const current = registryPasswords(context, registry);
    if (!held || JSON.stringify(held) === JSON.stringify(current)) return true;
  }
  if (context.edition !== 'current') return false;
  const compute = context.resource(stringAt(properties, 'computeId') ?? '');
  return [
    ...principalsOf(context, workspace),
    ...(compute ? identitiesOf(context, compute) : []),
  ].some((principalId) => context.allows(principalId, PULL, registry.id));
}

function identitiesOf(context: UnitContext, compute: StoredResource): string[] {
  const users = Object.keys(objectAt(compute.identity, 'userAssignedIdentities'));
  return [systemPrincipalOf(compute), ...users.map((id) => userPrincipalOf(context, id))].filter(
    (principalId) => principalId !== undefined,
  );
}
