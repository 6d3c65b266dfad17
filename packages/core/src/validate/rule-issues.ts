import type { Issue } from '../errors/cmk-error.ts';
import { evaluate } from '../rules/evaluate.ts';
import { defaultEdition, type Edition } from '../rules/types.ts';
import { readingsOf } from '../spec/readings.ts';
import type { CmkSpec } from '../spec/types.ts';
import { factsOfSpec } from './facts-of-spec.ts';
import { issueOfFinding } from './issue-of-finding.ts';
import { specPathOf } from './spec-path.ts';

/** At which instant, and by which documents. */
interface Judgement {
  readonly asOf: string;
  readonly edition?: Edition;
}

/** The documented rules that a readable spec breaks, in the order of their ids. */
export function ruleIssues(spec: CmkSpec, options: Judgement): Issue[] {
  const edition = options.edition ?? spec.edition ?? defaultEdition;
  return evaluate(factsOfSpec(spec, options.asOf), { edition }).map((finding) =>
    issueOfFinding(finding, specPathOf(finding.violation.path, spec)),
  );
}

/** The documented rules that a spec breaks that cannot be read in places, whatever was meant there. */
export function ruleIssuesOfReadable(input: unknown, { asOf, edition }: Judgement): Issue[] {
  const readings = readingsOf(input);
  // An edition that cannot be read is no reason to judge by none.
  const named = new Set(readings.map((spec) => spec.edition));
  const own = named.size === 1 ? [...named][0] : undefined;
  const judged = { asOf, edition: edition ?? own ?? defaultEdition };
  const [first = [], ...others] = readings.map((spec) => ruleIssues(spec, judged));
  const alsoFound = others.map((issues) => new Set(issues.map((issue) => JSON.stringify(issue))));
  return first.filter((issue) => {
    const text = JSON.stringify(issue);
    return alsoFound.every((found) => found.has(text));
  });
}
