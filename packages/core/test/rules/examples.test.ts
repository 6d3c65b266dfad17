import { describe, expect, it } from 'vitest';
import {
  type ChainFacts,
  editions,
  evaluate,
  type Finding,
  levelIn,
  type Rule,
  type RuleExample,
  type RuleExamples,
  rules,
  simulatorWording,
} from '../../src/rules/index.ts';
import { ruleExamples } from '../../src/rules/examples.gen.ts';
import { encryptedChain } from '../../src/rules/example-facts.ts';

const units = rules.map((rule) => ({ rule, ...examplesOf(rule) }));

function examplesOf(rule: Rule): RuleExamples {
  const examples = ruleExamples[rule.id];
  if (!examples) throw new Error(`${rule.id} has no examples`);
  return examples;
}

/** Each example in each edition that it is for and in which its rule holds. */
function cases(kind: 'good' | 'bad') {
  return units.flatMap(({ rule, [kind]: examples }) =>
    examples.flatMap((example) =>
      (example.editions ?? editions)
        .filter((edition) => levelIn(rule, edition) !== undefined)
        .map((edition) => ({
          rule,
          example,
          edition,
          title: `${rule.id} ${edition}: ${example.name}`,
        })),
    ),
  );
}

function idsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ rule }) => rule.id))];
}

describe('the healthy chain', () => {
  it.each(editions)('breaks no rule in %s', (edition) => {
    expect(evaluate(encryptedChain, { edition })).toEqual([]);
  });
});

describe('good examples keep their rule, and break no other that is a must', () => {
  it.each(cases('good'))('$title', ({ rule, example, edition }) => {
    const broken = evaluate(example.facts, { edition }).filter(
      (finding) => finding.rule.id === rule.id || finding.level === 'must',
    );
    expect(idsOf(broken)).toEqual([]);
  });

  it.each(units)('$rule.id: at least one is judged, not just inapplicable', ({ rule, good }) => {
    const judged = good.filter((example) => isJudged(rule, example));
    expect(judged).not.toEqual([]);
  });
});

describe('bad examples break their rule, and no other that is a must', () => {
  it.each(cases('bad'))('$title', ({ rule, example, edition }) => {
    const findings = evaluate(example.facts, { edition });
    const own = findings.filter((finding) => finding.rule.id === rule.id);
    expect(own).not.toEqual([]);
    const others = findings.filter(
      (finding) => finding.level === 'must' && finding.rule.id !== rule.id,
    );
    expect(idsOf(others)).toEqual([]);
  });

  it.each(cases('bad'))(
    '$title: says where, what and instead of what',
    ({ rule, example, edition }) => {
      for (const { violation } of evaluate(example.facts, { edition, rules: [rule] })) {
        expect(violation.path).not.toBe('');
        expect(violation.expected).not.toBe(violation.received);
        expect(`${violation.expected} ${violation.received}`).not.toMatch(/undefined|NaN|\[object/);
      }
    },
  );
});

describe('refusals', () => {
  const refusals = units.flatMap(({ rule, bad }) =>
    (rule.refusals ?? []).map((refusal, index) => ({
      rule,
      bad,
      refusal,
      title: `${rule.id} #${index} ${refusal.stage} ${refusal.code}`,
    })),
  );

  it.each(refusals)('$title: answers a bad example with a whole text', ({ rule, bad, refusal }) => {
    const texts = bad.flatMap(({ facts, editions: only = editions }) =>
      only.flatMap((edition) =>
        evaluate(facts, { edition, rules: [rule] })
          .filter(({ violation }) => refusal.when?.(violation, facts) ?? true)
          .map(({ violation }) => refusal.message(violation, facts)),
      ),
    );
    expect(texts).not.toEqual([]);
    for (const text of texts) {
      expect(text).not.toMatch(/undefined|NaN|\[object/);
      expect(text.endsWith(simulatorWording)).toBe(false);
    }
  });

  it.each(refusals)('$title: names where its text was seen, unless it is ours', ({ refusal }) => {
    if (refusal.evidence !== 'assumed') expect(refusal.seenIn).toBeTruthy();
    expect(refusal.status).toBeGreaterThanOrEqual(400);
  });

  it.each(cases('bad'))(
    '$title: is refused at no two texts of one stage',
    ({ rule, example, edition }) => {
      for (const { violation } of evaluate(example.facts, { edition, rules: [rule] })) {
        const stages = (rule.refusals ?? [])
          .filter(({ when }) => when?.(violation, example.facts) ?? true)
          .map(({ stage }) => stage);
        expect(new Set(stages).size).toBe(stages.length);
      }
    },
  );
});

describe('checks are pure', () => {
  it.each([...cases('good'), ...cases('bad')])('$title', ({ example, edition }) => {
    const copy = deepFreeze(JSON.parse(JSON.stringify(example.facts)) as ChainFacts);
    expect(paths(evaluate(copy, { edition }))).toEqual(paths(evaluate(example.facts, { edition })));
  });
});

function isJudged(rule: Rule, { facts, editions: only = editions }: RuleExample): boolean {
  return only.some(
    (edition) =>
      levelIn(rule, edition) !== undefined &&
      rule.appliesTo.every((section) => facts[section] !== undefined) &&
      rule.check(facts, edition)?.length === 0,
  );
}

function paths(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ rule, violation }) => `${rule.id} ${violation.path}`);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
