import type { Issue } from '../errors/cmk-error.ts';
import {
  type ChainFacts,
  type ComputeFacts,
  defaultEdition,
  type Edition,
  evaluate,
  levelIn,
  type RuleId,
  rules,
} from '../rules/index.ts';
import type { CmkSpec } from '../spec/types.ts';
import { parseSpec } from '../spec/parse-spec.ts';
import { assertSpec } from '../validate/assert-spec.ts';
import { factsOfSpec } from '../validate/facts-of-spec.ts';
import { issueOfFinding } from '../validate/issue-of-finding.ts';
import { judgedBy } from '../validate/judged-by.ts';
import { type CostEstimate, costFactsOf } from './estimate-costs.ts';
import { findDisclosures, type LoggedTexts } from './find-disclosures.ts';

/** What a description does not say, and advice depends on. */
export interface Circumstances {
  /** ISO 8601 instant that facts hold at. */
  readonly asOf: string;
  /** Default: the description's own `edition`, else `current`. */
  readonly edition?: Edition;
  /** What the chain is for. Absent: advice on production is left out. */
  readonly environment?: 'production' | 'development';
  /** Whether the data of the workspace is sensitive. Absent: not known. */
  readonly holdsSensitiveData?: boolean;
  /** Computes that the workspace has or will have. */
  readonly computes?: readonly ComputeFacts[];
  /** Texts that will be logged. */
  readonly texts?: LoggedTexts;
  /** What `estimateCosts` came to. */
  readonly costs?: CostEstimate;
}

/** The rules that advise: what they find refuses nothing. */
const ADVICE: ReadonlySet<string> = new Set([
  'CMK-011',
  'CMK-019',
  'CMK-022',
  'CMK-043',
  'CMK-046',
  'CMK-047',
  'CMK-061',
  'CMK-062',
  'CMK-065',
  'CMK-066',
  'CMK-067',
  'CMK-080',
]);

/** What every chain is told that nothing else was found about: the rule, and what to do about it. */
interface Reminder {
  readonly id: RuleId;
  readonly path: string;
  readonly fix: string;
  /** Whether it is about this chain, and nothing was found out yet. */
  readonly isDue: (facts: ChainFacts) => boolean;
}

const REMINDERS: readonly Reminder[] = [
  {
    id: 'CMK-043',
    path: 'workspace.encryption',
    fix: 'Ask `estimateCosts` what the additional resources cost a month, and give the answer as `costs`.',
    isDue: ({ workspace, costEstimate }) =>
      workspace?.encryption?.architecture === 'managedResourceGroup' && costEstimate === undefined,
  },
  {
    id: 'CMK-080',
    path: '',
    fix: 'Have the texts of jobs looked through before they are sent: `texts`, or `findDisclosures`.',
    isDue: ({ disclosures = [] }) => disclosures.length === 0,
  },
];

/**
 * What the documents recommend for a chain beyond what they demand: production compute, high business impact for
 * sensitive data, stores of one's own, names that tell and that tell not too much, costs. Offline: reads nothing.
 *
 * A note reminds of costs that were not estimated, and of what must not be in the texts of jobs: nobody can look through
 * all of those.
 *
 * Each piece of advice is an issue with the rule's id, its fix and its page; none has the severity `error`.
 *
 * @throws `CmkError` with code `CMK_SPEC_INVALID` for what is no description, `CMK_OPTION_INVALID` for circumstances that
 * cannot be read.
 *
 * @example
 * ```ts
 * import { advise, type CmkSpec } from '@azureml-cmk/core';
 *
 * async function show(spec: CmkSpec): Promise<void> {
 *   const advice = await advise(spec, {
 *     asOf: '2026-08-01T00:00:00Z',
 *     environment: 'production',
 *     texts: { environmentVariables: { LEVEL: 'info' }, names: { runId: 'nightly' } },
 *   });
 *   for (const { code, message, fix } of advice) console.log(code, message, fix);
 * }
 * ```
 */
export async function advise(spec: CmkSpec, about: Circumstances): Promise<readonly Issue[]> {
  const { asOf, environment, holdsSensitiveData, computes, texts, costs } = judgedBy(about);
  const facts = factsOfSpec(assertSpec(parseSpec(spec)), asOf);
  const disclosures = texts === undefined ? undefined : await findDisclosures(texts);
  const edition = about.edition ?? spec.edition ?? defaultEdition;
  const known: ChainFacts = {
    ...facts,
    ...(facts.workspace && holdsSensitiveData !== undefined
      ? { workspace: { ...facts.workspace, holdsSensitiveData } }
      : {}),
    ...(environment === undefined ? {} : { environment }),
    ...(computes === undefined ? {} : { computes }),
    ...(disclosures === undefined ? {} : { disclosures }),
    ...(costs === undefined ? {} : { costEstimate: costFactsOf(costs) }),
  };
  const found = evaluate(known, { edition })
    .filter(({ rule, level }) => ADVICE.has(rule.id) && level !== 'must')
    .map((finding) => issueOfFinding(finding));
  return [...found, ...remindersOf(known, edition)];
}

function remindersOf(facts: ChainFacts, edition: Edition): readonly Issue[] {
  return REMINDERS.filter(({ isDue }) => isDue(facts)).flatMap(({ id, path, fix }) => {
    const rule = rules.find((each) => each.id === id);
    if (!rule || levelIn(rule, edition) === undefined) return [];
    const severity: Issue['severity'] = 'note';
    return [
      { code: id, severity, path, message: rule.statement, fix, docs: `docs/rules/${id}.md` },
    ];
  });
}
