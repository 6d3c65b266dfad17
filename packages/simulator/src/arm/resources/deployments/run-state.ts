/** How far a deployment is: what is kept while it runs, and its list of operations. */
import type { RefusalData, RefusalDetail } from '../../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt } from '../../../kernel/json.ts';
import type { Effects, UnitContext } from '../../../kernel/resource-type.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { DEPLOYMENTS, type Place } from './place.ts';
import type { RollBack } from './roll-back.ts';
import type { Deploying } from './scope.ts';

/** Of deployments under way; it may hold secrets, and goes with the end of the run. */
const RUNS = 'deploymentRuns';
/** Lists of operations, by deployment. */
const OPERATIONS = 'deploymentOperations';

/** One resource of a running deployment. */
export interface ItemState {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Ids in lower case. */
  readonly after: readonly string[];
  readonly state: 'waiting' | 'sent' | 'running' | 'done' | 'failed';
  /** Whether it is taken away: what a complete deployment does not name. */
  readonly isRemoval?: boolean;
  /** Of its list of operations. */
  readonly operationId: string;
  readonly trackingId: string;
  /** What goes on. */
  readonly awaited?: string;
  /** Whether `Azure-AsyncOperation` told of that. */
  readonly isAsync?: true;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly statusCode?: string;
  readonly error?: RefusalDetail;
}

/** A running deployment. */
export interface Run extends Deploying {
  readonly startedAt: number;
  /** Id of the long-running operation. */
  readonly operationId: string;
  readonly items: readonly ItemState[];
  readonly hasRemovals: boolean;
  /** How many others it stands in. */
  readonly depth: number;
  /** What is deployed anew if it fails. */
  readonly rollBack?: RollBack;
  /** Why it fails, where that is no resource of it. */
  readonly failure?: RefusalData;
}

const keyOf = (id: string): string => id.toLowerCase();

export const runOf = (context: UnitContext, id: string): Run | undefined =>
  context.document<Run>(RUNS, keyOf(id));

/** How many deployments under way one stands in that is to begin. */
export function depthOf(context: UnitContext, id: string): number {
  const key = keyOf(id);
  const around = context
    .documents<Run>(RUNS, '')
    .find(([, { items }]) => items.some((item) => item.state === 'sent' && keyOf(item.id) === key));
  return around ? around[1].depth + 1 : 0;
}

/** What stores a run and its operations; `isOver`: only these stay. */
export function kept(run: Run, now: number, isOver = false): NonNullable<Effects['documents']> {
  return [
    {
      table: RUNS,
      key: keyOf(run.id),
      value: isOver ? undefined : (run as unknown as Json),
    },
    { table: OPERATIONS, key: keyOf(run.id), value: operationsOf(run, now, isOver) },
  ];
}

/** What removes a deployment's list of operations. */
export const forgotten = (id: string): NonNullable<Effects['documents']> => [
  { table: RUNS, key: keyOf(id), value: undefined },
  { table: OPERATIONS, key: keyOf(id), value: undefined },
];

/** A deployment's list of operations, as it is shown. */
export const operationList = (context: UnitContext, id: string): readonly JsonObject[] =>
  context.document<readonly JsonObject[]>(OPERATIONS, keyOf(id)) ?? [];

/** Ids, in lower case, of what other deployments of a subscription deployed as parts of themselves. */
export function nestedDeployments(
  context: UnitContext,
  { subscriptionId }: Place,
): ReadonlySet<string> {
  const lists = context.documents<readonly JsonObject[]>(
    OPERATIONS,
    `/subscriptions/${subscriptionId}/`.toLowerCase(),
  );
  return new Set(
    lists.flatMap(([, operations]) =>
      operations.flatMap(({ properties }) => {
        const { resourceType, id } = objectAt({ ...(properties as JsonObject) }, 'targetResource');
        return resourceType === DEPLOYMENTS ? [String(id).toLowerCase()] : [];
      }),
    ),
  );
}

const STATES: Readonly<Record<Exclude<ItemState['state'], 'waiting'>, string>> = {
  sent: 'Running',
  running: 'Running',
  done: 'Succeeded',
  failed: 'Failed',
};

function operationsOf(run: Run, now: number, isOver: boolean): Json {
  const entries = run.items.flatMap((item): JsonObject[] => {
    if (item.state === 'waiting') return [];
    const { id, type, name, operationId, trackingId, startedAt = now, error } = item;
    const endedAt = item.endedAt ?? now;
    return [
      {
        id: `${run.id}/operations/${operationId}`,
        operationId,
        properties: {
          provisioningOperation: item.isRemoval ? 'Delete' : 'Create',
          provisioningState: STATES[item.state],
          timestamp: new Date(endedAt).toISOString(),
          duration: durationOf(endedAt - startedAt),
          trackingId,
          statusCode: item.statusCode ?? 'Accepted',
          ...(error === undefined
            ? {}
            : { statusMessage: { error: error as unknown as JsonObject } }),
          targetResource: { id, resourceType: type, resourceName: name },
        },
      },
    ];
  });
  const isFailed = run.items.some(({ state }) => state === 'failed');
  if (!isOver || isFailed) return entries;
  return [
    ...entries,
    {
      id: `${run.id}/operations/${run.operationId}`,
      operationId: run.operationId,
      properties: {
        provisioningOperation: 'EvaluateDeploymentOutput',
        provisioningState: 'Succeeded',
        timestamp: new Date(now).toISOString(),
        duration: durationOf(now - run.startedAt),
        trackingId: run.items[0]?.trackingId ?? '',
        statusCode: 'OK',
      },
    },
  ];
}

/** An item that is over. */
export function ended({ awaited: _awaited, ...item }: ItemState, now: number): ItemState {
  return { ...item, state: item.error ? 'failed' : 'done', endedAt: now };
}

/** A deployment in another state. */
export function withState(
  resource: StoredResource,
  provisioningState: string,
  context: UnitContext,
): StoredResource {
  const properties = { ...resource.properties, provisioningState, timestamp: context.iso };
  return { ...resource, properties };
}

const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_S = 3600;

/** ISO 8601: `PT1H2M3.5S`. */
export function durationOf(ms: number): string {
  const seconds = ms / SECOND_MS;
  const hours = Math.floor(seconds / HOUR_S);
  const minutes = Math.floor((seconds % HOUR_S) / MINUTE_S);
  const rest = Math.round((seconds % MINUTE_S) * SECOND_MS) / SECOND_MS;
  return `PT${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${rest}S`;
}
