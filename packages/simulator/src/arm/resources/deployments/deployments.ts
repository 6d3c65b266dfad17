import { readListFilter } from '../../../kernel/list-filter.ts';
import { type Json, stringAt } from '../../../kernel/json.ts';
import { notSimulated, Refusal } from '../../../kernel/errors.ts';
import {
  defineResourceType,
  type Effects,
  type OperationStyle,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../../kernel/resource-type.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { readTags } from '../../../kernel/tags.ts';
import { deploymentActive, deploymentNotFound, quotaExceeded } from './errors.ts';
import { DEPLOYMENTS, unservedAt } from './place.ts';
import { written } from './preflight.ts';
import { readsRelaxed } from './relaxed-json.ts';
import { registrations } from './registrations.ts';
import { operationIdFrom } from './removals.ts';
import { checkName, loadRequest } from './request.ts';
import { fail, rollBack, step } from './run.ts';
import { depthOf, durationOf, forgotten, kept, type Run, runOf, withState } from './run-state.ts';
import { firstProperties } from './shown.ts';
import { typesWritten } from './types-in.ts';

/** Documented: deployments in the history of a group or a subscription. */
const DEPLOYMENTS_MAX_INCLUSIVE = 800;
/** How many deployments one may stand in here: by link, a template can contain itself under other names without end. */
const DEPTH_MAX_INCLUSIVE = 50;
/** How many deployments were begun: each knows which it is. */
const DEPLOYMENTS_BEGUN = 'deploymentsBegun';
/** Until a deployment begins to write, milliseconds. */
const BEGIN_MS = 1000;
const DELETE_MS = 5000;

const STYLE: OperationStyle = {
  path: 'operationStatuses',
  underResource: { 'azure-asyncoperation': 'operationStatuses' },
  headers: ['azure-asyncoperation'],
  status: 201,
  body: 'resource',
  statusBody: 'bare',
  running: 'Running',
  instant: 201,
};

/** Deployments of templates to groups and subscriptions: `Microsoft.Resources/deployments`. */
export const deployments: ResourceType = defineResourceType({
  type: DEPLOYMENTS,
  apiVersions: [
    '2016-02-01',
    '2016-09-01',
    '2017-05-10',
    '2018-05-01',
    '2019-05-01',
    '2019-05-10',
    '2019-08-01',
    '2019-10-01',
    '2020-06-01',
    '2020-08-01',
    '2020-10-01',
    '2021-01-01',
    '2021-04-01',
    '2022-05-01',
    '2022-09-01',
    '2023-07-01',
    '2024-03-01',
    '2024-07-01',
    '2024-11-01',
    '2025-03-01',
    '2025-04-01',
    '2026-06-01',
  ],
  scope: 'extension',
  unservedAt,
  readsRelaxed,
  writesTypes: typesWritten,
  checkName,
  put,
  remove: (_context, { existing }) => ({
    effects: { documents: forgotten(existing.id) },
    operation: {
      handler: 'remove',
      durationMs: DELETE_MS,
      style: {
        path: 'operationresults',
        headers: ['location'],
        status: 202,
        body: 'none',
        retryAfterSeconds: 15,
        instant: 204,
      },
    },
  }),
  list: (context, scope, query) => {
    const accepts = readListFilter(query.get('$filter'), {
      provisioningstate: ({ properties }) => stringAt(properties, 'provisioningState'),
    });
    return (after) =>
      context
        .walkType(DEPLOYMENTS, scope, after)
        .filter((resource) => isAt(resource, scope) && accepts(resource));
  },
  actions: {
    'POST cancel': (context, { resource }) => {
      const state = stringAt(resource.properties, 'provisioningState') ?? '';
      const run = runOf(context, resource.id);
      if (!run) throw notActive(resource.name, state);
      return {
        status: 204,
        cancels: resource.id,
        effects: {
          put: [withState(resource, 'Canceled', context)],
          documents: kept(run, context.now, true),
        },
      };
    },
    'POST exportTemplate': (_context, { resource }) => ({
      status: 200,
      body: { template: resource.hidden?.['template'] ?? {} },
    }),
  },
  operations: {
    step,
    fail,
    rollBack,
    remove: () => ({ removed: true }),
    whatIf: (_context, { input }) => ({ output: input['result'] ?? null }),
  },
  failed,
  inProgress: (context, { id, name }) =>
    deploymentActive(name, runOf(context, id)?.startedAt ?? context.now),
  missing: (_context, { name }) => deploymentNotFound(name),
  present: ({ id, name, location, tags, properties }): Json => ({
    id,
    name,
    type: DEPLOYMENTS,
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    properties,
  }),
});

const isAt = ({ id }: StoredResource, scope: string): boolean =>
  id.toLowerCase().startsWith(`${scope}/providers/${DEPLOYMENTS}/`.toLowerCase());

function put(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const { name, scope } = address;
  const loaded = loadRequest(context, address, body, existing);
  if (!existing) checkQuota(context, name, scope);
  const { deploying, items, dependencies, rollBack: goesBackTo } = loaded;
  const { id } = deploying;
  const depth = depthOf(context, id);
  if (depth > DEPTH_MAX_INCLUSIVE) {
    throw notSimulated(`a deployment that stands in more than ${DEPTH_MAX_INCLUSIVE} others`);
  }
  const operationId = operationIdAt(context);
  const number = (context.document<number>(DEPLOYMENTS_BEGUN, '') ?? 0) + 1;
  const run: Run = {
    ...deploying,
    startedAt: context.now,
    operationId,
    hasRemovals: false,
    depth,
    ...(goesBackTo ? { rollBack: goesBackTo } : {}),
    items: written(items).map((item) => ({
      id: item.id,
      type: item.type,
      name: item.name,
      after: dependencies.get(item.id.toLowerCase()) ?? [],
      state: 'waiting',
      operationId: operationIdFrom(context.guid()),
      trackingId: context.guid(),
    })),
  };
  const tags = readTags(body['tags']);
  const effects = registrations(context, items);
  return {
    pending: {
      id,
      name,
      type: DEPLOYMENTS,
      ...(deploying.location === undefined ? {} : { location: deploying.location }),
      ...(tags === undefined ? {} : { tags }),
      properties: firstProperties(context, loaded),
      hidden: {
        template: deploying.template,
        number,
        ...(deploying.link?.queryString === undefined ? {} : { isSigned: true }),
      },
    },
    operation: { handler: 'step', id: operationId, durationMs: BEGIN_MS, style: STYLE },
    effects: {
      ...effects,
      documents: [
        ...(effects.documents ?? []),
        ...kept(run, context.now),
        { table: DEPLOYMENTS_BEGUN, key: '', value: number },
      ],
    },
  };
}

/** Of a subscription, those of its groups do not count; most are far from the limit, and are not walked. */
function checkQuota(context: UnitContext, name: string, scope: string): void {
  const limit = DEPLOYMENTS_MAX_INCLUSIVE;
  if (context.count(DEPLOYMENTS, scope, limit) < limit) return;
  const own = context.walkType(DEPLOYMENTS, scope).filter((one) => isAt(one, scope));
  const count = own.take(limit).toArray().length;
  if (count >= limit) throw quotaExceeded(name, count, limit);
}

/** Ticks of .NET at the epoch, and in a millisecond. */
const EPOCH_TICKS = 621_355_968_000_000_000n;
const TICKS_PER_MS = 10_000n;
const LAST_TICK = 2n ** 63n - 1n;

/** Recorded: what is left of time, so that newer ones come first: `08585191498352950052`. */
function operationIdAt(context: UnitContext): string {
  const ticks = EPOCH_TICKS + BigInt(Math.floor(context.now)) * TICKS_PER_MS;
  // The clock knows milliseconds: the rest is drawn, so that those of one instant differ.
  let left = LAST_TICK - ticks - BigInt(Number.parseInt(context.guid().slice(0, 8), 16) % 10_000);
  while (context.operation(asOperationId(left)) !== undefined) left -= 1n;
  return asOperationId(left);
}

const asOperationId = (ticks: bigint): string => ticks.toString().padStart(20, '0');

/** A failed deployment stays, and says why. */
function failed(
  context: UnitContext,
  {
    resource,
    resourceId,
  }: { readonly resource: StoredResource | undefined; readonly resourceId: string },
  error?: Json,
): Effects {
  const run = runOf(context, resourceId);
  const documents = run ? kept(run, context.now, true) : [];
  if (!resource) return { documents };
  const ended = withState(resource, 'Failed', context);
  const duration = durationOf(context.now - (run?.startedAt ?? context.now));
  return {
    documents,
    put: [{ ...ended, properties: { ...ended.properties, duration, error: error ?? null } }],
  };
}

/** The code is asked for by clients (juju/juju, `provider/azure`); nobody shows the message. */
const notActive = (name: string, state: string): Refusal =>
  new Refusal({
    status: 409,
    code: 'DeploymentCannotBeCancelled',
    message: `The deployment '${name}' cannot be canceled: its provisioning state is '${state}'.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
