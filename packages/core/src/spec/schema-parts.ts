/**
 * The few shapes that a spec is made of, as valibot schemas. Each is typed in and out by the interface it describes,
 * so that a member too many, too few or of another type does not compile.
 */
import * as v from 'valibot';
import {
  type NumberRule,
  numberProblem,
  type TextRule,
  textLengthMax,
  textProblem,
} from './grammar.ts';

/** A schema of exactly `T`: a schema of a narrower or wider type is not assignable. */
export interface SpecSchema<in out T> extends v.GenericSchema<T> {
  /** Never there: it makes `T` invariant. */
  readonly '~exactly'?: (value: T) => T;
}

/** A member that may be left out. */
export interface OptionalMember<in out T> {
  readonly optional: SpecSchema<T>;
}

/** One entry for each member of `T`, optional where `T` says so. */
export type Members<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? OptionalMember<Exclude<T[K], undefined>>
    : SpecSchema<T[K]>;
};

/** Marks a member that may be left out. */
export function optional<T>(schema: SpecSchema<T>): OptionalMember<T> {
  return { optional: schema };
}

/** An object with these members and no others. */
export function shape<T>(members: Members<T>): SpecSchema<T> {
  const entries: Record<string, v.GenericSchema> = {};
  const given = members as unknown as Record<string, v.GenericSchema | OptionalMember<never>>;
  for (const [name, member] of Object.entries(given)) {
    entries[name] = 'optional' in member ? v.exactOptional(member.optional) : member;
  }
  return v.strictObject(entries) as unknown as SpecSchema<T>;
}

/** `{ create: … }`. */
export function created<T>(schema: SpecSchema<T>): SpecSchema<{ readonly create: T }> {
  return v.strictObject({ create: schema }) as unknown as SpecSchema<{ readonly create: T }>;
}

/** `{ existing: … }`: the id of something that is there. */
export function existing(rule: TextRule): SpecSchema<{ readonly existing: string }> {
  return v.strictObject({ existing: text(rule) }) as unknown as SpecSchema<{
    readonly existing: string;
  }>;
}

/** One of two objects, told apart by the first member of each. */
export function choice<A, B>(first: SpecSchema<A>, second: SpecSchema<B>): SpecSchema<A | B> {
  return v.union(flattened([first, second])) as unknown as SpecSchema<A | B>;
}

function flattened(schemas: readonly v.GenericSchema[]): v.GenericSchema[] {
  return schemas.flatMap((schema) =>
    schema.type === 'union' && 'options' in schema
      ? flattened(schema.options as v.GenericSchema[])
      : [schema],
  );
}

/** A text of one kind. */
export function text(rule: TextRule): SpecSchema<string> {
  const { minLength = 1, maxLength = textLengthMax, pattern } = rule;
  const schema = v.pipe(
    v.string(),
    v.check((value) => textProblem(rule, value) === undefined),
    v.metadata({ minLength, maxLength, ...(pattern ? { pattern: pattern.source } : {}) }),
  );
  return Object.assign(schema, { rule }) as unknown as SpecSchema<string>;
}

/** A number of one kind. */
export function number(range: NumberRule): SpecSchema<number> {
  const schema = v.pipe(
    v.number(),
    v.check((value) => numberProblem(range, value) === undefined),
    v.metadata({
      type: range.integer ? 'integer' : 'number',
      minimum: range.min,
      maximum: range.max,
    }),
  );
  return Object.assign(schema, { range }) as unknown as SpecSchema<number>;
}

/** One of these texts; the type says which, so none can be forgotten. */
export function oneOf<T extends string>(values: Readonly<Record<T, true>>): SpecSchema<T> {
  return v.picklist(Object.keys(values)) as unknown as SpecSchema<T>;
}

/** One of these numbers. */
export function oneOfNumbers<T extends number>(values: readonly T[]): SpecSchema<T> {
  return v.picklist([...values]) as unknown as SpecSchema<T>;
}

/** Exactly this value. */
export function exactly<const T extends string | number | boolean>(value: T): SpecSchema<T> {
  return v.literal(value) as unknown as SpecSchema<T>;
}

/** True or false. */
export const flag: SpecSchema<boolean> = v.boolean() as unknown as SpecSchema<boolean>;

/** How many items, inclusive. */
export interface Count {
  readonly min?: number;
  readonly max?: number;
}

/** A list. */
export function list<T>(item: SpecSchema<T>, count: Count = {}): SpecSchema<readonly T[]> {
  const { min = 0, max = listLengthMax } = count;
  const schema = v.pipe(
    v.array(item),
    v.minLength(min),
    v.maxLength(max),
    v.metadata({ minItems: min, maxItems: max }),
  );
  return Object.assign(schema, { count: { min, max } }) as unknown as SpecSchema<readonly T[]>;
}

/** The longest list that any member takes. */
export const listLengthMax = 1000;

/** Names to texts. */
export function table(
  name: TextRule,
  value: TextRule,
  max: number,
): SpecSchema<Readonly<Record<string, string>>> {
  const names = text(name) as unknown as v.GenericSchema<string>;
  const schema = v.pipe(
    v.record(names, text(value)),
    v.maxEntries(max),
    v.metadata({ maxProperties: max }),
  );
  return Object.assign(schema, { count: { min: 0, max } }) as unknown as SpecSchema<
    Readonly<Record<string, string>>
  >;
}
