/** Parameters of a template: what was given, what is filled in, what may be shown. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import { findName, kindOf } from '../template/evaluate.ts';
import { isSame } from '../template/functions/compare.ts';
import { invalidTemplate, type TemplatePosition } from './errors.ts';

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
  positionOf: (path: string) => TemplatePosition,
): readonly ParameterDefinition[] {
  const declared = Object.entries(objectAt(template, 'parameters'));
  if (declared.length > PARAMETERS_MAX_INCLUSIVE) {
    throw invalidTemplate(
      `The number of template parameters limit exceeded. Limit: '${PARAMETERS_MAX_INCLUSIVE}' and actual: '${declared.length}'. Please see https://aka.ms/arm-template-limits for usage details.`,
      'reported',
    );
  }
  return declared.map(([name, own]) => {
    const definition = resolved(isObject(own) ? own : {}, template);
    const type = typeNameOf(stringAt(definition, 'type'));
    if (type === undefined) {
      const position = positionOf(`parameters.${name}`);
      throw invalidTemplate(
        `The template parameter '${name}' at line '${position.lineNumber}' and column '${position.linePosition}' has the type '${stringAt(definition, 'type') ?? ''}', which is none of ${[...TYPES.values()].join(', ')}.`,
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
    const { $ref: _, ...own } = found;
    found = { ...objectAt(objectAt(template, 'definitions'), decodeURIComponent(name)), ...own };
  }
  return found;
}

/** Refuses values for parameters that there are not. */
export function checkNames(given: JsonObject, definitions: readonly ParameterDefinition[]): void {
  const known = new Set(definitions.map(({ name }) => name.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !known.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  throw invalidTemplate(
    `The template parameters '${unknown.join(', ')}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${definitions.map(({ name }) => name).join(', ')}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`,
    'recorded',
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
  { name, type, isNullable, definition }: ParameterDefinition,
  value: Json,
  position: TemplatePosition,
): void {
  const at = `for the template parameter '${name}' at line '${position.lineNumber}' and column '${position.linePosition}' is not valid.`;
  if (value === null && isNullable) return;
  if (!isOfType(type, value)) {
    throw invalidTemplate(
      `The provided value ${at} Expected a value of type '${type}', but received ${kindOf(value)}. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
      'assumed',
      position,
    );
  }
  const { allowedValues, minValue, maxValue, minLength, maxLength } = definition;
  const isAllowed = (one: Json): boolean =>
    !Array.isArray(allowedValues) || allowedValues.some((allowed: Json) => isSame(allowed, one));
  // Documented: of an array, each item may be one of them too.
  if (!isAllowed(value) && !(Array.isArray(value) && value.every(isAllowed))) {
    throw invalidTemplate(
      `The provided value ${at} The parameter value is not part of the allowed value(s): '${(allowedValues as readonly Json[]).map(String).join(',')}'.`,
      'reported',
      position,
    );
  }
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  const isOut = (limit: Json | undefined, actual: Json | undefined, sign: 1 | -1): boolean =>
    typeof limit === 'number' && typeof actual === 'number' && sign * (actual - limit) < 0;
  const broken = [
    isOut(minValue, value, 1) ? `at least ${String(minValue)}` : '',
    isOut(maxValue, value, -1) ? `at most ${String(maxValue)}` : '',
    isOut(minLength, length, 1) ? `at least ${String(minLength)} long` : '',
    isOut(maxLength, length, -1) ? `at most ${String(maxLength)} long` : '',
  ].find((limit) => limit !== '');
  if (broken !== undefined) {
    throw invalidTemplate(`The provided value ${at} It must be ${broken}.`, 'assumed', position);
  }
}

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
      const reference = references[name];
      if (reference !== undefined) return [name, { type, reference }];
      return [name, isSecure ? { type } : { type, value: values[name] ?? null }];
    }),
  );
}
