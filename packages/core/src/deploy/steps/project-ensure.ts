import { startArmOperation } from '../../azure/arm-request.ts';
import {
  type Attribute,
  differing,
  failedState,
  refuseImmutable,
  tagAttributes,
  verdict,
} from '../differences.ts';
import { absent, defineStep, type KnownStep, type StepUnit } from '../step-unit.ts';
import { drive } from '../waiting.ts';
import { type FoundWorkspace, readWorkspace, workspaceRequest } from './workspace-read.ts';

type ProjectStep = KnownStep<'project.ensure'>;

function identityOf({ identityId }: ProjectStep): Readonly<Record<string, unknown>> {
  return identityId === undefined
    ? { type: 'SystemAssigned' }
    : { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } };
}

/** What can be changed in place. */
function changeable(step: ProjectStep, { answer }: FoundWorkspace): readonly Attribute[] {
  const { properties = {}, tags, identity } = answer;
  return [
    ['friendlyName', step.friendlyName, properties.friendlyName],
    ['description', step.description, properties.description],
    ['publicNetworkAccess', step.publicNetworkAccess, properties.publicNetworkAccess, 'caseless'],
    ['identity.type', identityOf(step)['type'], identity?.type, 'caseless'],
    [
      'primaryUserAssignedIdentity',
      step.identityId,
      properties.primaryUserAssignedIdentity,
      'caseless',
    ],
    ...tagAttributes(step.tags, tags),
  ];
}

/** What may be sent both to make and to change a project. It names no key and no resources: those are the hub's. */
function bodyOf(
  step: ProjectStep,
  tags: Readonly<Record<string, string>>,
): { readonly properties: Readonly<Record<string, unknown>>; readonly [name: string]: unknown } {
  const { friendlyName, description, publicNetworkAccess, identityId } = step;
  return {
    tags: { ...tags, ...step.tags },
    identity: identityOf(step),
    properties: {
      ...(friendlyName === undefined ? {} : { friendlyName }),
      ...(description === undefined ? {} : { description }),
      publicNetworkAccess,
      ...(identityId === undefined ? {} : { primaryUserAssignedIdentity: identityId }),
    },
  };
}

/** Makes a project in its hub, or changes what can be changed. The typed client knows no projects. */
export const ensureProject: StepUnit<'project.ensure', FoundWorkspace> = defineStep({
  kind: 'project.ensure',
  read: readWorkspace,
  compare(step, found) {
    if (!found) return absent;
    const { properties = {}, location, kind } = found.answer;
    const fixed = differing([
      ['location', step.location, location, 'region'],
      ['kind', 'Project', kind ?? 'Default', 'caseless'],
      ['hubResourceId', step.hubId, properties.hubResourceId, 'caseless'],
      ['hbiWorkspace', step.highBusinessImpact, properties.hbiWorkspace ?? false],
    ]);
    return (
      refuseImmutable('workspace', `Project ${step.name}`, fixed) ??
      verdict([...failedState(found.provisioningState), ...differing(changeable(step, found))])
    );
  },
  async write(step, found, context) {
    const client = await context.clients.workspaces();
    const raw = workspaceRequest(step, context);
    const { properties, ...rest } = bodyOf(step, found?.answer.tags ?? {});
    const isUsable = found !== undefined && failedState(found.provisioningState).length === 0;
    const { poller } = await startArmOperation(
      client,
      isUsable
        ? { ...raw, method: 'PATCH', body: { ...rest, properties } }
        : {
            ...raw,
            method: 'PUT',
            body: {
              ...rest,
              location: step.location,
              kind: 'Project',
              properties: {
                ...properties,
                hubResourceId: step.hubId,
                hbiWorkspace: step.highBusinessImpact,
              },
            },
          },
    );
    await drive(context, `Project ${step.name} is being ${found ? 'changed' : 'made'}`, poller);
    return (await readWorkspace(step, context)) as FoundWorkspace;
  },
  outputs: (_, { answer }) => ({
    id: answer.id ?? '',
    principalId: answer.identity?.principalId ?? '',
  }),
});
