import type { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import {
  defineResourceType,
  type OperationResult,
  type ResourceType,
  type RunningOperation,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { badRequest } from './bad-request.ts';
import { workspaceOf } from './child-model.ts';
import { settledNetwork, shownNetwork, withoutRule } from './network-endpoints.ts';
import { checkHasNetwork } from './network-provisioning.ts';
import { isRequired, OF_THE_SERVICE, readOutboundRule } from './outbound-rule.ts';
import { WORKSPACES } from './workspace-model.ts';
import { isolationOf, networkOf, rulesOf, withNetwork, withRule } from './workspace-network.ts';
import { busy, checkNotBusy, WORKSPACE_STYLE } from './workspace-operations.ts';
import { knows, workspaceApiVersions } from './workspace-versions.ts';

const TYPE = `${WORKSPACES}/outboundRules`;
/** Recorded: half a minute. Milliseconds. */
const WORK_MS = 30_000;

/** Outbound rules of the managed virtual network of a workspace, which holds them among its properties. */
export const outboundRules: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: workspaceApiVersions.filter((version) => knows(version, 'managedNetwork')),
  scope: 'group',
  needsLocation: false,
  find: (context, { id, parentId }) => {
    const workspace = context.resource(parentId);
    return workspace && rulesIn(context, workspace).find((rule) => same(rule.id, id));
  },
  list: (context, scope) => rulesIn(context, workspaceOf(context, `${scope}/`)),
  put: write,
  remove: (context, { existing }) => {
    if (isRequired(existing.properties)) throw isOfTheService(existing.name);
    const workspace = workspaceOf(context, existing.id);
    checkNotBusy(context, workspace.id);
    return {
      operation: { handler: 'remove', style: WORKSPACE_STYLE, durationMs: WORK_MS },
      effects: { documents: busy(workspace.id, true) },
    };
  },
  operations: {
    write: finishWriting,
    remove: (context, { resourceId }) => {
      const workspace = workspaceOf(context, resourceId);
      const change = withoutRule(context, workspace, nameIn(workspace, resourceId));
      return {
        removed: true,
        effects: {
          put: [change.workspace, ...change.others],
          documents: busy(workspace.id, false),
        },
      };
    },
  },
  failed: (context, { resourceId }) => ({
    documents: busy(workspaceOf(context, resourceId).id, false),
  }),
  present: presentRule,
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const workspace = workspaceOf(context, address.id);
  const rule = readOutboundRule(body['properties'], 'properties');
  checkHasNetwork(workspace);
  const name = existing?.name ?? address.name;
  if (name.startsWith(OF_THE_SERVICE) || isRequired(existing?.properties)) {
    throw isOfTheService(name);
  }
  checkNotBusy(context, workspace.id);
  withRule(objectAt(networkOf(workspace), 'outboundRules'), name, rule, isolationOf(workspace));
  return {
    operation: {
      handler: 'write',
      style: WORKSPACE_STYLE,
      durationMs: WORK_MS,
      input: { name, rule },
    },
    effects: { documents: busy(workspace.id, true) },
  };
}

/** A rule that leads elsewhere than before is another: what the old one led to forgets it. */
function finishWriting(
  context: UnitContext,
  { resourceId, input }: RunningOperation,
): OperationResult {
  const name = String(input['name']);
  const before = withoutRule(context, workspaceOf(context, resourceId), name);
  const kept = objectAt(networkOf(before.workspace), 'outboundRules');
  const after = settledNetwork(
    context,
    withNetwork(before.workspace, {
      ...networkOf(before.workspace),
      outboundRules: { ...kept, [name]: objectAt(input, 'rule') },
    }),
    before.others,
  );
  const fresh = [after.workspace, ...after.others];
  const shown = rulesIn(context, after.workspace, fresh).find((rule) => rule.name === name);
  return {
    ...(shown ? { output: presentRule(shown) } : {}),
    effects: {
      put: fresh,
      documents: busy(after.workspace.id, false),
    },
  };
}

/** Rules of a workspace as resources, each as it is now. */
function rulesIn(
  context: UnitContext,
  workspace: StoredResource,
  fresh: readonly StoredResource[] = [],
): StoredResource[] {
  return rulesOf(shownNetwork(context, workspace, fresh)).map(([name, properties]) => ({
    id: `${workspace.id}/outboundRules/${name}`,
    type: TYPE,
    name,
    properties,
  }));
}

/** The name under which a workspace keeps a rule, whatever the case in which it was asked for. */
function nameIn(workspace: StoredResource, ruleId: string): string {
  const asked = ruleId.split('/').pop() ?? '';
  return rulesOf(workspace).find(([name]) => same(name, asked))?.[0] ?? asked;
}

function presentRule({ id, name, properties }: StoredResource): JsonObject {
  return { id, name, type: TYPE, properties };
}

function isOfTheService(name: string): Refusal {
  return badRequest(`the outbound rule '${name}' is the service's own`);
}
