/** Failover of an account: which of its regions is written to, and which follows when that is gone. */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-key.ts';
import { placesOf } from './account-model.ts';
import { operation } from './account-operations.ts';

/** Milliseconds: some minutes, as documented of regions that move. */
const FAILOVER_MS = 5 * 60_000;

/** The start of `failoverPriorityChange`: every region of the account, each with a priority of its own. */
export function failoverPriorityChange(
  context: UnitContext,
  { body, resource }: Pick<ActionRequest, 'body' | 'resource'>,
): ActionAnswer {
  const asked = policiesIn(body['failoverPolicies']);
  const named = new Set(asked.map(regionOf));
  const regions = regionsOf(resource);
  if (asked.length !== regions.length || !regions.every((region) => named.has(region))) {
    const message = `'failoverPolicies' must name each region of the account once: ${regions.join(', ')}.`;
    throw refused(context, { message, evidence: 'assumed' });
  }
  const priorities = new Set(asked.map(({ failoverPriority }) => failoverPriority));
  if (priorities.size !== asked.length || !priorities.has(0)) {
    const message =
      'Each region must have a failover priority of its own, and one of them the priority 0.';
    throw refused(context, { message, evidence: 'assumed' });
  }
  const told = { action: 'failoverPriorityChange', instant: 204 } as const;
  const plan = operation('failover', FAILOVER_MS, told);
  return { operation: { ...plan, input: { failoverPolicies: asked } } };
}

/** The end of it: the regions in their new order, as zone-redundant as they were. */
export function failedOver(
  context: UnitContext,
  { resource, input }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('what is under way on an account ends with it');
  const before = policiesIn(resource.properties['locations']);
  const places = policiesIn(input['failoverPolicies']).map((policy) => ({
    ...before.find((place) => regionOf(place) === regionOf(policy)),
    ...policy,
  }));
  const properties = {
    ...resource.properties,
    ...placesOf(context, resource.name, resource.properties, places),
  };
  return { effects: { put: [{ ...resource, properties }] } };
}

const policiesIn = (given: Json | undefined): readonly JsonObject[] =>
  Array.isArray(given) ? (given as readonly Json[]).filter(isObject) : [];

const regionOf = (policy: JsonObject): string =>
  normalizeLocation(stringAt(policy, 'locationName') ?? '');

const regionsOf = ({ properties }: StoredResource): string[] =>
  policiesIn(properties['locations']).map(regionOf);
