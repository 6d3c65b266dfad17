/** What a rule is held against, and what counts bind while they look at the members of a list. */
import type { Json, JsonObject } from '../json.ts';
import type { ServiceMode } from './definition.ts';

/** What a rule is held against: the resource as the request would have it. */
export interface PolicySubject {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
  /** Location, kind, tags, identity, sku and properties. */
  readonly content: JsonObject;
  /** The service whose definitions look at it; absent: those of Resource Manager. */
  readonly mode?: ServiceMode;
}

/** Stands for a resource where nothing is looked at. */
export const NOTHING: PolicySubject = Object.freeze({
  id: '',
  type: '',
  name: '',
  apiVersion: '',
  content: {},
});

/** Values of an assignment's parameters, by name. */
export type PolicyParameters = Readonly<Record<string, Json | undefined>>;

/** Everything that a condition may look at. */
export interface RuleScope {
  readonly subject: PolicySubject;
  readonly parameters: PolicyParameters;
  /** Members of lists that counts of fields look at, the outermost first; the alias in lower case, with its `[*]`. */
  readonly members: readonly { readonly alias: string; readonly value: Json }[];
  /** Items that counts of values look at, the outermost first. */
  readonly items: readonly { readonly name: string | undefined; readonly value: Json }[];
  /** How many members and items counts have looked at: counts in counts multiply. */
  readonly counted: { steps: number };
}

/** A scope in which nothing is counted. */
export const scopeOf = (subject: PolicySubject, parameters: PolicyParameters): RuleScope => ({
  subject,
  parameters,
  members: [],
  items: [],
  counted: { steps: 0 },
});
