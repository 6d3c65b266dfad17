import { armId } from '../../azure/arm-id.ts';
import { sendArmRequest, startArmOperation, workspaceApiVersion } from '../../azure/arm-request.ts';
import { CmkError } from '../../errors/cmk-error.ts';
import { evaluate, sentenceOf } from '../../rules/index.ts';
import {
  baseFacts,
  type WorkspaceAnswer,
  workspaceFactsOf,
  type WorkspaceProperties,
} from '../../verify/facts-of-azure.ts';
import {
  type Attribute,
  differing,
  failedState,
  refuseImmutable,
  tagAttributes,
  verdict,
} from '../differences.ts';
import {
  absent,
  defineStep,
  type KnownStep,
  type StepContext,
  type StepUnit,
} from '../step-unit.ts';
import { drive, readAtRest } from '../waiting.ts';
import { isSameKey, patchOf, typedBodyOf, rawBodyOf } from './workspace-body.ts';

/** A workspace as it is. */
export interface FoundWorkspace {
  readonly answer: WorkspaceAnswer & {
    readonly tags?: Readonly<Record<string, string>>;
    readonly identity?: { readonly principalId?: string; readonly type?: string };
    readonly properties?: WorkspaceProperties & {
      readonly provisioningState?: string;
      readonly friendlyName?: string;
      readonly description?: string;
      readonly storageAccount?: string;
      readonly keyVault?: string;
      readonly applicationInsights?: string;
      readonly containerRegistry?: string;
      readonly publicNetworkAccess?: string;
      readonly serviceProvisionedResourceGroup?: string;
      readonly managedNetwork?: { readonly isolationMode?: string };
    };
  };
  readonly provisioningState: string | undefined;
}

type WorkspaceStep = KnownStep<'workspace.ensure'>;

const idOf = ({ name }: WorkspaceStep, { plan }: StepContext): string =>
  armId(
    plan.subscriptionId,
    plan.spec.resourceGroup,
    'Microsoft.MachineLearningServices/workspaces',
    name,
  );

/** Read in the newer api-version: the typed client's does not show service-side encryption. */
function readWorkspace(
  step: WorkspaceStep,
  context: StepContext,
): Promise<FoundWorkspace | undefined> {
  return readAtRest(context, `Workspace ${step.name} is being changed`, async () => {
    const client = await context.clients.workspaces();
    const answer = (await sendArmRequest(
      client,
      {
        method: 'GET',
        endpoint: armEndpointOf(context),
        id: idOf(step, context),
        apiVersion: workspaceApiVersion,
      },
      context.signal,
    )) as FoundWorkspace['answer'];
    return { answer, provisioningState: answer.properties?.provisioningState };
  });
}

/** Where Resource Manager is: the cloud's host, or the caller's. */
function armEndpointOf({ clients, cloud }: StepContext): string {
  return (clients.settings.clientOptions?.endpoint ?? cloud.resourceManager).replace(/\/$/, '');
}

/** What can be changed in place. */
function changeable(step: WorkspaceStep, { answer }: FoundWorkspace): readonly Attribute[] {
  const { properties = {}, tags, identity } = answer;
  const { keyIdentifier } = step.encryption;
  const is = properties.encryption?.keyVaultProperties?.keyIdentifier;
  return [
    ['friendlyName', step.friendlyName, properties.friendlyName],
    ['description', step.description, properties.description],
    ['applicationInsights', step.applicationInsightsId, properties.applicationInsights, 'caseless'],
    ['containerRegistry', step.containerRegistryId, properties.containerRegistry, 'caseless'],
    ['publicNetworkAccess', step.publicNetworkAccess, properties.publicNetworkAccess, 'caseless'],
    [
      'managedNetwork.isolationMode',
      step.managedNetworkIsolation,
      properties.managedNetwork?.isolationMode,
    ],
    ['identity.type', step.identity.type, identity?.type, 'caseless'],
    [
      'encryption.keyVaultProperties.keyIdentifier',
      keyIdentifier,
      isSameKey(keyIdentifier, is) ? keyIdentifier : is,
    ],
    ...tagAttributes(step.tags, tags),
  ];
}

/** Makes the workspace under the key, or changes what can be changed; refuses the rest with the rule that says so. */
export const ensureWorkspace: StepUnit<'workspace.ensure', FoundWorkspace> = defineStep({
  kind: 'workspace.ensure',
  read: readWorkspace,
  compare(step, found, context) {
    if (!found) return absent;
    const { properties = {}, location } = found.answer;
    const { plan, clock, cloud } = context;
    const wanted = workspaceFactsOf({
      id: idOf(step, context),
      name: step.name,
      location: step.location,
      properties: rawBodyOf(step).properties as WorkspaceProperties,
    });
    const facts = {
      ...baseFacts(clock.now(), cloud, plan.tenantId),
      workspace: wanted,
      previousWorkspace: workspaceFactsOf(found.answer),
    };
    const [broken] = evaluate(facts, {
      edition: plan.edition,
      stage: 'workspace.update.request',
    }).filter(
      ({ rule, violation }) =>
        rule.appliesTo.includes('previousWorkspace') && violation.path.startsWith('workspace.'),
    );
    if (broken) {
      return {
        is: 'refused',
        error: new CmkError({
          code: 'CMK_IMMUTABLE',
          hop: 'workspace',
          ruleId: broken.rule.id,
          message: `Workspace ${step.name} exists and differs: ${sentenceOf(broken.rule, broken.violation)}`,
          reason: broken.rule.statement,
          fix: broken.rule.fix,
          retryable: false,
        }),
      };
    }
    const fixed = differing([
      ['location', step.location, location, 'region'],
      ['storageAccount', step.storageId, properties.storageAccount, 'caseless'],
      ['keyVault', step.keyVaultId, properties.keyVault, 'caseless'],
      [
        'enableServiceSideCMKEncryption',
        step.encryption.architecture === 'serviceSide',
        properties.enableServiceSideCMKEncryption ?? false,
      ],
    ]);
    return (
      refuseImmutable('workspace', `Workspace ${step.name}`, fixed) ??
      verdict([...failedState(found.provisioningState), ...differing(changeable(step, found))])
    );
  },
  async write(step, found, context) {
    const client = await context.clients.workspaces();
    const what = `Workspace ${step.name} is being ${found ? 'changed' : 'made'}`;
    const raw = {
      endpoint: armEndpointOf(context),
      id: idOf(step, context),
      apiVersion: workspaceApiVersion,
    };
    const isUsable = found !== undefined && failedState(found.provisioningState).length === 0;
    if (isUsable) {
      const body = patchOf(step, found.answer.tags ?? {});
      const { poller } = await startArmOperation(client, { ...raw, method: 'PATCH', body });
      await drive(context, what, poller);
    } else if (
      step.encryption.architecture === 'serviceSide' ||
      step.managedNetworkIsolation !== undefined
    ) {
      // The typed client drops both without a word.
      const { poller } = await startArmOperation(client, {
        ...raw,
        method: 'PUT',
        body: rawBodyOf(step),
      });
      await drive(context, what, poller);
    } else {
      const { resourceGroup } = context.plan.spec;
      const poller = await client.workspaces.beginCreateOrUpdate(
        resourceGroup,
        step.name,
        typedBodyOf(step),
      );
      await drive(context, what, poller);
    }
    return (await readWorkspace(step, context)) as FoundWorkspace;
  },
  outputs: (_, { answer }) => ({
    id: answer.id ?? '',
    principalId: answer.identity?.principalId ?? '',
    // A bare name in some api-versions, a whole id in others.
    managedResourceGroup:
      answer.properties?.serviceProvisionedResourceGroup?.split('/').at(-1) ?? '',
  }),
});
