/** Making the managed virtual network of a workspace: by hand, with the workspace, or with its first compute. */
import type {
  ActionAnswer,
  ActionRequest,
  Effects,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { badRequest } from './bad-request.ts';
import { hubIdOf } from './hub-projects.ts';
import { provisionedNetwork } from './network-endpoints.ts';
import { isolationOf, isProvisioned, networkOf, networkOwner } from './workspace-network.ts';
import { busy, checkNotBusy, WORKSPACE_STYLE } from './workspace-operations.ts';

/** Recorded: four minutes. Milliseconds. */
const PROVISION_MS = 4 * 60_000;

/** `POST provisionManagedNetwork`: 202, and how the network is at the Location URL. */
export function provisionManagedNetwork(
  context: UnitContext,
  { resource, body }: ActionRequest,
): ActionAnswer {
  checkHasNetwork(resource);
  checkNotBusy(context, resource.id);
  return {
    operation: {
      handler: 'provisionNetwork',
      style: WORKSPACE_STYLE,
      durationMs: PROVISION_MS,
      input: { includeSpark: body['includeSpark'] === true },
    },
    effects: { documents: busy(resource.id, true) },
  };
}

/** The end of it. */
export function finishProvisioning(
  context: UnitContext,
  { resource, input }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a workspace was removed while its network was being made');
  const { workspace, others } = provisionedNetwork(
    context,
    resource,
    input['includeSpark'] === true,
  );
  return {
    output: networkOf(workspace)['status'] ?? null,
    effects: { put: [workspace, ...others], documents: busy(resource.id, false) },
  };
}

/** The part of making a workspace that makes its network; its keys are kept afterwards. */
export function provisionWithWorkspace(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('a workspace was removed while it was being made');
  const { workspace, others } = provisionedNetwork(context, resource, false);
  return {
    next: { handler: 'keepKeys', afterMs: 0 },
    effects: { put: [workspace, ...others] },
  };
}

/** Documented: the first compute makes the network that it is in. */
export function provisionedForCompute(context: UnitContext, workspace: StoredResource): Effects {
  const owner = networkOwner(context, workspace);
  if (isolationOf(owner) === 'Disabled' || isProvisioned(owner)) return {};
  const change = provisionedNetwork(context, owner, false);
  return { put: [change.workspace, ...change.others] };
}

/** Refuses what only an isolated network of its own allows. */
export function checkHasNetwork(workspace: StoredResource): void {
  if (hubIdOf(workspace) !== undefined) {
    throw badRequest(`the project '${workspace.name}' has its managed network from its hub`);
  }
  if (isolationOf(workspace) === 'Disabled') {
    throw badRequest(`the managed network of the workspace '${workspace.name}' is not isolated`);
  }
}
