/** Parameters of policy assignments and of the members of sets, held against the definition that takes them. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, own } from '../../kernel/json.ts';
import {
  parametersOf,
  type PolicyDefinition,
  type PolicyParameter,
  type PolicyVersion,
} from '../../kernel/policy/definition.ts';
import { isExpression } from '../../kernel/policy/expression.ts';
import { NOTHING, resolveValue } from '../../kernel/policy/rule.ts';
import { wordOf } from '../../kernel/read-json.ts';

/** What takes parameters. */
export interface Parameterized {
  readonly kind: 'policy definition' | 'policy set definition';
  readonly name: string;
  readonly version: string;
  readonly parameters: PolicyDefinition['parameters'];
}

/** A version of a definition as what takes parameters. */
export const asParameterized = (
  { name, parameters }: PolicyDefinition,
  version: PolicyVersion,
): Parameterized => ({
  kind: 'policy definition',
  name,
  version: version.version,
  parameters: version.parameters ?? parameters,
});

/** Every parameter is known, has a value, and one that is allowed: as Azure compares, with case. */
export function checkParameters(definition: Parameterized, given: JsonObject): void {
  checkKnown(definition, given);
  const values = parametersOf(definition, given);
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const value = own(values, name);
    if (value === undefined) throw missing(definition, name);
    checkAllowed(definition, name, parameter, value);
  }
}

/** The same of a member of a set, in which an expression stands for what an assignment of the set will give. */
export function checkMemberParameters(
  definition: Parameterized,
  given: JsonObject,
  ofSet: PolicyDefinition['parameters'],
): void {
  checkKnown(definition, given);
  for (const [name, parameter] of Object.entries(definition.parameters)) {
    const entry = own(given, name);
    const value = isObject(entry) ? entry['value'] : parameter.defaultValue;
    if (value === undefined) throw missing(definition, name);
    for (const used of parametersIn(value)) {
      if (!Object.hasOwn(ofSet, used)) {
        throw refused(
          'UndefinedPolicyParameter',
          `The policy set definition has no parameter '${used}', which the parameter '${name}' of the policy definition '${definition.name}' is given.`,
          'assumed',
        );
      }
    }
    if (hasExpression(value)) checkExpressions(value);
    else checkAllowed(definition, name, parameter, value);
  }
}

function checkKnown(definition: Parameterized, given: JsonObject): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(definition.parameters, name));
  if (unknown === undefined) return;
  throw refused(
    'UndefinedPolicyParameter',
    `The ${definition.kind} '${definition.name}' has no parameter '${unknown}'.`,
    'assumed',
  );
}

const missing = ({ kind, name: definition }: Parameterized, name: string): Refusal =>
  refused(
    'MissingPolicyParameter',
    `The policy assignment is missing the parameter '${name}' of the ${kind} '${definition}'.`,
    'assumed',
  );

function checkAllowed(
  { kind, name: definition, version }: Parameterized,
  name: string,
  { allowedValues }: PolicyParameter,
  value: Json,
): void {
  if (!allowedValues || isAllowed(value, allowedValues)) return;
  throw refused(
    'PolicyParameterValueNotAllowed',
    `The value '${wordOf(value)}' is not allowed for policy parameter '${name}' in ${kind} '${definition} version ${version}'. The allowed values are '${allowedValues.map(wordOf).join(', ')}'.`,
    // Azure/Azure-Landing-Zones#442 shows it of a definition; nobody of a set.
    kind === 'policy definition' ? 'reported' : 'assumed',
  );
}

/** A list is allowed when each of its items is. */
function isAllowed(value: Json, allowed: readonly Json[]): boolean {
  const isThere = (one: Json): boolean =>
    allowed.some((other) => JSON.stringify(other) === JSON.stringify(one));
  return isThere(value) || (Array.isArray(value) && (value as readonly Json[]).every(isThere));
}

/** Every string in a value. */
function stringsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

const hasExpression = (value: Json): boolean => stringsIn(value).some((one) => isExpression(one));

/** Throws the 501 of an expression that is not played, or that looks at a resource: none is at hand in a set. */
function checkExpressions(value: Json): void {
  for (const text of stringsIn(value).filter((one) => isExpression(one))) {
    if (OF_RESOURCE.test(text)) throw notSimulated(`the policy expression '${text}' in a set`);
    resolveValue(text, NOTHING, {});
  }
}
const OF_RESOURCE = /\b(?:field|current|requestContext|claims)\s*\(/i;

const PARAMETER = /\bparameters\(\s*'([^']*)'\s*\)/gi;
const parametersIn = (value: Json): readonly string[] =>
  stringsIn(value)
    .filter((one) => isExpression(one))
    .flatMap((text) => [...text.matchAll(PARAMETER)].map(([, name = '']) => name));

function refused(code: string, message: string, evidence: 'assumed' | 'reported'): Refusal {
  return new Refusal({ status: 400, code, message, evidence });
}
