import type { Caller } from './caller.ts';
import { unitContext } from './context.ts';
import { applyEffects } from './effects.ts';
import { Refusal } from './errors.ts';
import { operationPreempted } from './gateway-errors.ts';
import { moveResources } from './move.ts';
import { OPERATION_TIMER, type OperationRecord, OperationStore } from './operations.ts';
import { Quota } from './quota.ts';
import { removeUnder } from './remove-under.ts';
import type {
  Effects,
  OperationResult,
  ResourceType,
  RunningOperation,
  UnitContext,
} from './resource-type.ts';
import type { Services } from './services.ts';

/** Ends the operation: runs its handler, stores what it came to, or keeps the refusal it threw. */
export function runOperation(
  id: string,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const operations = new OperationStore(services.world);
  const operation = operations.get(id);
  if (operation?.status !== 'Running' || services.faults.isHeld(id)) return;
  const type = types.get(operation.type.toLowerCase());
  const handler = type?.operations?.[operation.handler];
  if (!type || !handler) {
    throw new Error(`no operation '${operation.handler}' in the type '${operation.type}'`);
  }
  const context = contextOf(operation, services);
  const running: RunningOperation = {
    id: operation.id,
    handler: operation.handler,
    resourceId: operation.resourceId,
    input: operation.input,
    resource: services.store.get(operation.resourceId),
  };
  const apply = (effects: Effects | undefined): void => {
    checkMade(effects, operation, services);
    applyEffects(effects, { ...services, quota: new Quota(services.world, services.store) });
  };
  try {
    const result = handler(context, running);
    if (result.next) {
      apply(result.effects);
      goOn(operation, result.next, services, types);
      return;
    }
    if (result.move) moveResources(result.move, context, services, types);
    if (result.cascade !== undefined) {
      endUnder(result.cascade, services, types);
      removeUnder(result.cascade, context, services, types);
    }
    apply({
      ...result.effects,
      put: [...(result.resource ? [result.resource] : []), ...(result.effects?.put ?? [])],
      remove: [
        ...(result.removed ? [operation.resourceId] : []),
        ...(result.effects?.remove ?? []),
      ],
    });
    operations.put({
      ...operation,
      endedAt: services.world.now,
      status: 'Succeeded',
      ...(result.resource ? { resultId: result.resource.id } : {}),
      ...(result.output === undefined ? {} : { output: result.output }),
    });
    if (result.removed) endUnder(operation.resourceId, services, types);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    failOperation(operation, error, services, types);
  }
}

/** What a service makes by itself is under the policies of where it makes it. */
function checkMade(
  effects: Effects | undefined,
  operation: OperationRecord,
  { store, policies }: Services,
): void {
  for (const made of effects?.put ?? []) {
    const isOwn = made.id.toLowerCase() === operation.resourceId.toLowerCase();
    if (!isOwn && !store.get(made.id)) policies.checkStored(made);
  }
}

/** Ends the operation with an error and undoes what is to be undone. */
export function failOperation(
  operation: OperationRecord,
  error: Refusal,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const { store, world } = services;
  new OperationStore(world).put({
    ...operation,
    endedAt: world.now,
    status: 'Failed',
    error: error.data,
  });
  const running = { ...operation, resource: store.get(operation.resourceId) };
  const type = types.get(operation.type.toLowerCase());
  const effects = type?.failed
    ? type.failed(contextOf(operation, services), running, error.error())
    : failedState(running);
  applyEffects(effects, { ...services, quota: new Quota(world, store) });
}

/** The operation's next part: at once with instant latency, else when its time has come. */
function goOn(
  operation: OperationRecord,
  { handler, afterMs }: NonNullable<OperationResult['next']>,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const { clock, settings, world } = services;
  const isRealistic = settings.latency === 'realistic';
  const dueAt = world.now + (isRealistic ? afterMs : 0);
  new OperationStore(world).put({ ...operation, handler, dueAt });
  if (isRealistic) clock.schedule({ dueAt, handler: OPERATION_TIMER, payload: operation.id });
  else runOperation(operation.id, services, types);
}

/** What is under way on or in what is removed ends with it, also where nothing shows yet. */
function endUnder(
  scope: string,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const operations = new OperationStore(services.world);
  for (const operation of operations.runningUnder(scope)) {
    failOperation(operation, operationPreempted(), services, types);
  }
}

/** An operation acts in the name of who started it. */
function contextOf(operation: OperationRecord, services: Services): UnitContext {
  const subscription = services.directory.subscription(operation.subscriptionId);
  if (!subscription) throw new Error(`no subscription '${operation.subscriptionId}'`);
  const principal = services.directory.principal(operation.startedBy);
  const appId = principal?.appId ?? '';
  const caller: Caller = {
    objectId: operation.startedBy,
    tenantId: subscription.tenantId,
    appId,
    kind:
      principal?.kind === 'user'
        ? 'user'
        : principal?.kind === 'managedIdentity'
          ? 'managedIdentity'
          : 'application',
    name: principal?.userPrincipalName ?? appId,
    groups: services.directory.groupsOf(operation.startedBy),
    issuer: `https://sts.windows.net/${subscription.tenantId}/`,
  };
  return unitContext(services, caller, subscription, operation.id);
}

function failedState(operation: RunningOperation): Effects {
  const { resource } = operation;
  if (!resource) return {};
  return {
    put: [{ ...resource, properties: { ...resource.properties, provisioningState: 'Failed' } }],
  };
}
