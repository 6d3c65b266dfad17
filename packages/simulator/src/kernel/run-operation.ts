import type { Caller } from './caller.ts';
import { unitContext } from './context.ts';
import { applyEffects } from './effects.ts';
import { Refusal } from './errors.ts';
import { operationCanceled, operationPreempted } from './gateway-errors.ts';
import { moveResources } from './move.ts';
import { OPERATION_TIMER, type OperationRecord, OperationStore } from './operations.ts';
import { Quota } from './quota.ts';
import { removeUnder } from './remove-under.ts';
import type {
  Effects,
  OperationPart,
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
  for (const awaited of operation.awaits ?? []) pollOverdue(awaited, services, types);
  const context = contextOf(operation, services);
  const running: RunningOperation = {
    id: operation.id,
    handler: operation.handler,
    resourceId: operation.resourceId,
    input: operation.input,
    answers: operation.answers ?? [],
    resource: services.store.get(operation.resourceId),
  };
  const apply = (effects: Effects | undefined): void => {
    checkMade(effects, operation, services);
    applyEffects(effects, { ...services, quota: new Quota(services.world, services.store) });
  };
  try {
    const result = handler(context, running);
    if (result.aborts !== undefined) abortUnder(result.aborts, id, services, types);
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
      ...withoutParts(operation),
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
  status: 'Failed' | 'Canceled' = 'Failed',
): void {
  const { store, world } = services;
  new OperationStore(world).put({
    ...withoutParts(operation),
    endedAt: world.now,
    status,
    error: error.data,
  });
  const running = { ...operation, answers: [], resource: store.get(operation.resourceId) };
  const type = types.get(operation.type.toLowerCase());
  const effects = type?.failed
    ? type.failed(contextOf(operation, services), running, error.error())
    : failedState(running);
  applyEffects(effects, { ...services, quota: new Quota(world, store) });
}

/** The operation's next part: at once with instant latency, else when its time has come. */
function goOn(
  operation: OperationRecord,
  { handler, afterMs, requests = [], awaits = [] }: OperationPart,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const { clock, settings, world } = services;
  const operations = new OperationStore(world);
  const { caller, correlationId } = contextOf(operation, services);
  const answers = requests.map((request) =>
    services.requests.submit(caller, request, correlationId),
  );
  const begun = answers.flatMap(({ operationId }) => operationId ?? []);
  const awaited = [...awaits, ...begun].filter((id) => operations.get(id)?.status === 'Running');
  const isRealistic = settings.latency === 'realistic';
  const waitsUntil = Math.min(...awaited.map((id) => dueOf(id, operations, world.now)));
  const dueAt = awaited.length > 0 ? waitsUntil : world.now + (isRealistic ? afterMs : 0);
  operations.put({ ...operation, handler, dueAt, awaits: awaited, answers });
  if (isRealistic || awaited.length > 0) {
    clock.schedule({ dueAt, handler: OPERATION_TIMER, payload: operation.id });
  } else runOperation(operation.id, services, types);
}

/** How long after it was due an operation that is held up is looked at again. */
const LOOK_AGAIN_MS = 5000;

function dueOf(id: string, operations: OperationStore, now: number): number {
  const dueAt = operations.get(id)?.dueAt ?? now;
  return dueAt > now ? dueAt : now + LOOK_AGAIN_MS;
}

/** Who waits for an operation polls it: what holds it up may count polls. */
function pollOverdue(
  id: string,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const operation = new OperationStore(services.world).get(id);
  if (operation?.status !== 'Running' || operation.dueAt > services.world.now) return;
  const told = services.faults.onPoll(id);
  if (told === 'goesOn') return;
  if (typeof told === 'object') failOperation(operation, new Refusal(told), services, types);
  else runOperation(id, services, types);
}

/** Ends what is being written on a resource unfinished. */
export function cancelOperation(resourceId: string, services: Services): void {
  const operations = new OperationStore(services.world);
  const operation = operations.runningOn(resourceId);
  if (operation) {
    operations.put({ ...withoutParts(operation), endedAt: services.world.now, status: 'Canceled' });
  }
}

/** Without what an operation no longer needs when it has ended: answers may hold secrets. */
const withoutParts = (operation: OperationRecord): OperationRecord =>
  operation.answers ? { ...operation, awaits: [], answers: [] } : operation;

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

/** What somebody has called off ends where it is; the operation that calls it off goes on. */
function abortUnder(
  scope: string,
  by: string,
  services: Services,
  types: ReadonlyMap<string, ResourceType>,
): void {
  const operations = new OperationStore(services.world);
  const written = operations.runningOn(scope);
  for (const operation of [...(written ? [written] : []), ...operations.runningUnder(scope)]) {
    if (operation.id === by) continue;
    failOperation(operation, operationCanceled(), services, types, 'Canceled');
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
