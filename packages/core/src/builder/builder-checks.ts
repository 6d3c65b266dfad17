/** What the compiler says to TypeScript users, said at run time. */
import { CmkError, type Issue } from '../errors/cmk-error.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { assertSpec } from '../validate/assert-spec.ts';
import type { CmkSpec } from '../spec/types.ts';
import type { Draft } from './builder-impl.ts';
import { requiredCalls } from './builder-steps.ts';

/** Calls that are missing. */
export function missingCalls(draft: Draft): readonly Issue[] {
  const given: Readonly<Record<string, unknown>> = {
    ...draft,
    'workspace.name': draft.workspace?.name,
  };
  return Object.values(requiredCalls)
    .filter(({ path }) => given[path] === undefined)
    .map(({ call, path }) => ({
      code: 'SPEC-MISSING',
      severity: 'error',
      path,
      message: `${call} was not called.`,
      fix: `Call ${call}.`,
    }));
}

/** Calls that exclude each other, or one that was made twice. */
export function conflict(path: string, calls: string): Issue {
  return {
    code: 'SPEC-CONFLICT',
    severity: 'error',
    path,
    message: `${calls}: only one call is possible, and there was one already.`,
    fix: 'Remove one of the calls; to change a part, branch from the builder before it.',
  };
}

/** The one error about everything that is doubled or missing. */
export function refuse(conflicts: readonly Issue[], missing: readonly Issue[]): CmkError {
  const issues = [...conflicts, ...missing];
  const doubled = conflicts.length > 0;
  return new CmkError({
    code: doubled ? 'CMK_BUILDER_CONFLICT' : 'CMK_BUILDER_INCOMPLETE',
    hop: 'spec',
    message: issues.map(({ message }) => message).join(' '),
    reason: doubled
      ? 'A part of the chain was described twice, so it is unknown which is meant.'
      : 'Without these parts there is no chain to deploy.',
    fix: issues.map(({ fix }) => fix).join(' '),
    retryable: false,
    issues,
  });
}

/** The spec, when its form is right. */
export function requireForm(spec: unknown): CmkSpec {
  return assertSpec(parseSpec(spec));
}
