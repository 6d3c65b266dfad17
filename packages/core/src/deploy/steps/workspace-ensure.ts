import { startArmOperation } from '../../azure/arm-request.ts';
import { CmkError } from '../../errors/cmk-error.ts';
import { evaluate, sentenceOf, statementOf } from '../../rules/index.ts';
import { issueOfFinding } from '../../validate/issue-of-finding.ts';
import {
  baseFacts,
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
import { absent, defineStep, type KnownStep, type StepUnit } from '../step-unit.ts';
import { drive } from '../waiting.ts';
import { isSameKey, patchOf, typedBodyOf, rawBodyOf } from './workspace-body.ts';
import {
  type FoundWorkspace,
  readWorkspace,
  workspaceIdOf,
  workspaceRequest,
} from './workspace-read.ts';

type WorkspaceStep = KnownStep<'workspace.ensure'>;

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
      id: workspaceIdOf(step, context),
      name: step.name,
      location: step.location,
      kind: step.workspaceKind ?? 'Default',
      properties: rawBodyOf(step).properties as WorkspaceProperties,
    });
    const previousWorkspace = workspaceFactsOf(found.answer);
    const base = baseFacts(clock.now(), cloud, plan.tenantId);
    const refused = evaluate(
      { ...base, workspace: wanted, previousWorkspace },
      { edition: plan.edition, stage: 'workspace.update.request' },
    ).filter(
      ({ rule, violation }) =>
        rule.appliesTo.includes('previousWorkspace') && violation.path.startsWith('workspace.'),
    );
    const givenLater = previousWorkspace.encryption
      ? []
      : evaluate(
          {
            ...base,
            keyAssignments: [{ target: 'workspace', name: step.name, givenAt: 'later' }],
          },
          { edition: plan.edition },
        );
    const all = [...refused, ...givenLater].filter(({ level }) => level === 'must');
    const [broken] = all;
    if (broken) {
      return {
        is: 'refused',
        error: new CmkError({
          code: 'CMK_IMMUTABLE',
          hop: 'workspace',
          ruleId: broken.rule.id,
          message: `Workspace ${step.name} exists and differs: ${sentenceOf(broken.rule, broken.violation, broken.edition)}`,
          reason: statementOf(broken.rule, broken.edition),
          fix: broken.rule.fix,
          retryable: false,
          issues: all.map((finding) => issueOfFinding(finding)),
        }),
      };
    }
    const fixed = differing([
      ['location', step.location, location, 'region'],
      ['kind', step.workspaceKind ?? 'Default', found.answer.kind ?? 'Default', 'caseless'],
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
    const raw = workspaceRequest(step, context);
    const isUsable = found !== undefined && failedState(found.provisioningState).length === 0;
    if (isUsable) {
      const body = patchOf(step, found.answer.tags ?? {});
      const { poller } = await startArmOperation(client, { ...raw, method: 'PATCH', body });
      await drive(context, what, poller);
    } else if (
      step.encryption.architecture === 'serviceSide' ||
      step.managedNetworkIsolation !== undefined ||
      step.workspaceKind !== undefined
    ) {
      // The typed client drops all three without a word.
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
