/** Rules of the class `report`: what each says when it is broken, word for word, and which report tells of it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { advise } from '../../src/advice/advise.ts';
import { editions, evaluate, levelIn, rules } from '../../src/rules/index.ts';
import { ruleExamples } from '../../src/rules/examples.gen.ts';
import { issueOfFinding } from '../../src/validate/issue-of-finding.ts';
import { verify } from '../../src/verify/verify.ts';
import { planOf, run, simulator, wholeSpec } from '../deploy/chain.ts';
import { notTold } from './reported.ts';

const reported = rules.filter((rule) => rule.class === 'report');

describe('a rule that is told in a report', () => {
  it('says of every bad example what is wrong and what to do', async () => {
    const lines = reported.flatMap((rule) => {
      const edition = editions.findLast((one) => one !== 'aistudio' && levelIn(rule, one));
      if (!edition) throw new Error(`${rule.id} holds in no edition`);
      return (ruleExamples[rule.id]?.bad ?? []).flatMap(({ name, facts }) => [
        `${rule.id} ${name}`,
        ...evaluate(facts, { edition, rules: [rule] })
          .map((finding) => issueOfFinding(finding))
          .map(({ severity, message, fix }) => `  ${severity}: ${message}\n    ${fix}`),
      ]);
    });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, '__snapshots__/reported.txt'),
    );
  });

  it(
    'is judged in the posture or the advice of one chain, or on the list of those that are not',
    { timeout: 60_000 },
    async () => {
      const sim = simulator();
      const plan = planOf(sim, wholeSpec(sim));
      const { error } = await run(sim, plan);
      expect(error).toBeUndefined();
      const posture = await verify(plan, sim.azure());
      const judged = posture.rules.filter(({ result }) => result !== 'notApplicable');
      const advice = await advise(
        {
          ...plan.spec,
          key: { create: { name: 'key1', size: 2048 } },
          workspace: { ...plan.spec.workspace, highBusinessImpact: false },
        },
        {
          asOf: sim.clock.iso(),
          environment: 'production',
          holdsSensitiveData: true,
          computes: [
            { name: 'cpu', kind: 'cluster', nodeCountMin: 1 },
            { name: 'dev', kind: 'instance', dataDiskCount: 1 },
          ],
          texts: { environmentVariables: { MAIL: 'somebody@example.com' } },
        },
      );
      const told = new Set<string>([
        ...judged.map(({ ruleId }) => ruleId),
        ...advice.map(({ code }) => code),
      ]);
      expect(reported.map(({ id }) => id).filter((id) => !told.has(id))).toEqual(
        Object.keys(notTold),
      );
    },
  );
});
