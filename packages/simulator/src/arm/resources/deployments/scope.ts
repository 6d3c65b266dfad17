/** What expressions of a template may ask of the place where they stand. */
import { isGuid } from '../../../kernel/ids.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../kernel/json.ts';
import type { UnitContext } from '../../../kernel/resource-type.ts';
import { evaluateDeep, findName, type Scope, type TemplateFunction } from '../template/evaluate.ts';
import { badCall, TemplateError } from '../template/template-error.ts';
import { evaluateBody, noLoop, turnsOf } from './copies.ts';
import { environmentOf } from './environment.ts';
import { type Place, resourceIdAt, scopeIdOf } from './place.ts';

/** A deployment, as far as its template sees it. */
export interface Deploying {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
  /** Of a deployment at a subscription. */
  readonly location?: string;
  readonly mode: string;
  readonly template: JsonObject;
  /** Values of all parameters, by name as declared. */
  readonly values: JsonObject;
}

/** Functions that ask Azure, while the deployment runs. */
export interface RuntimeFunctions {
  readonly reference: TemplateFunction;
  readonly resourceInfo: TemplateFunction;
  readonly list: (name: string) => TemplateFunction;
}

/** The refusal of a function where it may not stand. */
export const notExpected = (name: string): TemplateError =>
  new TemplateError(
    `The template function '${name}' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.`,
    'reported',
  );

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
    functions: new Map([
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

/** What depends on the deployment alone, for defaults of parameters too. */
export function placeFunctions(
  context: UnitContext,
  deploying: Omit<Deploying, 'values'> & { readonly values?: JsonObject },
): readonly (readonly [string, TemplateFunction])[] {
  const { place } = deploying;
  return [
    ['resourceid', (args, name) => resourceId(place, args, name)],
    [
      'subscriptionresourceid',
      (args, name) => resourceId({ ...place, resourceGroup: '' }, args, name),
    ],
    [
      'tenantresourceid',
      ([type, ...names]) => resourceIdAt('', String(type), names.map(String).join('/')),
    ],
    [
      'extensionresourceid',
      ([scope, type, ...names]) =>
        resourceIdAt(String(scope).replace(/\/+$/, ''), String(type), names.map(String).join('/')),
    ],
    ['resourcegroup', (_args, name) => resourceGroupOf(context, place, name)],
    ['subscription', () => subscriptionOf(context, place)],
    ['tenant', () => ({ tenantId: context.subscription.tenantId })],
    ['environment', () => environmentOf(context)],
    [
      'deployment',
      () => ({
        name: deploying.name,
        ...(deploying.location === undefined ? {} : { location: deploying.location }),
        properties: {
          template: deploying.template,
          parameters: deploying.values ?? {},
          mode: deploying.mode,
          provisioningState: 'Accepted',
        },
      }),
    ],
  ];
}

/** `resourceId([subscription], [group], type, name, …)`. */
function resourceId(place: Place, args: readonly Json[], functionName: string): string {
  const words = args.map((one) => {
    if (typeof one === 'string') return one;
    throw badCall(functionName, 'all its arguments must be strings');
  });
  const at = words.findIndex((word) => word.includes('/'));
  const before = words.slice(0, Math.max(0, at));
  const [first = ''] = before;
  const subscriptionId = isGuid(first) ? first : place.subscriptionId;
  const [group = place.resourceGroup] = isGuid(first) ? before.slice(1) : before;
  const isTooLong = before.length > (isGuid(first) ? 2 : 1);
  if (at < 0 || isTooLong) {
    throw new TemplateError(
      `Unable to evaluate template language function '${functionName}': the type of the resource must follow at most a subscription and a resource group. Please see https://aka.ms/arm-functions-resource#resourceid for usage details.`,
    );
  }
  const scope = scopeIdOf({ subscriptionId, resourceGroup: group });
  return resourceIdAt(scope, words[at] ?? '', words.slice(at + 1).join('/'));
}

function resourceGroupOf(context: UnitContext, place: Place, name: string): Json {
  if (place.resourceGroup === '') throw notExpected(name);
  const group = context.resource(scopeIdOf(place));
  return {
    id: group?.id ?? scopeIdOf(place),
    name: group?.name ?? place.resourceGroup,
    type: 'Microsoft.Resources/resourceGroups',
    location: group?.location ?? '',
    tags: group?.tags ?? {},
    ...(group?.managedBy === undefined ? {} : { managedBy: group.managedBy }),
    properties: group?.properties ?? {},
  };
}

function subscriptionOf(context: UnitContext, { subscriptionId }: Place): Json {
  const found = context.subscriptions().find((one) => one.subscriptionId === subscriptionId);
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: found?.tenantId ?? context.subscription.tenantId,
    displayName: found?.displayName ?? '',
  };
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
        const { functions: outer } = scope();
        return evaluateDeep(objectAt(definition, 'output')['value'], {
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
