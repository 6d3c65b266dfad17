/** What is asked of deployments besides themselves: whether one would be valid, and what each of its parts came to. */
import { pageSize } from '../../../kernel/collections.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { resourceGroupNotFound } from '../../../kernel/gateway-errors.ts';
import { type JsonObject, objectAt } from '../../../kernel/json.ts';
import type { ActionAnswer, Route, UnitContext } from '../../../kernel/resource-type.ts';
import { deploymentNotFound, invalidDeployment, withinTemplate } from './errors.ts';
import { DEPLOYMENTS } from './place.ts';
import { written } from './preflight.ts';
import type { Loaded } from './loaded.ts';
import { checkName, loadRequest } from './request.ts';
import { operationList } from './run-state.ts';
import { firstProperties } from './shown.ts';
import { whatIf } from './what-if.ts';
import { templateHash } from '../template/hashes.ts';

const SUBSCRIPTION = '/subscriptions/{subscriptionId}';
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroup}`;
const OF_TYPE = `/providers/${DEPLOYMENTS}/{name}`;
/** The Azure CLI leaves the namespace out. */
const ITSELF = [
  `${GROUP}${OF_TYPE}`,
  `${GROUP}/deployments/{name}`,
  `${SUBSCRIPTION}${OF_TYPE}`,
] as const;

/** As recorded: nothing was deployed at any time. */
const NEVER = '0001-01-01T00:00:00Z';

/** What a prediction takes, milliseconds. */
const WHAT_IF_MS = 5000;

type Handle = Route['handle'];

const at = (scopes: readonly string[], of: (scope: string) => Route): readonly Route[] =>
  scopes.map(of);

export const deploymentRoutes: readonly Route[] = [
  ...at([GROUP, SUBSCRIPTION], (scope) => ({
    method: 'POST',
    path: `${scope}${OF_TYPE}/validate`,
    action: `${DEPLOYMENTS}/validate/action`,
    scope: `${scope}${OF_TYPE}`,
    handle: validate,
  })),
  ...at([GROUP, SUBSCRIPTION], (scope) => ({
    method: 'POST',
    path: `${scope}${OF_TYPE}/whatIf`,
    action: `${DEPLOYMENTS}/whatIf/action`,
    scope: `${scope}${OF_TYPE}`,
    handle: predict,
  })),
  ...at(ITSELF, (path) => ({
    method: 'GET',
    path: `${path}/operations`,
    action: `${DEPLOYMENTS}/operations/read`,
    scope: path,
    handle: (context, { params, query }) => {
      const all = operationList(context, found(context, params).id);
      const top = pageSize(query.get('$top'), '$top');
      return { status: 200, body: { value: all.slice(0, top) } };
    },
  })),
  ...at(ITSELF, (path) => ({
    method: 'GET',
    path: `${path}/operations/{operationId}`,
    action: `${DEPLOYMENTS}/operations/read`,
    scope: path,
    handle: (context, { params }) => {
      const wanted = params['operationId']?.toLowerCase();
      const { id } = found(context, params);
      const operation = operationList(context, id).find(
        ({ operationId }) => String(operationId).toLowerCase() === wanted,
      );
      if (operation) return { status: 200, body: operation };
      throw operationNotFound(params['operationId'] ?? '');
    },
  })),
  {
    method: 'POST',
    path: '/providers/Microsoft.Resources/calculateTemplateHash',
    handle: (_context, { body }) => ({
      status: 200,
      body: {
        minifiedTemplate: JSON.stringify(body).toUpperCase(),
        templateHash: templateHash(body),
      },
    }),
  },
];

function scopeOf(context: UnitContext, params: Readonly<Record<string, string>>): string {
  const subscription = `/subscriptions/${context.subscription.subscriptionId}`;
  const name = params['resourceGroup'];
  if (name === undefined) return subscription;
  const group = context.resource(`${subscription}/resourceGroups/${name}`);
  if (!group) throw resourceGroupNotFound(name);
  return group.id;
}

/** What is asked of a deployment that is not made, read as if it were. */
function loadAsked(context: UnitContext, { params, body }: Parameters<Handle>[1]): Loaded {
  const scope = scopeOf(context, params);
  const name = params['name'] ?? '';
  checkName(name);
  const existing = context.resource(`${scope}/providers/${DEPLOYMENTS}/${name}`);
  return loadRequest(context, { name, scope }, body, existing);
}

function validate(context: UnitContext, asked: Parameters<Handle>[1]): ActionAnswer {
  const loaded = loadAsked(context, asked);
  const { id, name, location } = loaded.deploying;
  const properties: JsonObject = {
    ...firstProperties(context, loaded),
    provisioningState: 'Succeeded',
    timestamp: NEVER,
    validatedResources: written(loaded.items).map((item) => ({ id: item.id })),
  };
  return {
    status: 200,
    body: {
      id,
      name,
      type: DEPLOYMENTS,
      ...(location === undefined ? {} : { location }),
      properties,
    },
  };
}

/** What a deployment would change, told by an operation as recorded. */
function predict(context: UnitContext, asked: Parameters<Handle>[1]): ActionAnswer {
  const loaded = loadAsked(context, asked);
  const settings = objectAt(objectAt(asked.body, 'properties'), 'whatIfSettings');
  const format = settings['resultFormat'] ?? 'FullResourcePayloads';
  if (format !== 'ResourceIdOnly' && format !== 'FullResourcePayloads') {
    throw invalidDeployment(`The 'resultFormat' '${JSON.stringify(format)}' is not known.`);
  }
  const changes = withinTemplate(() => whatIf(context, loaded, format));
  return {
    operation: {
      handler: 'whatIf',
      input: { result: { status: 'Succeeded', properties: { changes } } },
      durationMs: WHAT_IF_MS,
      style: {
        path: 'operationresults',
        headers: ['location'],
        status: 202,
        body: 'none',
        instant: 200,
      },
    },
  };
}

function found(context: UnitContext, params: Readonly<Record<string, string>>) {
  const name = params['name'] ?? '';
  const deployment = context.resource(
    `${scopeOf(context, params)}/providers/${DEPLOYMENTS}/${name}`,
  );
  if (deployment) return deployment;
  throw deploymentNotFound(name);
}

const operationNotFound = (id: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'DeploymentOperationNotFound',
    message: `Deployment operation '${id}' could not be found.`,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
