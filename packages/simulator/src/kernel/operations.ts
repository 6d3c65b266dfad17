/** Long-running operations: records in the world, run by the clock. */
import type { RefusalData } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { OperationPlan, OperationStyle, SubmittedAnswer } from './resource-type.ts';
import type { World } from './world.ts';

/** An operation as it is stored. */
export interface OperationRecord {
  readonly id: string;
  readonly subscriptionId: string;
  /** Resource type whose `operations` runs it. */
  readonly type: string;
  readonly handler: string;
  readonly resourceId: string;
  readonly location: string;
  readonly apiVersion: string;
  readonly style: OperationStyle;
  readonly input: JsonObject;
  /** Object id of who started it. */
  readonly startedBy: string;
  readonly startedAt: number;
  readonly dueAt: number;
  /** Operations that its next part waits for. */
  readonly awaits?: readonly string[];
  /** To the requests that it sent before its next part. */
  readonly answers?: readonly SubmittedAnswer[];
  readonly endedAt?: number;
  readonly status: 'Running' | 'Succeeded' | 'Failed' | 'Canceled';
  readonly error?: RefusalData;
  /** The id to show as the result; absent when the resource was removed or there is only output. */
  readonly resultId?: string;
  readonly output?: Json;
  /** Whether it was a removal or an action: the final Location answer has no resource. */
  readonly created: boolean;
  /** Whether it makes, changes or removes the resource, so that other writes are refused meanwhile; no action does. */
  readonly isWrite: boolean;
}

/** Timer handler that ends operations. */
export const OPERATION_TIMER = 'kernel.operation';

const OPERATIONS = 'operations';
const RUNNING = 'runningOperations';

/** One write of a resource is under way at a time, and any number of actions. */
function runningKey({ id, resourceId, isWrite }: OperationRecord): string {
  return (isWrite ? resourceId : `${resourceId}#${id}`).toLowerCase();
}

/** The operations of a world. */
export class OperationStore {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get(id: string): OperationRecord | undefined {
    return this.#world.get<OperationRecord>(OPERATIONS, id.toLowerCase());
  }

  put(operation: OperationRecord): void {
    this.#world.set(OPERATIONS, operation.id.toLowerCase(), operation as unknown as Json);
    const key = runningKey(operation);
    if (operation.status === 'Running') this.#world.set(RUNNING, key, operation.id);
    else if (this.#world.get(RUNNING, key) === operation.id) this.#world.delete(RUNNING, key);
  }

  /** The write or removal that is under way on a resource. */
  runningOn(resourceId: string): OperationRecord | undefined {
    if (!this.#world.first(RUNNING)) return undefined;
    const id = this.#world.get<string>(RUNNING, resourceId.toLowerCase());
    return id === undefined ? undefined : this.get(id);
  }

  /** Actions under way on a resource, and everything that is under way on what lies under it. */
  runningUnder(scope: string): OperationRecord[] {
    return ['#', '/'].flatMap((mark) =>
      this.#world
        .range<string>(RUNNING, `${scope.toLowerCase()}${mark}`)
        .flatMap(([, id]) => this.get(id) ?? []),
    );
  }
}

/** The first record of an operation. */
export function newOperation(
  id: string,
  plan: OperationPlan,
  about: Pick<
    OperationRecord,
    | 'subscriptionId'
    | 'type'
    | 'resourceId'
    | 'location'
    | 'apiVersion'
    | 'startedBy'
    | 'created'
    | 'isWrite'
  >,
  now: number,
  durationMs: number,
): OperationRecord {
  return {
    id,
    ...about,
    handler: plan.handler,
    style: plan.style,
    input: isObject(plan.input) ? plan.input : {},
    startedAt: now,
    dueAt: now + durationMs,
    status: 'Running',
  };
}
