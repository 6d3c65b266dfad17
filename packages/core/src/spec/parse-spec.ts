import type { Issue } from '../errors/cmk-error.ts';
import { checkForm } from './check-form.ts';
import { checkCoherence } from './coherence.ts';
import type { LooseSpec } from './coherence/loose.ts';
import { type Json, plainJson } from './plain-json.ts';
import { cmkSpecSchema } from './schema.ts';
import type { CmkSpec } from './types.ts';

/** A spec, or everything that is wrong with it. */
export type ParseResult =
  | {
      readonly ok: true;
      /** A frozen copy of what was given; defaults are not filled in. */
      readonly spec: CmkSpec;
      /** Warnings; nothing that refuses. */
      readonly issues: readonly Issue[];
    }
  | {
      readonly ok: false;
      /** All issues, at least one of them an error. */
      readonly issues: readonly Issue[];
      /** What was given, as it was; `undefined` for a text that could not be read at all. */
      readonly input: unknown;
    };

/**
 * Checks a value that is meant to be a spec: its form, and what its members say to each other. No network, no clock.
 *
 * Whatever the value is, the function returns: all issues at once, each with a code (`SPEC-…`), the path, what was
 * given (shortened, never what looks like a secret), what is allowed and the fix. The documented rules (`CMK-…`) are
 * judged by `validateSpec`.
 *
 * @example
 * ```ts
 * import { parseSpec } from '@azureml-cmk/core';
 *
 * const result = parseSpec(JSON.parse('{"formatVersion":1,"location":"west europe"}'));
 * if (!result.ok) {
 *   for (const issue of result.issues) console.log(issue.code, issue.path, issue.message, issue.fix);
 * }
 * ```
 */
export function parseSpec(input: unknown): ParseResult {
  const { json, issues: notJson } = plainJson(input);
  const issues = [...notJson];
  if (json !== undefined) {
    const form = checkForm(cmkSpecSchema, json);
    // Of what is not JSON the walk sees a gap, which needs no second issue.
    const known = new Set(notJson.map(({ path }) => path));
    issues.push(...form.issues.filter(({ path }) => !known.has(path)));
    if (typeof form.value === 'object' && form.value !== null) {
      issues.push(...checkCoherence(form.value as LooseSpec));
    }
  }
  if (json === undefined || issues.some(({ severity }) => severity === 'error')) {
    return { ok: false, issues, input };
  }
  return { ok: true, spec: frozen(json) as unknown as CmkSpec, issues };
}

function frozen(json: Json): Json {
  if (typeof json === 'object' && json !== null) {
    for (const member of Object.values(json)) frozen(member as Json);
    Object.freeze(json);
  }
  return json;
}
