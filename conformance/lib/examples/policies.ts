/** Makes the policy definition that an example assigns, with the parameters that it gives. */
import { type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
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
      { type: typeOf(objectAt({ given: given ?? null }, 'given')['value']) },
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

const typeOf = (value: Json | undefined): string =>
  Array.isArray(value)
    ? 'Array'
    : typeof value === 'object'
      ? 'Object'
      : (TYPES[typeof value] ?? 'String');

const TYPES: Readonly<Record<string, string>> = {
  string: 'String',
  number: 'Integer',
  boolean: 'Boolean',
  undefined: 'String',
};
