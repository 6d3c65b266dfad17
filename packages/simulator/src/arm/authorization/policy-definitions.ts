import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent } from '../../kernel/gateway-errors.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  own,
  stringAt,
} from '../../kernel/json.ts';
import {
  definitionOf,
  parametersOf,
  type PolicyDefinition,
  policyMode,
  type PolicyVersion,
  withVersions,
} from '../../kernel/policy/definition.ts';
import { checkKeyFields, KEY_POLICY_MODE } from '../../kernel/policy/key-fields.ts';
import { effectOf } from '../../kernel/policy/policies.ts';
import { checkCondition } from '../../kernel/policy/rule.ts';
import {
  defineResourceType,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readDefinitionFilter } from './policy-list-filter.ts';
import {
  checkInNoSet,
  checkPolicyName,
  checkUnassigned,
  POLICY_API_VERSIONS,
} from './policy-names.ts';
import { holdsDefinitions, placesAbove } from './policy-places.ts';

const TYPE = 'Microsoft.Authorization/policyDefinitions';

/** How claims are asked for; a definition that needs some is kept, and refused when it is assigned. */
const EXTERNAL = 'externalEvaluationEnforcementSettings';

/** Policy definitions: the built-in ones of a key's chain, and those that a subscription or a management group writes. */
export const policyDefinitions: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: POLICY_API_VERSIONS,
  scope: 'extension',
  isPublic: true,
  checkName: (name) => {
    checkPolicyName('policy definition', name);
  },
  put: (context, { address, body, existing }) => {
    if (!holdsDefinitions(address.scope)) {
      throw notSimulated(`a policy definition at the scope '${address.scope || '/'}'`);
    }
    if (existing?.properties['policyType'] === 'BuiltIn') {
      throw invalidRequestContent('a built-in policy definition cannot be changed');
    }
    const id = existing?.id ?? address.id;
    const properties = readPolicyDefinition({ ...address, id }, body);
    const done = { id, name: address.name, type: TYPE, ...withVersions(properties, existing) };
    return { done, status: 201 };
  },
  remove: (context, { existing }) => {
    checkUnassigned(context, 'PolicyDefinition', existing);
    checkInNoSet(context, existing);
    return { removed: true };
  },
  find: (context, { id, name, scope }) => {
    const stored = context.resource(id);
    if (stored) return stored;
    // Subscriptions and management groups show the built-in ones as their own.
    if (scope !== '' && !holdsDefinitions(scope)) return undefined;
    const builtIn = builtInNamed(context, name);
    return builtIn && asResource(builtIn);
  },
  list: (context, scope, query) => {
    const accepts = readDefinitionFilter(TYPE, query.get('$filter'), scope);
    const others = placesAbove(context, scope).flatMap((place) => context.resources(TYPE, place));
    return [...context.builtInPolicies().map(asResource), ...others].filter(accepts);
  },
  missing: (_context, { name }) => policyDefinitionNotFound(name),
  present: ({ id, name, properties, systemData }): JsonObject => ({
    properties,
    id,
    type: TYPE,
    name,
    ...(systemData === undefined ? {} : { systemData: { ...systemData } }),
  }),
});

const builtInNamed = (context: UnitContext, name: string): PolicyDefinition | undefined =>
  context.builtInPolicies().find((one) => one.name === name.toLowerCase());

export const policyDefinitionNotFound = (name: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'PolicyDefinitionNotFound',
    message: `The policy definition '${name}' could not be found.`,
    evidence: 'recorded',
  });

function asResource(definition: PolicyDefinition): StoredResource {
  const { id, name, versions, displayName, description, policyType, mode } = definition;
  const [newest, ...older] = versions;
  const propertiesAt = ({ version, rule }: PolicyVersion): JsonObject => ({
    displayName,
    policyType,
    mode,
    description,
    metadata: definition.metadata,
    version,
    parameters: definition.parameters as unknown as JsonObject,
    policyRule: rule,
  });
  return {
    id,
    name,
    type: TYPE,
    properties: { ...propertiesAt(newest), versions: versions.map((one) => one.version) },
    hidden: { versions: older.map(propertiesAt) },
  };
}

/** The properties of a definition as it is stored. */
export function readPolicyDefinition(
  { id, name }: Pick<ResourceAddress, 'id' | 'name'>,
  body: JsonObject,
): JsonObject {
  const { properties } = asResource(read(id, name, body));
  const settings = objectAt(body, 'properties')[EXTERNAL];
  return isObject(settings) ? { ...properties, [EXTERNAL]: settings } : properties;
}

function read(id: string, name: string, body: JsonObject): PolicyDefinition {
  const properties = objectAt(body, 'properties');
  const { policyRule, policyType, mode = 'All' } = properties;
  if (!isObject(policyRule)) {
    throw new Refusal({
      status: 400,
      code: 'InvalidPolicyRule',
      message: `The policy rule of the policy definition '${name}' must be an object.`,
      evidence: 'assumed',
    });
  }
  const known = policyMode(mode);
  if (!known) throw notSimulated(`the policy mode '${show(mode)}'`);
  if (policyType !== undefined && policyType !== 'Custom' && policyType !== 'NotSpecified') {
    throw notSimulated(`a policy definition of the type '${show(policyType)}'`);
  }
  const definition = definitionOf({ id, name, type: TYPE, properties });
  checkCondition(policyRule['if']);
  if (known === KEY_POLICY_MODE) checkKeyFields(policyRule['if']);
  const existence = objectAt(objectAt(policyRule, 'then'), 'details')['existenceCondition'];
  if (existence !== undefined) checkCondition(existence);
  for (const effect of effectsOf(definition.parameters, policyRule)) {
    effectOf({ then: { effect } }, {});
  }
  return definition;
}

/** Every effect that a rule can have: what it says, or what its parameter allows. */
export function effectsOf(
  parameters: PolicyDefinition['parameters'],
  rule: JsonObject,
): readonly Json[] {
  const effect = stringAt(objectAt(rule, 'then'), 'effect') ?? '';
  const name = /^\[\s*parameters\('([^']*)'\)\s*\]$/.exec(effect)?.[1];
  if (name === undefined) return [effect];
  const { allowedValues } = own(parameters, name) ?? {};
  return allowedValues ?? [own(parametersOf({ parameters }, {}), name) ?? 'Audit'];
}

const show = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);
