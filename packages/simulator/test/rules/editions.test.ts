/**
 * Where documents contradict each other, the edition decides: every example of every contradicted rule is judged and sent
 * over the wire in every edition, and the two agree. What is bad by one document has to pass by another.
 */
import {
  type Edition,
  editions,
  evaluate,
  refusalFor,
  type Rule,
  type RuleExample,
  type RuleId,
  rules,
} from '@azureml-cmk/core/rules';
import { ruleExamples } from '@azureml-cmk/core/rules/examples';
import { describe, expect, it } from 'vitest';
import { played as playedRules } from './cases.ts';
import { NotPlayable } from './facts-reader.ts';
import { notPlayable } from './not-playable.ts';
import { play, type Write, writeOf } from './play.ts';

/** The rules of which documents say two things, or another thing in another edition. */
const contradicted = rules.filter(
  ({ contradictions = [], holds }) => contradictions.length > 0 || holds.length > 1,
);

interface Case {
  readonly rule: Rule;
  readonly example: RuleExample;
  readonly write: Write;
  readonly title: string;
}

/** An edition switches what documents say, never the wire: what a service refuses whatever the edition says, and why. */
const beyondEditions: Readonly<Record<RuleId, string>> = {
  'CMK-005': 'whatever a document names, a service whose namespace is not registered makes nothing',
  'CMK-008':
    'a vault asks for the permission that an operation takes, whatever a document says of it',
  'CMK-025': 'what nobody was seen to do is refused as not simulated in every edition',
  'CMK-030': 'the vault of a workspace is settled at its creation, also before a document says so',
  'CMK-060':
    'a container group takes all three parts of the key; the article on hubs only does not say so',
  'CMK-064': 'a version of Kubernetes that is none, or too old for any edition, is not served',
};

/** Contradictions that no write of an example shows: the documents differ in who, when or what happens later. */
const seenElsewhere: Readonly<Record<RuleId, string>> = {
  'CMK-002': 'until 2021 the service switched purge protection on by itself',
  'CMK-013': 'the documents differ in whom they name, and every one that is named is needed',
  'CMK-014': 'one document calls the application id a principal id',
  'CMK-039':
    'what differs is what a deletion leaves: the replay deletes workspaces in every edition',
  'CMK-055': 'one article says both, and the replay deletes a hub and a project',
};

/** Examples that no single write shows: the workspace is gone, or only a look-up tells. */
const cannotBeSent = (rule: Rule, { name }: RuleExample): boolean =>
  notPlayable.some((entry) => entry.rule === rule.id && (entry.examples?.includes(name) ?? true));

function writesOf(rule: Rule, { facts }: RuleExample): readonly Write[] {
  const all = [...new Set((rule.refusals ?? []).map(({ stage }) => writeOf(stage)))];
  return all.filter((write) => {
    if (write === 'workspace.update') return facts.previousWorkspace !== undefined;
    if (write === 'workspace.create') return facts.previousWorkspace === undefined;
    const isNew = facts.clusters?.every(({ when }) => when === 'creation') === true;
    if (write === 'managedCluster.update') return !isNew;
    return write !== 'managedCluster.create' || isNew;
  });
}

const cases: readonly Case[] = contradicted
  .filter((rule) => playedRules.includes(rule))
  .flatMap((rule) => {
    const { good = [], bad = [] } = ruleExamples[rule.id] ?? {};
    return [...good, ...bad]
      .filter((example) => !cannotBeSent(rule, example) && !example.facts.workspaceDeletion)
      .flatMap((example) =>
        writesOf(rule, example).map((write) => ({
          rule,
          example,
          write,
          title: `${rule.id}: ${example.name} (${write})`,
        })),
      );
  });

/** The rules that refuse a write of these facts in an edition. */
function refusing({ example: { facts }, write }: Case, edition: Edition): readonly RuleId[] {
  const found = evaluate(facts, { edition }).filter(
    (finding) =>
      finding.level === 'must' &&
      (finding.rule.refusals ?? []).some(
        ({ stage }) => writeOf(stage) === write && refusalFor(finding, stage) !== undefined,
      ),
  );
  return [...new Set(found.map(({ rule }) => rule.id))];
}

describe('the judgement and the wire agree in every edition', () => {
  it.each(
    cases.flatMap((one) =>
      editions.map((edition) => [`${edition}, ${one.title}`, one, edition] as const),
    ),
  )('%s', async (_title, one, edition) => {
    const expected = refusing(one, edition);
    const accessBy = one.rule.id === 'CMK-014' ? 'grants' : 'keyAccess';
    const { outcome } = await play(one.example.facts, one.write, {
      edition,
      latency: 'instant',
      accessBy,
    }).catch((error: unknown) => {
      if (error instanceof NotPlayable) expect.fail(`not playable: ${error.message}`);
      throw error;
    });
    if (outcome.verdict === 'accepted') expect(expected).toEqual([]);
    else if (expected.length === 0) expect(Object.keys(beyondEditions)).toContain(one.rule.id);
    else expect(expected).toContain(outcome.ruleId);
  });

  it('what is refused beyond the editions is of contradicted rules', () => {
    const ids = contradicted.map(({ id }) => id);
    expect(Object.keys(beyondEditions).filter((id) => !ids.includes(id as RuleId))).toEqual([]);
  });

  it('some example changes its verdict with the edition, for every contradicted rule on the wire', () => {
    const steady = new Set(
      contradicted.filter((rule) => playedRules.includes(rule)).map(({ id }) => id),
    );
    for (const one of cases) {
      const verdicts = new Set(
        editions.map((edition) => refusing(one, edition).includes(one.rule.id)),
      );
      if (verdicts.size > 1) steady.delete(one.rule.id);
    }
    expect([...steady]).toEqual(Object.keys(seenElsewhere));
  });
});
