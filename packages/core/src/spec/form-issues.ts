/** The sentences about what is wrong with the form of a spec. */
import type { Issue } from '../errors/cmk-error.ts';
import { allowedNumber, type NumberRule, type Problem, type TextRule } from './grammar.ts';
import { type Path, pathText, specIssue } from './issue.ts';
import { nearest } from './nearest.ts';
import type { Json, JsonObject } from './plain-json.ts';

/** What the walk reads of a schema. */
export interface Node {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly wrapped?: Node;
  readonly item?: Node;
  readonly key?: Node;
  readonly value?: Node;
  /** Alternatives of a union, or the values of a list of values. */
  readonly options?: readonly (Node | string | number)[];
  readonly literal?: string | number | boolean;
  readonly rule?: TextRule;
  readonly range?: NumberRule;
  readonly count?: { readonly min: number; readonly max: number };
}

/** A member that is not in the schema. */
export function unknownMember(
  name: string,
  entries: Readonly<Record<string, Node>>,
  json: JsonObject,
  path: Path,
): Issue {
  const names = Object.keys(entries);
  const meant = nearest(
    name,
    names.filter((each) => !Object.hasOwn(json, each)),
  );
  const shownName = pathText([name]);
  return specIssue('SPEC-PROPERTY', [...path, name], {
    // The value is not shown: what does not belong into a spec may be a secret.
    message: `${inPlace(path)} has no member ${shownName}.${meant ? ` Did you mean ${meant}?` : ''}`,
    expected: names.join(', '),
    fix: meant ? `Rename it to ${meant}, or remove it.` : 'Remove it.',
  });
}

/** A member that is needed and not there. */
export function missing(name: string, entry: Node, path: Path): Issue {
  const expected = allowed(entry);
  return specIssue('SPEC-MISSING', [...path, name], {
    message: `${inPlace(path)} needs ${name}.`,
    expected,
    fix: entry.literal === undefined ? `Add ${name}: ${expected}.` : `Add "${name}": ${expected}.`,
  });
}

/** The members by which an alternative is told from the others. */
export function required(node: Node): readonly string[] {
  return Object.entries(node.entries ?? {})
    .filter(([, entry]) => entry.type !== 'exact_optional')
    .map(([name]) => name);
}

/** A text that breaks its rule. */
export function textIssue(rule: TextRule, problem: Problem, received: string, path: Path): Issue {
  const issue = specIssue(rule.code, path, {
    message: '',
    received,
    expected: rule.allowed,
    fix: problem.fix ?? rule.fix,
  });
  const because = problem.because ? `: ${problem.because}.` : `. Allowed: ${rule.allowed}.`;
  return { ...issue, message: `${issue.received} is not ${rule.what}${because}` };
}

/** What to do about a value of another type, where it can be said better than by naming the type. */
export function typeFix(type: string, json: Json): string | undefined {
  if (type === 'string' && typeof json === 'number') {
    return 'Put it in quotes: without them 1.30 is the number 1.3, and long digits are rounded.';
  }
  if (type !== 'string' && typeof json === 'string') return 'Write it without quotes.';
  return undefined;
}

/** How to choose one of the alternatives that begin with these members. */
export function choiceFix(firsts: readonly string[]): string {
  return firsts.includes('existing') && firsts.includes('create')
    ? 'Write { "existing": "<id>" } for something that is there, { "create": { … } } for something new.'
    : `Add ${words(firsts)}.`;
}

/** What a member takes, a noun phrase. */
export function allowed(node: Node): string {
  if (node.rule) return node.rule.allowed;
  if (node.range) return allowedNumber(node.range);
  if (node.literal !== undefined) return JSON.stringify(node.literal);
  switch (node.type) {
    case 'exact_optional':
      return node.wrapped ? allowed(node.wrapped) : '';
    case 'picklist':
      return words((node.options ?? []).map((option) => JSON.stringify(option)));
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'union':
      return `an object with ${words((node.options ?? []).map((option) => required(option as Node)[0] ?? ''))}`;
    case 'strict_object':
      return `an object with ${required(node).join(', ')}`;
    default:
      return `a ${node.type}`;
  }
}

/** `a, b or c`. */
export function words(list: readonly string[]): string {
  const unique = [...new Set(list)];
  return unique.length < 2
    ? unique.join('')
    : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

/** The place, as the subject of a sentence. */
export function inPlace(path: Path): string {
  return path.length === 0 ? 'The spec' : pathText(path);
}
