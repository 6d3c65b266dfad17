/**
 * `onErrorDeployment`: an earlier deployment of the group that is deployed anew when this one fails. Documented: with the same
 * template and parameters, whole (`Complete`), of root deployments to a group alone. A template by link is read anew.
 */
import { notSimulated, type Refusal } from '../../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { same } from '../../../kernel/path.ts';
import type { SubmittedRequest, UnitContext } from '../../../kernel/resource-type.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { invalidDeployment } from './errors.ts';
import { DEPLOYMENTS, type Place, scopeIdOf } from './place.ts';
import { nestedDeployments } from './run-state.ts';

const TYPES = ['LastSuccessful', 'SpecificDeployment'] as const;
const API_VERSION = '2022-09-01';

/** What a deployment goes back to. */
export interface RollBack extends JsonObject {
  readonly type: (typeof TYPES)[number];
  /** Of a deployment that is there and succeeded when it is asked for. */
  readonly deploymentName: string;
  /** The operation of the redeployment, once that has begun. */
  readonly awaited?: string;
}

/** Reads and checks what a request wants to go back to. */
export function readRollBack(
  context: UnitContext,
  name: string,
  place: Place,
  asked: Json | undefined,
): RollBack | undefined {
  if (asked === undefined || asked === null) return undefined;
  if (place.resourceGroup === '') {
    throw invalidDeployment(
      `The 'onErrorDeployment' of '${name}' is for deployments to resource groups alone.`,
    );
  }
  const given = stringAt(asked, 'type') ?? '';
  const type = TYPES.find((one) => one.toLowerCase() === given.toLowerCase());
  if (type === undefined) {
    throw invalidDeployment(
      `The 'type' of 'onErrorDeployment' must be one of '${TYPES.join(', ')}', not '${given}'.`,
    );
  }
  const wanted = stringAt(asked, 'deploymentName') ?? '';
  const earlier =
    type === 'LastSuccessful'
      ? lastSuccessful(context, name, place)
      : named(context, name, wanted, place);
  // What it needs is known now: it is refused now rather than when it is needed.
  redeployment(earlier);
  return { type, deploymentName: earlier.name };
}

const refused = (why: string): Refusal =>
  invalidDeployment(`The 'onErrorDeployment' cannot be used: ${why}.`);

function named(context: UnitContext, own: string, name: string, place: Place): StoredResource {
  // This one takes its place in the history.
  if (same(name, own)) throw refused(`the deployment '${name}' cannot go back to itself`);
  const found = context.resource(idOf(name, place));
  if (!found) throw refused(`there is no deployment '${name}' in the resource group`);
  if (found.properties['provisioningState'] !== 'Succeeded') {
    throw refused(`the deployment '${name}' did not succeed`);
  }
  if (nestedDeployments(context, place).has(found.id.toLowerCase())) {
    throw refused(`the deployment '${name}' is nested in another`);
  }
  return found;
}

const idOf = (name: string, place: Place): string =>
  `${scopeIdOf(place)}/providers/${DEPLOYMENTS}/${name}`;

function lastSuccessful(context: UnitContext, own: string, place: Place): StoredResource {
  const prefix = idOf('', place).toLowerCase();
  const nested = nestedDeployments(context, place);
  const [last] = context
    .resources(DEPLOYMENTS, scopeIdOf(place))
    .filter(
      ({ id, name, properties }) =>
        id.toLowerCase().startsWith(prefix) &&
        name.toLowerCase() !== own.toLowerCase() &&
        properties['provisioningState'] === 'Succeeded' &&
        !nested.has(id.toLowerCase()),
    )
    .toSorted(byEnd);
  if (last) return last;
  throw refused('no earlier deployment to the resource group succeeded');
}

/** The last to end first; of one instant, the last to begin. */
function byEnd(one: StoredResource, other: StoredResource): number {
  const [left, right] = [one, other].map(({ properties, hidden }) => ({
    at: Date.parse(stringAt(properties, 'timestamp') ?? ''),
    number: Number(hidden?.['number'] ?? 0),
  }));
  if (!left || !right) return 0;
  return right.at - left.at || right.number - left.number;
}

/** The body that deploys something as it was deployed before. */
function redeployment({ name, properties, hidden }: StoredResource): JsonObject {
  const { templateLink } = properties;
  if (hidden?.['isSigned'] === true) {
    throw notSimulated(
      `a redeployment of '${name}' on an error: its template was read with a signature, which is kept nowhere`,
    );
  }
  const parameters = Object.entries(objectAt(properties, 'parameters')).map(([key, shown]) => {
    const { value, reference } = isObject(shown) ? shown : {};
    if (reference !== undefined) return [key, { reference }];
    if (value !== undefined) return [key, { value }];
    throw notSimulated(
      `a redeployment of '${name}' on an error: its parameter '${key}' is secure, and kept nowhere`,
    );
  });
  return {
    properties: {
      mode: 'Complete',
      ...(isObject(templateLink) ? { templateLink } : { template: hidden?.['template'] ?? null }),
      parameters: Object.fromEntries(parameters) as JsonObject,
    },
  };
}

/** The request that goes back; `undefined`: what it would go back to is there no more. */
export function rollBackRequest(
  context: UnitContext,
  { deploymentName }: RollBack,
  place: Place,
): SubmittedRequest | undefined {
  const id = idOf(deploymentName, place);
  const earlier = context.resource(id);
  if (!earlier) return undefined;
  return { method: 'PUT', path: `${id}?api-version=${API_VERSION}`, body: redeployment(earlier) };
}

/** What is shown of it; `state`: of the redeployment, once there is one. */
export const shownRollBack = ({ type, deploymentName }: RollBack, state?: string): JsonObject => ({
  ...(state === undefined ? {} : { provisioningState: state }),
  type,
  deploymentName,
});

/** How the redeployment ended. */
export const rollBackState = (
  context: UnitContext,
  { deploymentName }: RollBack,
  place: Place,
): string =>
  stringAt(context.resource(idOf(deploymentName, place))?.properties, 'provisioningState') ??
  'Failed';
