/** What can be asked of a workspace: its keys, and a check of what it depends on. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { registryPasswordsOf, storageKeyOf } from './workspace-keys.ts';
import { notebookKeys } from './workspace-notebook.ts';
import { DIAGNOSE_STYLE } from './workspace-operations.ts';
import { dependencyGone } from './workspace-whole.ts';

/** Milliseconds. */
const DIAGNOSE_MS = 10_000;

/** Keys of what the workspace uses. They begin with `sim-` and open nothing outside this simulator. */
export function listKeys(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const storageId = stringAt(resource.properties, 'storageAccount') ?? '';
  const storageKey = storageKeyOf(context, resource);
  const insights = context.resource(stringAt(resource.properties, 'applicationInsights') ?? '');
  return {
    status: 200,
    body: {
      ...(storageKey === undefined ? {} : { userStorageKey: storageKey }),
      userStorageResourceId: storageId,
      appInsightsInstrumentationKey: stringAt(insights?.properties, 'InstrumentationKey') ?? '',
      containerRegistryCredentials: registryCredentials(context, resource),
      notebookAccessKeys: notebookKeys(context, resource),
    },
  };
}

/** The workspace's copy of them. */
function registryCredentials(context: UnitContext, workspace: StoredResource): JsonObject | null {
  const registry = context.resource(stringAt(workspace.properties, 'containerRegistry') ?? '');
  const passwords = registryPasswordsOf(context, workspace);
  if (!registry || !passwords) return null;
  return { location: registry.location, username: registry.name, passwords };
}

/** `POST diagnose`: 202, and the verdict at the Location URL. */
export function diagnose(_context: UnitContext, _request: ActionRequest): ActionAnswer {
  return {
    operation: { handler: 'diagnose', style: DIAGNOSE_STYLE, durationMs: DIAGNOSE_MS },
  };
}

const DIAGNOSED = [
  { property: 'storageAccount', results: 'storageAccountResults' },
  { property: 'keyVault', results: 'keyVaultResults' },
  { property: 'containerRegistry', results: 'containerRegistryResults' },
  { property: 'applicationInsights', results: 'applicationInsightsResults' },
] as const;

/** Which of the resources that the workspace depends on are gone. */
export function finishDiagnose(
  context: UnitContext,
  { resource }: RunningOperation,
): OperationResult {
  const value: Record<string, JsonObject[]> = {
    userDefinedRouteResults: [],
    networkSecurityRuleResults: [],
    resourceLockResults: [],
    dnsResolutionResults: [],
    storageAccountResults: [],
    keyVaultResults: [],
    containerRegistryResults: [],
    applicationInsightsResults: [],
    otherResults: [],
  };
  for (const { property, results } of DIAGNOSED) {
    const id = stringAt(resource?.properties, property);
    if (id === undefined || context.resource(id)) continue;
    value[results] = [{ level: 'Error', ...dependencyGone(id) }];
  }
  return { output: { value } };
}
