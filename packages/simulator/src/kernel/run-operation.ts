import { applyEffects } from './effects.ts';
import { abortUnder, endUnder, failOperation, passesPoll, withoutParts } from './end-operation.ts';
import { Refusal } from './errors.ts';
import { moveResources } from './move.ts';
import { operationContext } from './operation-context.ts';
import { OPERATION_TIMER, type OperationRecord, OperationStore } from './operations.ts';
import type { TypeTable } from './path.ts';
import { removeUnder } from './remove-under.ts';
import type {
  Effects,
  OperationPart,
  RunningOperation,
  SubmittedAnswer,
  UnitContext,
} from './resource-type.ts';
import type { Services } from './services.ts';

/** Ends the operation: runs its handler, stores what it came to, or keeps the refusal it threw. */
export function runOperation(id: string, services: Services, types: TypeTable): void {
  const operations = new OperationStore(services.world);
  const due = operations.get(id);
  if (due?.status !== 'Running' || services.faults.isHeld(id)) return;
  for (const awaited of due.awaits ?? []) pollOverdue(awaited, services, types);
  // What it waited for may have ended it, as when what it is on was removed.
  const operation = operations.get(id);
  if (operation?.status !== 'Running') return;
  const type = types.get(operation.type.toLowerCase());
  const handler = type?.operations?.[operation.handler];
  if (!type || !handler) {
    throw new Error(`no operation '${operation.handler}' in the type '${operation.type}'`);
  }
  const context = operationContext(operation, services);
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
    applyEffects(effects, services);
  };
  try {
    const result = handler(context, running);
    if (result.aborts !== undefined) abortUnder(result.aborts, id, services, types);
    if (result.next) {
      apply(result.effects);
      goOn(operation, result.next, context, services, types);
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

/** The operation's next part: at once with instant latency, else when its time has come. */
function goOn(
  operation: OperationRecord,
  { handler, afterMs, requests = [], awaits = [] }: OperationPart,
  { caller, correlationId }: UnitContext,
  services: Services,
  types: TypeTable,
): void {
  const { clock, settings, world } = services;
  const operations = new OperationStore(world);
  const answers: SubmittedAnswer[] = [];
  // A request may take time, in which others go on: one of them may end this operation.
  const isOver = (): boolean => operations.get(operation.id)?.status !== 'Running';
  for (const request of requests) {
    answers.push(services.requests.submit(caller, request, correlationId));
    if (isOver()) return;
  }
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
function pollOverdue(id: string, services: Services, types: TypeTable): void {
  const operation = new OperationStore(services.world).get(id);
  if (operation?.status !== 'Running' || operation.dueAt > services.world.now) return;
  if (passesPoll(operation, services, types)) runOperation(id, services, types);
}
