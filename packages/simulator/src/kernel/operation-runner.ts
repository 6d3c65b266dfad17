/** Starts long-running operations, and says where they are when polled. */
import { emptyAnswer, jsonAnswer } from './answers.ts';
import { passesPoll } from './end-operation.ts';
import type { SimResponse } from './exchange.ts';
import { drawGuid } from './ids.ts';
import type { Json } from './json.ts';
import { isAskedAt, operationHeaders } from './operation-wire.ts';
import {
  newOperation,
  OPERATION_TIMER,
  type OperationRecord,
  OperationStore,
} from './operations.ts';
import type { TypeTable } from './path.ts';
import { derived, present } from './present.ts';
import type { StoredResource } from './resource.ts';
import type { OperationPlan, ResourceType, UnitContext } from './resource-type.ts';
import { runOperation } from './run-operation.ts';
import type { Services } from './services.ts';

/** Parts of an operation that one poll takes it through at most. */
const PARTS_MAX = 10_000;

/** One request's hand on operations. */
export class OperationRunner {
  readonly #services: Services;
  readonly #context: UnitContext;
  readonly #types: TypeTable;
  readonly #operations: OperationStore;

  constructor(services: Services, context: UnitContext, types: TypeTable) {
    this.#services = services;
    this.#context = context;
    this.#types = types;
    this.#operations = new OperationStore(services.world);
  }

  /** The operation with this id after this poll, and what it came to; `path`: one that could be a resource's. */
  poll(
    id: string,
    path?: string,
  ): { operation: OperationRecord; result: Json | undefined } | undefined {
    let operation = this.#operations.get(id);
    if (!operation || (path !== undefined && !isAskedAt(operation, path))) return undefined;
    if (operation.status === 'Running') {
      this.#goOn(operation);
      operation = this.#operations.get(id) ?? operation;
    }
    const resource =
      operation.status === 'Succeeded' && operation.resultId !== undefined
        ? this.#services.store.get(operation.resultId)
        : undefined;
    const type = resource && this.#types.get(resource.type.toLowerCase());
    const result = resource && type ? this.#shown(type, resource, operation.apiVersion) : undefined;
    return { operation, result };
  }

  #shown(type: ResourceType, resource: StoredResource, apiVersion: string): Json {
    return present(type, derived(type, resource, this.#context), apiVersion);
  }

  /** What a poll does to a running operation. */
  #goOn(operation: OperationRecord): void {
    const { clock, settings } = this.#services;
    if (!passesPoll(operation, this.#services, this.#types)) return;
    let now: OperationRecord = operation;
    for (let parts = 0; parts < PARTS_MAX; parts += 1) {
      if (settings.timeWarp) clock.advanceTo(now.dueAt);
      // The timer of one that was held up has come and gone; one that went on to its next part is due later.
      now = this.#operations.get(operation.id) ?? now;
      if (now.dueAt <= clock.now()) runOperation(operation.id, this.#services, this.#types);
      now = this.#operations.get(operation.id) ?? now;
      // What waits for others goes on with them to its end.
      const isWaiting = (now.awaits?.length ?? 0) > 0;
      if (now.status !== 'Running' || !isWaiting || !settings.timeWarp) return;
    }
  }

  /** Files the operation and makes the first answer. */
  start(
    type: ResourceType,
    plan: OperationPlan,
    about: {
      readonly resourceId: string;
      readonly location: string;
      readonly apiVersion: string;
      /** As roles name what started it. */
      readonly action: string;
      readonly created: boolean;
      readonly isWrite: boolean;
      readonly echo?: Json | undefined;
    },
  ): SimResponse {
    const { clock, faults, world, settings } = this.#services;
    const isRealistic = settings.latency === 'realistic';
    const { echo, action, ...rest } = about;
    let operation = newOperation(
      plan.id ?? drawGuid(world),
      plan,
      {
        ...rest,
        ...(plan.location === undefined ? {} : { location: plan.location }),
        type: type.type,
        subscriptionId: this.#context.subscription.subscriptionId,
        startedBy: this.#context.caller.objectId,
      },
      world.now,
      isRealistic ? plan.durationMs : 0,
    );
    this.#operations.put(operation);
    // The first answer shows what is pending: present it before the work is done.
    const before = this.#services.store.get(about.resourceId);
    const firstBody = echo ?? (before ? this.#shown(type, before, about.apiVersion) : undefined);
    const isHeld = faults.onStart(operation.id, about.resourceId, action);
    if (isRealistic || isHeld) {
      clock.schedule({
        dueAt: operation.dueAt,
        handler: OPERATION_TIMER,
        payload: operation.id,
      });
    } else {
      runOperation(operation.id, this.#services, this.#types);
      operation = this.#operations.get(operation.id) ?? operation;
      if (operation.status === 'Succeeded' && plan.style.instant !== 'poll') {
        const after =
          operation.resultId === undefined
            ? undefined
            : this.#services.store.get(operation.resultId);
        if (after) {
          return jsonAnswer(plan.style.instant, this.#shown(type, after, about.apiVersion));
        }
        return operation.output === undefined
          ? emptyAnswer(plan.style.instant)
          : jsonAnswer(plan.style.instant, operation.output);
      }
    }
    const headers = operationHeaders(operation, settings);
    const { body, status } = plan.style;
    const told = typeof body === 'object' ? body : body === 'resource' ? firstBody : undefined;
    return told === undefined ? emptyAnswer(status, headers) : jsonAnswer(status, told, headers);
  }
}
