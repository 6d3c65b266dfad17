/** What expressions of a template may ask of the place where they stand. */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { evaluateDeep, type Scope, type TemplateFunction } from '../template/evaluate.ts';
import { findName } from '../template/find-name.ts';
import { badCall, notExpected, TemplateError } from '../template/template-error.ts';
import { Work } from '../template/work.ts';
import { evaluateBody, noLoop, turnsOf } from './copies.ts';
import type { TemplateLink } from './linked.ts';
import type { Place } from './place.ts';
import { placeFunctions } from './place-functions.ts';

/** A deployment, as far as its template sees it. */
export interface Deploying {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  /** Of a deployment at a subscription. */
  readonly location?: string;
  readonly mode: string;
  /** Where the template came from, when it was given by link. */
  readonly link?: TemplateLink;
  /** The same of its parameters, as it is shown. */
  readonly parametersLink?: JsonObject;
  readonly template: JsonObject;
  /** Values of all parameters, by name as declared. */
  readonly values: JsonObject;
  /** Parameters as a GET shows them. */
  readonly shown: JsonObject;
}

/** What of a deployment is known before its parameters are. */
export type DeployingUnread = Omit<Deploying, 'values' | 'shown'>;

/** Functions that ask Azure, while the deployment runs. */
export interface RuntimeFunctions {
  readonly reference: TemplateFunction;
  readonly resourceInfo: TemplateFunction;
  readonly list: (name: string) => TemplateFunction;
}

const refuse: TemplateFunction = (_args, name) => {
  throw notExpected(name);
};

/** Before anything runs: what asks Azure has no meaning yet. */
const STATIC: RuntimeFunctions = { reference: refuse, resourceInfo: refuse, list: () => refuse };

/** What starts with `list` and is none of the language. */
const isListFunction = (name: string): boolean => /^list\w+$/i.test(name);

/** The scope of a template's resources and outputs. */
export function templateScope(
  context: UnitContext,
  deploying: Deploying,
  runtime: RuntimeFunctions = STATIC,
): Scope {
  const scope: Scope = {
    work: new Work(),
    functions: new Map<string, TemplateFunction>([
      ...placeFunctions(context, deploying),
      ['copyindex', noLoop],
      ['parameters', named('parameter', (name) => memberOf(deploying.values, name))],
      ['variables', variablesOf(deploying.template, () => scope)],
      ['reference', runtime.reference],
      ['resourceinfo', runtime.resourceInfo],
      ['newguid', refuse],
      ['utcnow', refuse],
      ...ownFunctions(deploying.template, () => scope),
    ]),
    findFunction: (name) => (isListFunction(name) ? runtime.list(name) : undefined),
  };
  return scope;
}

function memberOf(values: JsonObject, name: string): Json | undefined {
  const found = findName(values, name);
  return found === undefined ? undefined : (values[found] ?? null);
}

/** A function that finds something of the template by its name. */
export function named(
  what: 'parameter' | 'variable',
  find: (name: string) => Json | undefined,
): TemplateFunction {
  return ([name], functionName) => {
    if (typeof name !== 'string') throw badCall(functionName, 'its argument must be a name');
    const value = find(name);
    if (value !== undefined) return value;
    // Azure/azure-policy#1442, rod-trent/SentinelPlaybooks#8.
    throw new TemplateError(
      `The template ${what} '${name}' is not found. Please see https://aka.ms/arm-syntax-${what}s for usage details.`,
      'reported',
    );
  };
}

/** Each variable is worked out when it is first asked for. */
function variablesOf(template: JsonObject, scope: () => Scope): TemplateFunction {
  const declared = objectAt(template, 'variables');
  const { copy } = declared;
  const copies = Array.isArray(copy) ? (copy as readonly Json[]).filter(isObject) : [];
  const known = new Map<string, Json>();
  const open = new Set<string>();
  return named('variable', (name) => {
    const key = name.toLowerCase();
    if (known.has(key)) return known.get(key);
    if (open.has(key)) {
      throw new TemplateError(
        `The template variable '${name}' is defined by itself: there is a cycle.`,
      );
    }
    open.add(key);
    try {
      const loop = copies.find((one) => stringAt(one, 'name')?.toLowerCase() === key);
      const found = findName(declared, name);
      if (!loop && found === undefined) return undefined;
      const value = loop
        ? turnsOf(loop, name, scope())
        : evaluateBody(declared[found ?? ''], scope());
      known.set(key, value);
      return value;
    } finally {
      open.delete(key);
    }
  });
}

/** Functions that a template makes itself: `contoso.uniqueName`. They see their parameters and nothing else. */
function ownFunctions(
  template: JsonObject,
  scope: () => Scope,
): readonly (readonly [string, TemplateFunction])[] {
  const { functions } = template;
  const spaces = Array.isArray(functions) ? (functions as readonly Json[]).filter(isObject) : [];
  return spaces.flatMap((space) =>
    Object.entries(objectAt(space, 'members')).map(([member, definition]) => {
      const name = `${stringAt(space, 'namespace') ?? ''}.${member}`;
      const run: TemplateFunction = (args) => {
        const { parameters } = isObject(definition) ? definition : {};
        const names = Array.isArray(parameters)
          ? (parameters as readonly Json[]).map((one) => stringAt(one, 'name') ?? '')
          : [];
        if (args.length !== names.length) {
          throw badCall(name, `it takes ${names.length} argument(s), not ${args.length}`);
        }
        const values = Object.fromEntries(names.map((one, index) => [one, args[index] ?? null]));
        const { functions: outer, work } = scope();
        return evaluateDeep(objectAt(definition, 'output')['value'], {
          work,
          functions: new Map([
            ...outer,
            ['parameters', named('parameter', (one) => memberOf(values, one))],
            ['variables', refuse],
            ['reference', refuse],
          ]),
        });
      };
      return [name.toLowerCase(), run] as const;
    }),
  );
}
