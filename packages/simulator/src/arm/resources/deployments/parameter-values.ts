/** Works out what every parameter of a deployment is. */
import { type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { wordOf } from '../../../kernel/read-json.ts';
import { evaluateDeep, type Scope, type TemplateFunction } from '../template/evaluate.ts';
import { formatInstant } from '../template/functions/dates.ts';
import { notExpected, TemplateError } from '../template/template-error.ts';
import { Work } from '../template/work.ts';
import { noLoop } from './copies.ts';
import { invalidTemplate, type TemplatePosition, withinTemplate } from './errors.ts';
import { checkNames, checkValue, givenFor, type ParameterDefinition } from './parameters.ts';
import { placeFunctions } from './place-functions.ts';
import { type DeployingUnread, named } from './scope.ts';
import { readSecretReference } from './secret-references.ts';

/** What a deployment was given for its parameters. */
interface Given {
  /** `properties.parameters`. */
  readonly parameters: JsonObject;
  /** `properties.externalInputs`. */
  readonly externalInputs: JsonObject;
}

/** Values by name, and the references to secrets that stand for some. */
interface ParameterValues {
  readonly values: JsonObject;
  readonly references: JsonObject;
}

export function parameterValues(
  context: UnitContext,
  deploying: DeployingUnread,
  definitions: readonly ParameterDefinition[],
  given: Given,
  positionOf: (parameter: string) => TemplatePosition,
): ParameterValues {
  checkNames(given.parameters, definitions);
  const values = new Map<string, Json>();
  const references = new Map<string, JsonObject>();
  const open = new Set<string>();
  const scope: Scope = {
    work: new Work(),
    functions: new Map<string, TemplateFunction>([
      ...placeFunctions(context, deploying),
      ['copyindex', noLoop],
      ['newguid', () => context.guid()],
      ['utcnow', ([format]) => formatInstant(context.now, wordOf(format ?? 'yyyyMMddTHHmmssZ'))],
      ['parameters', named('parameter', (name) => find(name))],
      ...(['variables', 'reference'] as const).map(
        (name) =>
          [
            name,
            () => {
              throw notExpected(name);
            },
          ] as const,
      ),
    ]),
  };
  const inputs: Scope = {
    ...scope,
    functions: new Map<string, TemplateFunction>([
      ...scope.functions,
      ['externalinputs', ([name]) => objectAt(given.externalInputs, wordOf(name))['value'] ?? null],
    ]),
  };
  function find(name: string): Json | undefined {
    const definition = definitions.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!definition) return undefined;
    const known = values.get(definition.name);
    if (known !== undefined) return known;
    if (open.has(definition.name)) {
      throw new TemplateError(`The template parameter '${name}' is defined by itself.`);
    }
    open.add(definition.name);
    const value = valueOf(definition);
    open.delete(definition.name);
    values.set(definition.name, value);
    return value;
  }
  function valueOf(definition: ParameterDefinition): Json {
    const { name } = definition;
    const position = positionOf(name);
    const what = `template parameter '${name}'`;
    const own = givenFor(given.parameters, name);
    const reference = own && objectAt(own, 'reference');
    if (reference && Object.keys(reference).length > 0) {
      references.set(name, reference);
      return checked(definition, readSecretReference(context, name, reference), position);
    }
    const expression = stringAt(own, 'expression');
    if (expression !== undefined) {
      const filled = withinTemplate(
        () => inputs.work.weighed(evaluateDeep(expression, inputs)),
        () => ({ what, position }),
      );
      return checked(definition, filled, position);
    }
    const value = own?.['value'];
    // Clients send null for what is not given.
    if (value !== undefined && value !== null) return checked(definition, value, position);
    const { defaultValue } = definition.definition;
    if (defaultValue !== undefined) {
      const filled = withinTemplate(
        () => scope.work.weighed(evaluateDeep(defaultValue, scope)),
        () => ({ what, position }),
      );
      return checked(definition, filled, position);
    }
    if (definition.isNullable) return null;
    // microsoft/fabric-toolbox#398.
    throw invalidTemplate(
      `The value for the template parameter '${name}' at line '${position.lineNumber}' and column '${position.linePosition}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
      'reported',
      position,
    );
  }
  for (const { name } of definitions) find(name);
  return { values: Object.fromEntries(values), references: Object.fromEntries(references) };
}

function checked(definition: ParameterDefinition, value: Json, position: TemplatePosition): Json {
  checkValue(definition, value, position);
  return value;
}
