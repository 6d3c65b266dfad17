/** The ends of operations that do not come from their handlers: failed, held up, called off, gone with what they were on. */
import { applyEffects } from './effects.ts';
import { Refusal } from './errors.ts';
import { operationCanceled, operationPreempted } from './gateway-errors.ts';
import { operationContext } from './operation-context.ts';
import { type OperationRecord, OperationStore } from './operations.ts';
import type { TypeTable } from './path.ts';
import type { Effects, RunningOperation } from './resource-type.ts';
import type { Services } from './services.ts';

/** Ends the operation with an error and undoes what is to be undone. */
export function failOperation(
  operation: OperationRecord,
  error: Refusal,
  services: Services,
  types: TypeTable,
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
    ? type.failed(operationContext(operation, services), running, error.error())
    : failedState(running);
  applyEffects(effects, services);
}

/** Whether an operation may go on at a poll: a fault can hold it up, or end it with an error. */
export function passesPoll(
  operation: OperationRecord,
  services: Services,
  types: TypeTable,
): boolean {
  const told = services.faults.onPoll(operation.id);
  if (typeof told === 'object') failOperation(operation, new Refusal(told), services, types);
  return told === undefined || told === 'ends';
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
export const withoutParts = (operation: OperationRecord): OperationRecord =>
  operation.answers ? { ...operation, awaits: [], answers: [] } : operation;

/** What is under way on or in what is removed ends with it, also where nothing shows yet. */
export function endUnder(scope: string, services: Services, types: TypeTable): void {
  const operations = new OperationStore(services.world);
  for (const operation of operations.runningUnder(scope)) {
    failOperation(operation, operationPreempted(), services, types);
  }
}

/** What somebody has called off ends where it is; the operation that calls it off goes on. */
export function abortUnder(scope: string, by: string, services: Services, types: TypeTable): void {
  const operations = new OperationStore(services.world);
  const written = operations.runningOn(scope);
  for (const operation of [...(written ? [written] : []), ...operations.runningUnder(scope)]) {
    if (operation.id === by) continue;
    failOperation(operation, operationCanceled(), services, types, 'Canceled');
  }
}

function failedState(operation: RunningOperation): Effects {
  const { resource } = operation;
  if (!resource) return {};
  return {
    put: [{ ...resource, properties: { ...resource.properties, provisioningState: 'Failed' } }],
  };
}
