/** Every documented rule stands in a file, has a whole page, and is asserted where its class says: no row is only written. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { editionStampOf, editions, levelIn } from '../packages/core/src/rules/types.ts';
import { rules } from '../packages/core/src/rules/registry.gen.ts';
import { ruleExamples } from '../packages/core/src/rules/examples.gen.ts';
import type { Rule, RuleClass } from '../packages/core/src/rules/types.ts';
import { notTold } from '../packages/core/test/rules/reported.ts';
import { badCases, goodCases } from '../packages/simulator/test/rules/cases.ts';
import { entryOf } from '../packages/simulator/test/rules/not-playable.ts';
import { stateAssertions } from '../packages/simulator/test/rules/state/assertions.ts';

const root = join(import.meta.dirname, '..');

/** The numbers of the documented rules, by class. */
const documented: Readonly<Record<RuleClass, string>> = {
  wire: '002 003 004 005 006 007 008 009 010 012 013 014 017 018 025 030 031 032 038 039 042 052 055 060 063 064',
  state: '001 015 016 020 021 024 033 034 035 036 037 040 044 045 048 050 073 074 075 076 079',
  report:
    '011 019 022 023 041 043 046 047 051 053 054 061 062 065 066 067 068 070 071 072 077 078 080 081 082 083 084 085',
};

const rows = (Object.keys(documented) as RuleClass[])
  .flatMap((kind) => documented[kind].split(' ').map((number) => ({ id: `CMK-${number}`, kind })))
  .toSorted((left, right) => left.id.localeCompare(right.id));

describe('the documented rules', () => {
  it('are 75, each with a rule of its class', () => {
    expect(rows).toHaveLength(75);
    const written = rules.map(({ id, class: kind }) => ({ id, kind }));
    expect(written).toEqual(rows);
  });
});

describe('the page of a rule', () => {
  it.each(rules)('$id shows source, editions, evidence, answer, fix and examples', (rule) => {
    const page = readFileSync(join(root, `docs/rules/${rule.id}.md`), 'utf8');
    const told = [
      rule.statement,
      ...Object.values(rule.statementBy ?? {}),
      ...editions.map(editionStampOf),
      ...rule.sources.map(({ anchor }) => anchor),
      ...(rule.contradictions ?? []).flatMap(({ says, source }) => [says, source.anchor]),
      ...(rule.refusals ?? []).flatMap(({ stage, code }) => [stage, code]),
      ...(rule.remarks ?? []),
      rule.fix,
      ...['good', 'bad'].flatMap((kind) =>
        (ruleExamples[rule.id]?.[kind as 'good' | 'bad'] ?? []).map(({ name }) => name),
      ),
    ];
    const text = page.replaceAll('\\|', '|');
    expect(told.filter((part) => !text.includes(part))).toEqual([]);
    for (const heading of ['Level', 'Sources', 'What Azure answers', 'Fix', 'Examples']) {
      expect(page).toContain(`## ${heading}\n`);
    }
    expect(page).toMatch(
      /^Kind: (?:seen on the wire|visible in a resource's state|told in a report)\.$/m,
    );
    // Who enforces it: Azure, in words with evidence, or nobody but a description's check and the posture report.
    expect(page).toMatch(
      rule.refusals
        ? /\| (?:recorded|documented|reported|assumed)/
        : /^Nothing: Azure does not refuse this\./m,
    );
    // Each bad example says what is wrong with it.
    expect(page.match(/^> .+ Expected .+, received /gm)?.length ?? 0).toBeGreaterThanOrEqual(
      ruleExamples[rule.id]?.bad.length ?? 1,
    );
  });

  it('says by each edition where it contradicts itself, and only where the rule holds', () => {
    for (const rule of rules.filter(({ statementBy }) => statementBy)) {
      const stated = editions.filter((edition) => rule.statementBy?.[edition] !== undefined);
      expect(stated, rule.id).toEqual(
        editions.filter((edition) => levelIn(rule, edition) !== undefined),
      );
    }
  });

  it('is there for every rule that another page or a report can name', () => {
    const missing = rows.filter(({ id }) => !existsSync(join(root, `docs/rules/${id}.md`)));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});

const ofClass = (kind: RuleClass): readonly Rule[] => rules.filter((rule) => rule.class === kind);

/** Whether good and bad examples of it go over the wire. */
const isOnWire = ({ id }: Rule): boolean =>
  [goodCases, badCases].every((cases) => cases.some((one) => one.rule.id === id && !entryOf(one)));

// That a report tells of a rule of the class `report`, or why none does, is a test of reports in core.
describe('a rule is asserted as its class says', () => {
  it.each(ofClass('wire'))('$id on the wire', (rule) => {
    expect(isOnWire(rule)).toBe(true);
  });

  it.each(ofClass('state'))('$id in state', (rule) => {
    expect(rule.id in stateAssertions).toBe(true);
  });

  it('and no list holds what is asserted or not of its class', () => {
    const ids = (kind: RuleClass) => ofClass(kind).map(({ id }) => id);
    expect(ids('state')).toEqual(expect.arrayContaining(Object.keys(stateAssertions)));
    expect(ids('report')).toEqual(expect.arrayContaining(Object.keys(notTold)));
  });
});
