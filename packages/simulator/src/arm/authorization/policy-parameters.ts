/** Parameters of a policy assignment, held against its definition. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, own } from '../../kernel/json.ts';
import { parametersOf, type PolicyDefinition } from '../../kernel/policy/definition.ts';

/** Every parameter is known, has a value, and one that is allowed: as Azure compares, with case. */
export function checkParameters(
  definition: PolicyDefinition,
  version: string,
  given: JsonObject,
): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(definition.parameters, name));
  if (unknown !== undefined) {
    throw refused(
      'UndefinedPolicyParameter',
      `The policy definition '${definition.name}' has no parameter '${unknown}'.`,
      'assumed',
    );
  }
  const values = parametersOf(definition, given);
  for (const [name, { allowedValues }] of Object.entries(definition.parameters)) {
    const value = own(values, name);
    if (value === undefined) {
      throw refused(
        'MissingPolicyParameter',
        `The policy assignment is missing the parameter '${name}' of the policy definition '${definition.name}'.`,
        'assumed',
      );
    }
    if (allowedValues?.some((one) => one === value) === false) {
      throw refused(
        'PolicyParameterValueNotAllowed',
        `The value '${String(value)}' is not allowed for policy parameter '${name}' in policy definition '${definition.name} version ${version}'. The allowed values are '${allowedValues.join(', ')}'.`,
        'reported',
      );
    }
  }
}

function refused(code: string, message: string, evidence: 'assumed' | 'reported'): Refusal {
  return new Refusal({ status: 400, code, message, evidence });
}
