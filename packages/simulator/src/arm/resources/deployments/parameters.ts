/** Parameters of a template: what was given, what is filled in, what may be shown. */
import {
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  own,
  stringAt,
} from '../../../kernel/json.ts';
import { wordOf } from '../../../kernel/read-json.ts';
import { findName } from '../template/find-name.ts';
import { isSame } from '../template/functions/compare.ts';
import { invalidTemplate, sentenceOf, type TemplatePosition } from './errors.ts';

/** What a parameter may be. */
export interface ParameterDefinition {
  readonly name: string;
  /** `String`, `SecureString`, …, as answers write it. */
  readonly type: string;
  readonly isSecure: boolean;
  readonly isNullable: boolean;
  readonly definition: JsonObject;
}

const TYPES: ReadonlyMap<string, string> = new Map(
  ['String', 'SecureString', 'Int', 'Bool', 'Object', 'SecureObject', 'Array'].map((type) => [
    type.toLowerCase(),
    type,
  ]),
);

/** Documented: parameters of a template at most. */
const PARAMETERS_MAX_INCLUSIVE = 256;

export const isSecureType = (type: string): boolean => /^secure/i.test(type);

/** A type as answers write it; `undefined`: there is none such. */
export const typeNameOf = (type: string | undefined): string | undefined =>
  TYPES.get((type ?? '').toLowerCase());

/** The parameters that a template declares. */
export function readDefinitions(
  template: JsonObject,
  positionOf: (parameter: string) => TemplatePosition,
): readonly ParameterDefinition[] {
  const declared = Object.entries(objectAt(template, 'parameters'));
  if (declared.length > PARAMETERS_MAX_INCLUSIVE) {
    throw invalidTemplate(
      `The number of template parameters limit exceeded. Limit: '${PARAMETERS_MAX_INCLUSIVE}' and actual: '${declared.length}'. Please see https://aka.ms/arm-template-limits for usage details.`,
      'assumed',
    );
  }
  return declared.map(([name, declaration]) => {
    const definition = resolved(isObject(declaration) ? declaration : {}, template);
    const type = typeNameOf(stringAt(definition, 'type'));
    if (type === undefined) {
      const position = positionOf(name);
      throw invalidTemplate(
        `${sentenceOf({ what: `template parameter '${name}'`, position })} has the type '${stringAt(definition, 'type') ?? ''}', which is none of ${[...TYPES.values()].join(', ')}.`,
        'assumed',
        position,
      );
    }
    const isNullable = definition['nullable'] === true;
    return { name, type, isSecure: isSecureType(type), isNullable, definition };
  });
}

/** A definition with what its `$ref` says: `#/definitions/name`. */
function resolved(definition: JsonObject, template: JsonObject): JsonObject {
  let found = definition;
  for (let steps = 0; steps < 32; steps += 1) {
    const name = /^#\/definitions\/(.+)$/.exec(stringAt(found, '$ref') ?? '')?.[1];
    if (name === undefined) return found;
    const { $ref: _, ...others } = found;
    found = { ...objectAt(objectAt(template, 'definitions'), unescaped(name)), ...others };
  }
  return found;
}

/** A name in a pointer, as it is. */
function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Refuses values for parameters that there are not. */
export function checkNames(given: JsonObject, definitions: readonly ParameterDefinition[]): void {
  const known = new Set(definitions.map(({ name }) => name.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  // Azure/Moodle#293.
  throw invalidTemplate(
    `The template parameters '${unknown.join(', ')}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${definitions.map(({ name }) => name).join(', ')}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`,
    'reported',
  );
}

/** What was given for a parameter, `undefined` when nothing was. */
export function givenFor(given: JsonObject, name: string): JsonObject | undefined {
  const found = findName(given, name);
  const value = found === undefined ? undefined : given[found];
  return isObject(value) ? value : undefined;
}

/** Refuses a value that its definition does not allow. */
export function checkValue(
  { name, type, isSecure, isNullable, definition }: ParameterDefinition,
  value: Json,
  position: TemplatePosition,
): void {
  const parameter = `for the template parameter '${name}'`;
  const at = `${parameter} at line '${position.lineNumber}' and column '${position.linePosition}' is not valid.`;
  if (value === null && isNullable) return;
  if (!isOfType(type, value)) {
    // microsoft/azure-pipelines-tasks#19942.
    throw invalidTemplate(
      `The provided value ${parameter} is not valid. Expected a value of type '${typeOf(type)}', but received a value of type '${dotNetTypeOf(value)}'. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
      'reported',
      position,
    );
  }
  const { allowedValues, minValue, maxValue, minLength, maxLength } = definition;
  const isAllowed = (one: Json): boolean =>
    !Array.isArray(allowedValues) || allowedValues.some((allowed: Json) => isSame(allowed, one));
  // Documented: of an array, each item may be one of them too.
  if (!isAllowed(value) && !(Array.isArray(value) && value.every(isAllowed))) {
    // MicrosoftDocs/azure-docs, of deployments with PowerShell. What is secure is not told again.
    const shown = isSecure ? '' : `'${wordOf(value)}' `;
    throw invalidTemplate(
      `The provided value ${shown}${at} The parameter value is not part of the allowed value(s): '${(allowedValues as readonly Json[]).map(wordOf).join(',')}'.`,
      'reported',
      position,
    );
  }
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  const isOut = (limit: Json | undefined, actual: Json | undefined, sign: 1 | -1): boolean =>
    typeof limit === 'number' && typeof actual === 'number' && sign * (actual - limit) < 0;
  if (isOut(maxLength, length, -1)) {
    // mspnp/serverless-reference-implementation#29; its link is of older days: `arm-template/#parameters`.
    throw invalidTemplate(
      `The provided value ${at} Length of the value should be less than or equal to '${String(maxLength)}'. Please see https://aka.ms/arm-syntax-parameters for usage details.`,
      'reported',
      position,
    );
  }
  const broken = [
    isOut(minValue, value, 1) ? `at least ${String(minValue)}` : '',
    isOut(maxValue, value, -1) ? `at most ${String(maxValue)}` : '',
    isOut(minLength, length, 1) ? `at least ${String(minLength)} long` : '',
  ].find((limit) => limit !== '');
  if (broken !== undefined) {
    throw invalidTemplate(`The provided value ${at} It must be ${broken}.`, 'assumed', position);
  }
}

/** The type of a value as .NET calls it. */
function dotNetTypeOf(value: Json): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'Float';
    case 'string':
      return 'String';
    case 'boolean':
      return 'Boolean';
    default:
      return 'Object';
  }
}

/** The type that a parameter's values have, as .NET calls it. */
const typeOf = (type: string): string =>
  type
    .replace(/^Secure/, '')
    .replace(/^Int$/, 'Integer')
    .replace(/^Bool$/, 'Boolean');

function isOfType(type: string, value: Json): boolean {
  switch (type) {
    case 'String':
    case 'SecureString':
      return typeof value === 'string';
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value);
    case 'Bool':
      return typeof value === 'boolean';
    case 'Array':
      return Array.isArray(value);
    default:
      return isObject(value);
  }
}

/** Parameters as a GET shows them: of secure ones the type alone. */
export function shownParameters(
  definitions: readonly ParameterDefinition[],
  values: JsonObject,
  references: JsonObject,
): JsonObject {
  return Object.fromEntries(
    definitions.map(({ name, type, isSecure }) => {
      const reference = own(references, name);
      if (reference !== undefined) return [name, { type, reference }];
      return [name, isSecure ? { type } : { type, value: own(values, name) ?? null }];
    }),
  );
}
