/** Makes the policy definition that an example assigns, with the parameters that it gives. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Shape } from './shapes.ts';

const OF_SUBSCRIPTION =
  /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Authorization\/policyDefinitions\/[^/]+$/i;

/** The definition of a body that assigns one of its subscription's own. */
export function assignedDefinition(
  body: Json,
): { readonly id: string; readonly shape: Shape } | undefined {
  const properties = objectAt(body, 'properties');
  const id = stringAt(properties, 'policyDefinitionId') ?? '';
  if (!OF_SUBSCRIPTION.test(id)) return undefined;
  const parameters = Object.entries(objectAt(properties, 'parameters')).map(
    ([name, given]): [string, JsonObject] => [
      name,
      { type: typeOf(isObject(given) ? given['value'] : undefined) },
    ],
  );
  const shape = {
    apiVersion: '2021-06-01',
    body: {
      properties: {
        mode: 'All',
        parameters: Object.fromEntries(parameters),
        policyRule: {
          if: { field: 'name', equals: 'what-nothing-is-called' },
          // oxlint-disable-next-line unicorn/no-thenable -- the word of policy rules
          then: { effect: 'audit' },
        },
      },
    },
  };
  return { id, shape };
}

/** The type of a parameter that takes a value. */
function typeOf(value: Json | undefined): string {
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object') return 'Object';
  if (typeof value === 'number') return 'Integer';
  return typeof value === 'boolean' ? 'Boolean' : 'String';
}
