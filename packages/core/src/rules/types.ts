import type { ChainFacts } from './facts.ts';

/**
 * The documents a rule can be judged by, oldest first; `current` is what Azure documents and does today. `aistudio` stands
 * beside them: the document on Azure AI hubs and projects alone.
 */
export type Edition = DatedEdition | 'aistudio';

/** The editions that follow each other. Only one document carries a date; the order of the others is inference. */
type DatedEdition = 'enc' | 'howto-a' | 'howto-b' | 'concept-2023-09' | 'current';

/** A rule holds from the first of these that states it until one that says otherwise. */
const inOrder: readonly DatedEdition[] = Object.freeze([
  'enc',
  'howto-a',
  'howto-b',
  'concept-2023-09',
  'current',
]);

/** The edition in whose time the document on hubs and projects was written, as far as its words show. */
const AI_STUDIO_TIME: DatedEdition = 'concept-2023-09';

/** Every edition: those that follow each other in their order, then `aistudio`. */
export const editions: readonly Edition[] = Object.freeze([...inOrder, 'aistudio']);

/** The default edition. */
export const defaultEdition: Edition = 'current';

/** How the `current` edition is stamped in reports. */
export const currentEditionStamp = 'current@2026-08';

/** An edition as reports name it; what Azure does today carries its date. */
export function editionStampOf(edition: Edition): string {
  return edition === defaultEdition ? currentEditionStamp : edition;
}

/** `must` refuses, `should` warns, `note` explains. */
export type Level = 'must' | 'should' | 'note';

/** Where a sentence of Azure's comes from. Only `assumed` is our own wording, and its texts say so. */
export type Evidence = 'recorded' | 'documented' | 'reported' | 'assumed';

/** The suffix of every text that nobody saw Azure send. */
export const simulatorWording = ' (simulator wording)';

/** Documents by id; the file names are those of a folder given as `CMK_SOURCE_DOCUMENTS`. */
export type SourceDocument = 'ENC' | 'HOWTO-A' | 'HOWTO-B' | 'CONCEPT' | 'AISTUDIO' | 'AZURE';

/** Where a rule is stated. */
export interface RuleSource {
  readonly document: SourceDocument;
  /** Heading of the section. */
  readonly section?: string;
  /** 1-based line of the document; absent for `AZURE`. */
  readonly line?: number;
  /** Two to five distinguishing words that stand on that line; for `AZURE` the page or recording that shows it. */
  readonly anchor: string;
}

/** From which edition on a rule holds, and how hard. A later entry replaces an earlier one. */
export interface Holding {
  readonly from: DatedEdition;
  /** `withdrawn`: from this edition on the rule no longer holds. */
  readonly level: Level | 'withdrawn';
}

/** What a check found wrong. No prose: sentences are made from it. */
export interface Violation {
  /** Where in the facts: `vault.state.purgeProtection`, `containerGroups[0].keyVersion`. */
  readonly path: string;
  /** What is allowed, as a noun phrase: `purge protection on`. */
  readonly expected: string;
  /** What was found, as a noun phrase: `purge protection off`. */
  readonly received: string;
  /** Where this one is judged harder or softer than the rule's level in the edition. */
  readonly level?: Level;
}

/** When Azure refuses what breaks a rule. */
export type Stage =
  | 'vault.write'
  | 'key.create'
  | 'workspace.create.request'
  | 'workspace.create.operation'
  | 'workspace.update.request'
  | 'workspace.update.operation'
  | 'containerGroup.create.request'
  | 'containerGroup.create.operation'
  | 'diskEncryptionSet.write'
  | 'managedCluster.create.request'
  | 'managedCluster.create.operation'
  | 'managedCluster.update.request'
  | 'endpoint.create.request'
  | 'managedGroup.write'
  | 'managedGroup.delete';

/** How Azure refuses. The wire text of one stage. */
export interface Refusal {
  readonly stage: Stage;
  /** HTTP status, or of the error inside a failed operation. */
  readonly status: number;
  /** ARM error code. */
  readonly code: string;
  /** The message without a suffix; `assumed` texts get {@link simulatorWording} when sent. */
  readonly message: (violation: Violation, facts: ChainFacts) => string;
  readonly evidence: Evidence;
  /** The issue, recording or page that shows the text; for `assumed`, what is known of it. */
  readonly seenIn?: string;
  /** Which violations it answers. Absent: all. */
  readonly when?: (violation: Violation, facts: ChainFacts) => boolean;
}

/** When a rule is done: refused on the wire, visible in state, or told in a report. */
export type RuleClass = 'wire' | 'state' | 'report';

/** `CMK-` and three digits; never reused. */
export type RuleId = `CMK-${string}`;

/** One documented rule: metadata, a pure check, the wire texts, the fix. */
export interface Rule {
  readonly id: RuleId;
  /** Kebab-case name, also the file name. */
  readonly name: string;
  /** The rule in our own words, one sentence, present tense. */
  readonly statement: string;
  /** The sentence by an edition alone, where documents contradict each other. Editions left out: {@link statement}. */
  readonly statementBy?: Readonly<Partial<Record<Edition, string>>>;
  readonly class: RuleClass;
  readonly sources: readonly RuleSource[];
  readonly holds: readonly Holding[];
  /** Statements that disagree, with where they stand. Shown, never hidden. */
  readonly contradictions?: readonly { readonly says: string; readonly source: RuleSource }[];
  /** The sections of the facts that the check reads; a missing one means "does not apply". */
  readonly appliesTo: readonly (keyof ChainFacts)[];
  /** Pure. `[]`: holds. `undefined`: does not apply to these facts. */
  readonly check: (facts: ChainFacts, edition: Edition) => readonly Violation[] | undefined;
  readonly refusals?: readonly Refusal[];
  /** What else to know, one sentence each. */
  readonly remarks?: readonly string[];
  /** What to change, imperative, with the builder call or the `az` command. */
  readonly fix: string;
}

/** Facts that satisfy or break a rule; used by the unit test, the replay through real clients and the page. */
export interface RuleExample {
  readonly name: string;
  readonly facts: ChainFacts;
  /** Default: every edition in which the rule holds. */
  readonly editions?: readonly Edition[];
}

/** The examples of one rule; `bad` includes the case where the attribute is omitted, where one exists. */
export interface RuleExamples {
  readonly good: readonly RuleExample[];
  readonly bad: readonly RuleExample[];
}

/** Identity function that gives a rule its type and freezes it. */
export function defineRule(rule: Rule): Rule {
  return Object.freeze(rule);
}

/** What a rule says by an edition. */
export function statementOf(
  { statement, statementBy }: Pick<Rule, 'statement' | 'statementBy'>,
  edition?: Edition,
): string {
  return (edition && statementBy?.[edition]) ?? statement;
}

/**
 * How hard a rule holds in an edition; `undefined` when it does not. In `aistudio` only what that document states holds,
 * as hard as in the editions of its time.
 */
export function levelIn(rule: Rule, edition: Edition): Level | undefined {
  const isStated =
    edition !== 'aistudio' || rule.sources.some(({ document }) => document === 'AISTUDIO');
  if (!isStated) return undefined;
  const at = inOrder.indexOf(edition === 'aistudio' ? AI_STUDIO_TIME : edition);
  let level: Level | undefined;
  for (const holding of rule.holds) {
    if (inOrder.indexOf(holding.from) <= at) {
      level = holding.level === 'withdrawn' ? undefined : holding.level;
    }
  }
  return level;
}
