/** Makes the policy definitions, and the sets of such, that an example refers to, with the parameters that it gives. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { Shape } from './shapes.ts';

const HOME =
  /^(?:\/subscriptions\/[^/]+|\/providers\/Microsoft\.Management\/managementGroups\/[^/]+)/i;
const AUTHORIZATION = '/providers/Microsoft.Authorization';
/** A definition that every tenant has: stands for the members of sets that examples make up. */
const BUILT_IN = `${AUTHORIZATION}/policyDefinitions/0b60c0b2-2dc2-4e1c-b5c9-abbed971de53`;

/** Something to make before the example can be played. */
interface Referred {
  readonly id: string;
  readonly shape: Shape;
  /** Put afterwards, so that there is more than one version of it. */
  readonly later?: Shape;
}

/** What a body refers to of its subscription's, or its management group's, own. */
export function policiesIn(body: Json): readonly Referred[] {
  const properties = objectAt(body, 'properties');
  const members = itemsOf(properties['policyDefinitions']);
  return [properties, ...members].flatMap((one): readonly Referred[] => {
    const id = stringAt(one, 'policyDefinitionId') ?? '';
    const [home] = HOME.exec(id) ?? [];
    const type = id.slice(home?.length).slice(AUTHORIZATION.length).split('/')[1]?.toLowerCase();
    if (home === undefined || !isObject(one)) return [];
    if (type === 'policydefinitions') return [{ id, shape: definitionWith(one) }];
    if (type !== 'policysetdefinitions') return [];
    const major = overriddenMajor(properties);
    const later = major === undefined ? {} : { later: setWith(properties, `${major}.0.0`) };
    return [{ id, shape: setWith(properties, '1.0.0'), ...later }];
  });
}

/** A definition that takes the parameters that are given to it. */
function definitionWith(given: JsonObject): Shape {
  const parameters = Object.entries(objectAt(given, 'parameters')).map(
    ([name, entry]): [string, JsonObject] => [
      name,
      { type: typeOf(isObject(entry) ? entry['value'] : undefined) },
    ],
  );
  return {
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
}

/** The version of a set that an override puts in place: `2` of `2.*.*`. */
function overriddenMajor(assignment: JsonObject): string | undefined {
  const override = itemsOf(assignment['overrides']).find(
    (one) => stringAt(one, 'kind') === 'definitionVersion',
  );
  return stringAt(override, 'value')?.split('.')[0];
}

/** A set with the members that its assignment speaks of. */
function setWith(assignment: JsonObject, version: string): Shape {
  const messages = itemsOf(assignment['nonComplianceMessages']).map((one) =>
    stringAt(one, 'policyDefinitionReferenceId'),
  );
  const selectors = itemsOf(assignment['overrides'])
    .flatMap((one) => itemsOf(isObject(one) ? one['selectors'] : undefined))
    .filter((one) => stringAt(one, 'kind') === 'policyDefinitionReferenceId')
    .flatMap((one) => itemsOf(isObject(one) ? one['in'] : undefined).map(String));
  const named = [...messages, ...selectors].filter((one) => one !== undefined);
  return {
    apiVersion: '2024-05-01',
    body: {
      properties: {
        version,
        policyDefinitions: [...new Set(['member', ...named])].map(
          (policyDefinitionReferenceId) => ({
            policyDefinitionReferenceId,
            policyDefinitionId: BUILT_IN,
          }),
        ),
      },
    },
  };
}

const itemsOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : [];

/** The type of a parameter that takes a value. */
function typeOf(value: Json | undefined): string {
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'object') return 'Object';
  if (typeof value === 'number') return 'Integer';
  return typeof value === 'boolean' ? 'Boolean' : 'String';
}
