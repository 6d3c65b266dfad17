/** A deployment under way: what is ready is written, what was begun is waited for, and so on until nothing is left. */
import { Refusal, type RefusalDetail } from '../../../kernel/errors.ts';
import { type Json, stringAt } from '../../../kernel/json.ts';
import type {
  OperationResult,
  RunningOperation,
  SubmittedAnswer,
  SubmittedRequest,
  UnitContext,
} from '../../../kernel/resource-type.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { TemplateError } from '../template/template-error.ts';
import { deploymentFailed, detailOf, processingFailed, withinTemplate } from './errors.ts';
import { bodyMembersOf, bodyOf, isDeployment, type Item, itemsOf } from './items.ts';
import { nestedBody } from './nested.ts';
import { outputsOf } from './outputs.ts';
import { removalsOf } from './removals.ts';
import { durationOf, type ItemState, kept, type Run, runOf } from './run-state.ts';
import { AskFailed, errorIn, runtimeFunctions } from './runtime.ts';
import { templateScope } from './scope.ts';
import { statusName } from './status-names.ts';

/** What one round of writes takes, milliseconds; the work that they begin comes on top. */
const ROUND_MS = 1000;

/** One round. */
export function step(context: UnitContext, operation: RunningOperation): OperationResult {
  const { resource, resourceId, answers } = operation;
  const stored = runOf(context, resourceId);
  if (!stored || !resource) throw new Error(`no deployment '${resourceId}' is under way`);
  const heard = hear(context, stored, answers);
  const { run, requests } = begin(context, heard);
  const awaits = run.items.flatMap(({ state, awaited }) =>
    state === 'running' && awaited !== undefined ? [awaited] : [],
  );
  const put = [withState(resource, 'Running', context)];
  const effects = { documents: kept(run, context.now), put };
  if (requests.length > 0 || awaits.length > 0) {
    return { next: { handler: 'step', afterMs: ROUND_MS, requests, awaits }, effects };
  }
  if (run.items.some(({ state }) => state === 'failed')) {
    return { next: { handler: 'fail', afterMs: 0 }, effects };
  }
  const removals = removalsOf(context, run);
  if (removals.length > 0) {
    const more: Run = { ...run, hasRemovals: true, items: [...run.items, ...removals] };
    const removing = { documents: kept(more, context.now), put };
    return { next: { handler: 'step', afterMs: ROUND_MS }, effects: removing };
  }
  return finish(context, run, resource);
}

/** The end of a deployment of which something failed. */
export function fail(context: UnitContext, { resourceId }: RunningOperation): OperationResult {
  const run = runOf(context, resourceId);
  throw deploymentFailed(
    run?.id ?? resourceId,
    run?.items.flatMap(({ error }) => error ?? []) ?? [],
  );
}

function finish(context: UnitContext, run: Run, resource: StoredResource): OperationResult {
  const { items, scope } = atRuntime(context, run);
  const outputs = withinTemplate(() => outputsOf(run.template, scope));
  const made = items.filter(({ isDeployed, isExisting }) => isDeployed && !isExisting);
  const outputResources = made
    .flatMap((item) => outputResourcesOf(context, item))
    .toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0))
    .map((id) => ({ id }));
  const ended = withState(resource, 'Succeeded', context);
  return {
    resource: {
      ...ended,
      properties: {
        ...ended.properties,
        duration: durationOf(context.now - run.startedAt),
        ...(outputs ? { outputs } : {}),
        outputResources,
      },
    },
    effects: { documents: kept(run, context.now, true) },
  };
}

/** What a deployment made: of a nested one, what that made. */
function outputResourcesOf(context: UnitContext, item: Item): readonly string[] {
  if (!isDeployment(item.type)) return [item.id];
  const made = context.resource(item.id)?.properties['outputResources'];
  return Array.isArray(made) ? made.map((one: Json) => stringAt(one, 'id') ?? '') : [];
}

export function withState(
  resource: StoredResource,
  provisioningState: string,
  context: UnitContext,
): StoredResource {
  const properties = { ...resource.properties, provisioningState, timestamp: context.iso };
  return { ...resource, properties };
}

/** The states after what the last round's requests came to, and after what goes on. */
function hear(context: UnitContext, run: Run, answers: readonly SubmittedAnswer[]): Run {
  let at = 0;
  const items = run.items.map((item): ItemState => {
    if (item.state === 'sent') {
      const answer = answers[at];
      at += 1;
      return answer ? looked(context, answered(context, item, answer)) : item;
    }
    return looked(context, item);
  });
  return { ...run, items };
}

function answered(context: UnitContext, item: ItemState, answer: SubmittedAnswer): ItemState {
  const { status, body, operationId } = answer;
  const statusCode = statusName(status);
  if (status >= 400 && !(item.isRemoval && status === 404)) {
    return ended(context, { ...item, statusCode, error: errorIn(body, status) });
  }
  if (operationId === undefined) return ended(context, { ...item, statusCode });
  return { ...item, state: 'running', statusCode, awaited: operationId };
}

/** The state of what goes on. */
function looked(context: UnitContext, item: ItemState): ItemState {
  if (item.state !== 'running' || item.awaited === undefined) return item;
  const operation = context.operation(item.awaited);
  if (operation?.status === 'Running') return item;
  if (!operation || operation.status === 'Succeeded') {
    return ended(context, {
      ...item,
      statusCode: item.statusCode === 'Created' ? 'Created' : 'OK',
    });
  }
  const error = failureOf(context, item, operation.isAsync, operation.error);
  return ended(context, { ...item, statusCode: 'Conflict', error });
}

function ended(context: UnitContext, { awaited: _awaited, ...item }: ItemState): ItemState {
  return { ...item, state: item.error ? 'failed' : 'done', endedAt: context.now };
}

/** MicrosoftDocs/azure-docs#108584 where nothing is left of it, Azure/ResourceModules#3596 where it shows its failure. */
function failureOf(
  context: UnitContext,
  { id }: ItemState,
  isAsync: boolean,
  inner: Refusal | undefined,
): RefusalDetail {
  const stays = context.resource(id) !== undefined;
  return {
    code: 'ResourceDeploymentFailure',
    target: id,
    message:
      isAsync && !stays
        ? "The 'AzureAsyncOperationWaiting' resource operation completed with terminal provisioning state 'Failed'."
        : "The resource write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.",
    ...(inner ? { details: [detailOf(inner)] } : {}),
  };
}

/** Everything whose turn it is, and the requests for it. */
function begin(
  context: UnitContext,
  run: Run,
): { readonly run: Run; readonly requests: readonly SubmittedRequest[] } {
  const states = new Map(run.items.map((item) => [item.id.toLowerCase(), item.state]));
  // What is not deployed is nothing to wait for.
  const isReady = ({ state, after }: ItemState): boolean =>
    state === 'waiting' && after.every((id) => (states.get(id) ?? 'done') === 'done');
  if (!run.items.some(isReady)) return { run, requests: [] };
  const { items: known } = atRuntime(context, run);
  const requests: SubmittedRequest[] = [];
  const items = run.items.map((state): ItemState => {
    if (!isReady(state)) return state;
    const startedAt = context.now;
    if (state.isRemoval) {
      requests.push({
        method: 'DELETE',
        path: `${state.id}?api-version=${newest(context, state)}`,
      });
      return { ...state, state: 'sent', startedAt };
    }
    const item = known.find(
      (one) => one.isDeployed && one.id.toLowerCase() === state.id.toLowerCase(),
    );
    if (!item) throw new Error(`no resource '${state.id}' in the template`);
    try {
      const body = bodyFor(item, run);
      requests.push({ method: 'PUT', path: `${item.id}?api-version=${item.apiVersion}`, body });
      return { ...state, state: 'sent', startedAt };
    } catch (error) {
      const refused = refusedBy(error, item);
      return ended(context, { ...state, startedAt, ...refused });
    }
  });
  return { run: { ...run, items }, requests };
}

function refusedBy(error: unknown, item: Item): Pick<ItemState, 'error' | 'statusCode'> {
  if (error instanceof AskFailed) {
    return { error: error.detail, statusCode: statusName(error.status) };
  }
  if (error instanceof TemplateError) {
    const refusal = processingFailed(error, item.id);
    return { error: detailOf(refusal), statusCode: 'BadRequest' };
  }
  if (error instanceof Refusal) {
    return { error: detailOf(error), statusCode: statusName(error.data.status) };
  }
  throw error;
}

function bodyFor(item: Item, { place }: Run) {
  return withinTemplateOrAsk(() =>
    isDeployment(item.type)
      ? nestedBody(item, bodyMembersOf(item), item.scope, place)
      : bodyOf(item),
  );
}

/** Functions that are not played are refused here too. */
function withinTemplateOrAsk<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    return withinTemplate(() => {
      throw error;
    });
  }
}

const newest = (context: UnitContext, { type }: ItemState): string => {
  const [namespace = '', ...rest] = type.split('/');
  const name = rest.join('/').toLowerCase();
  const found = context.typesIn(namespace).find((one) => one.name.toLowerCase() === name);
  return found?.apiVersions.at(-1) ?? '';
};

/** The template's resources in a scope that may ask Azure. */
function atRuntime(context: UnitContext, run: Run) {
  let items: readonly Item[] = [];
  const scope = templateScope(
    context,
    run,
    runtimeFunctions(context, () => items),
  );
  items = itemsOf(run.template, scope, run.place);
  return { items, scope };
}
