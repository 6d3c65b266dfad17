import { armId } from '../../azure/arm-id.ts';
import { type ArmRequest, sendArmRequest, workspaceApiVersion } from '../../azure/arm-request.ts';
import { armEndpointOf } from '../../azure/clients.ts';
import type { WorkspaceAnswer, WorkspaceProperties } from '../../verify/facts-of-azure.ts';
import type { StepContext } from '../step-unit.ts';
import { readAtRest } from '../waiting.ts';

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
      readonly primaryUserAssignedIdentity?: string;
    };
  };
  readonly provisioningState: string | undefined;
}

/** A step about a workspace of any kind. */
interface Named {
  readonly name: string;
}

/** The ARM id of a workspace in the plan's group. */
export const workspaceIdOf = ({ name }: Named, { plan }: StepContext): string =>
  armId(
    plan.subscriptionId,
    plan.spec.resourceGroup,
    'Microsoft.MachineLearningServices/workspaces',
    name,
  );

/** What every request about a workspace has that does not go through the typed client. */
export function workspaceRequest(
  step: Named,
  context: StepContext,
): Pick<ArmRequest, 'endpoint' | 'id' | 'apiVersion'> {
  return {
    endpoint: armEndpointOf(context.clients.settings),
    id: workspaceIdOf(step, context),
    apiVersion: workspaceApiVersion,
  };
}

/** Read in the newer api-version: the typed client's shows neither service-side encryption nor hubs. */
export function readWorkspace(
  step: Named,
  context: StepContext,
): Promise<FoundWorkspace | undefined> {
  return readAtRest(context, `Workspace ${step.name} is being changed`, async () => {
    const client = await context.clients.workspaces();
    const answer = (await sendArmRequest(
      client,
      { method: 'GET', ...workspaceRequest(step, context) },
      context.signal,
    )) as FoundWorkspace['answer'];
    return { answer, provisioningState: answer.properties?.provisioningState };
  });
}
