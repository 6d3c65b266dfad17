import type { Issue } from '../errors/cmk-error.ts';
import { evaluate } from '../rules/evaluate.ts';
import { defaultEdition, type Edition } from '../rules/types.ts';
import type { CmkSpec } from '../spec/types.ts';
import { factsOfSpec } from './facts-of-spec.ts';
import { issueOfFinding } from './issue-of-finding.ts';
import { specPathOf } from './spec-path.ts';

/** The documented rules that a readable spec breaks, in the order of their ids. */
export function ruleIssues(
  spec: CmkSpec,
  options: { readonly asOf: string; readonly edition?: Edition },
): Issue[] {
  const edition = options.edition ?? spec.edition ?? defaultEdition;
  return evaluate(factsOfSpec(spec, options.asOf), { edition }).map((finding) =>
    issueOfFinding(finding, specPathOf(finding.violation.path, spec)),
  );
}
