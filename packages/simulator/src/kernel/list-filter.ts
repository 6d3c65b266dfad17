/** The `$filter` of lists of groups and resources: comparisons with `and`, `or`, `not` and parentheses. */
import { notSimulated, Refusal } from './errors.ts';
import type { StoredResource } from './resource.ts';
import { own } from './json.ts';

/** Whether a resource is meant. */
interface Accepts {
  (resource: StoredResource): boolean;
  /** What it must have to be meant, as far as the filter says it so, by field; lower case. */
  readonly equals?: Readonly<Record<string, string>>;
  /** A tag that it must have to be meant, as far as the filter says it so; lower case. */
  readonly tag?: { readonly name: string; readonly value?: string };
}

/** What can be asked of a resource, by its lower-cased name in filters. */
export type FilterFields = Readonly<
  Record<string, (resource: StoredResource) => string | undefined>
>;

const TOKEN = /\s*([(),]|'(?:[^']|'')*'|[A-Za-z][\w/]*)/y;
const MAX_DEPTH = 64;

/** Reads a filter. 400 for one that cannot be read, 501 for a property or a function that is not played. */
export function readListFilter(text: string | undefined, fields: FilterFields): Accepts {
  if (text === undefined || text.trim() === '') return () => true;
  return new Parser(text, fields).read();
}

class Parser {
  readonly #text: string;
  readonly #fields: FilterFields;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string, fields: FilterFields) {
    this.#text = text;
    this.#fields = fields;
    this.#tokens = this.#split();
  }

  read(): Accepts {
    const accepts = this.#either(0);
    if (this.#at < this.#tokens.length) throw this.#invalid();
    return accepts;
  }

  #split(): string[] {
    const tokens: string[] = [];
    const pattern = new RegExp(TOKEN);
    while (this.#text.slice(pattern.lastIndex).trim() !== '') {
      const token = pattern.exec(this.#text)?.[1];
      if (token === undefined) throw this.#invalid();
      tokens.push(token);
    }
    return tokens;
  }

  #either(depth: number): Accepts {
    const parts = [this.#both(depth)];
    while (this.#takes('or')) parts.push(this.#both(depth));
    const [only, ...others] = parts;
    if (only && others.length === 0) return only;
    return (resource) => parts.some((part) => part(resource));
  }

  #both(depth: number): Accepts {
    const parts = [this.#one(depth)];
    while (this.#takes('and')) {
      const [before, next] = [parts.at(-1), this.#one(depth)];
      // `tagName eq … and tagValue eq …` speak of one tag.
      if (before && isTagName(before) && isTagValue(next))
        parts.splice(-1, 1, tagged(before, next));
      else parts.push(next);
    }
    const [only, ...others] = parts;
    if (only && others.length === 0) return only;
    const equals = Object.assign({}, ...parts.map((part) => part.equals)) as Accepts['equals'];
    const tag = parts.find((part) => part.tag)?.tag;
    return Object.assign((resource: StoredResource) => parts.every((part) => part(resource)), {
      equals: equals ?? {},
      ...(tag ? { tag } : {}),
    });
  }

  #one(depth: number): Accepts {
    if (depth > MAX_DEPTH) throw this.#invalid();
    if (this.#takes('not')) {
      const inner = this.#one(depth + 1);
      return (resource) => !inner(resource);
    }
    if (this.#takes('(')) {
      const inner = this.#either(depth + 1);
      this.#needs(')');
      return inner;
    }
    if (this.#takes('substringof')) {
      const [value, field] = [this.#opening(), this.#comma(this.#next())];
      this.#needs(')');
      return this.#test(field, (own) => own.includes(value));
    }
    if (this.#takes('startswith')) {
      this.#needs('(');
      const field = this.#next().toLowerCase();
      this.#needs(',');
      const value = this.#literal();
      this.#needs(')');
      if (field !== 'tagname') return this.#test(field, (own) => own.startsWith(value));
      return ({ tags = {} }) =>
        Object.keys(tags).some((name) => name.toLowerCase().startsWith(value));
    }
    const field = this.#next().toLowerCase();
    const isEqual = this.#takes('eq');
    if (!isEqual) this.#needs('ne');
    const value = this.#literal();
    if (field === 'tagname' || field === 'tagvalue') {
      if (!isEqual) throw notSimulated(`the filter '${this.#text}'`);
      return field === 'tagname'
        ? Object.assign(hasTag(value), { field, value, tag: { name: value } })
        : Object.assign(hasTagValue(value), { field, value });
    }
    const test = this.#test(field, (own) => (own === value) === isEqual);
    return isEqual ? Object.assign(test, { equals: { [field]: value } }) : test;
  }

  #opening(): string {
    this.#needs('(');
    return this.#literal();
  }

  #comma(token: string): string {
    if (token !== ',') throw this.#invalid();
    return this.#next().toLowerCase();
  }

  #test(field: string, test: (own: string) => boolean): Accepts {
    const read = own(this.#fields, field);
    if (!read) throw notSimulated(`the property '${field}' in the filter '${this.#text}'`);
    return (resource) => test((read(resource) ?? '').toLowerCase());
  }

  #literal(): string {
    const token = this.#next();
    if (!token.startsWith("'")) throw this.#invalid();
    return token.slice(1, -1).replaceAll("''", "'").toLowerCase();
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#invalid();
    this.#at += 1;
    return token;
  }

  #takes(word: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #needs(word: string): void {
    if (!this.#takes(word)) throw this.#invalid();
  }

  #invalid(): Refusal {
    return new Refusal({
      status: 400,
      code: 'InvalidFilterInQueryString',
      message: `Invalid $filter '${this.#text}' specified in the query string.`,
      evidence: 'assumed',
      failureCause: 'gateway',
    });
  }
}

type OfTags = Accepts & { readonly field: string; readonly value: string };

const isOf = (accepts: Accepts, field: string): accepts is OfTags =>
  'field' in accepts && accepts.field === field;
const isTagName = (accepts: Accepts): accepts is OfTags => isOf(accepts, 'tagname');
const isTagValue = (accepts: Accepts): accepts is OfTags => isOf(accepts, 'tagvalue');

const hasTag =
  (name: string): Accepts =>
  ({ tags = {} }) =>
    Object.keys(tags).some((one) => one.toLowerCase() === name);

const hasTagValue =
  (value: string): Accepts =>
  ({ tags = {} }) =>
    Object.values(tags).some((one) => one.toLowerCase() === value);

const tagged = (name: OfTags, value: OfTags): Accepts =>
  Object.assign(
    ({ tags = {} }: StoredResource) =>
      Object.entries(tags).some(
        ([key, one]) => key.toLowerCase() === name.value && one.toLowerCase() === value.value,
      ),
    { tag: { name: name.value, value: value.value } },
  );
