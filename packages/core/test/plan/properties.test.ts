import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepProblems } from '../../src/plan/check-steps.ts';
import { explain } from '../../src/plan/explain/explain.ts';
import { ancestors } from '../../src/plan/graph.ts';
import { stepOutputs } from '../../src/plan/outputs.ts';
import { parsePlan } from '../../src/plan/parse-plan.ts';
import { referencesOf } from '../../src/plan/references.ts';
import type { Step } from '../../src/plan/types.ts';
import { arbitraryChain } from './arbitrary-chain.ts';
import { planned } from './planned.ts';

const runs = { numRuns: 150 };

/** Every object of the form of a reference, wherever it stands; tags left out. */
function referenceShapes(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.keys(value).sort().join() === 'from,output' ? [value] : [];
  const inner = Object.entries(value).flatMap(([name, one]) =>
    name === 'tags' ? [] : referenceShapes(one),
  );
  return [...own, ...inner];
}

/** The vault that a step writes, as Azure sees it: a role is not written on the vault. */
function writtenVault(step: Step): string | undefined {
  if (step.kind === 'access.grant' && step.accessModel !== 'rbac') return step.vaultId;
  if (step.kind === 'privateEndpoint.ensure' && step.groupId === 'vault') return `${step.targetId}`;
  return step.kind === 'vault.ensure' ? step.resourceId : undefined;
}

describe('a plan of any chain', () => {
  test('runs in its order: unique ids, earlier dependencies, references waited for', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        const { steps } = planned(spec);
        expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
        const above = ancestors(steps);
        steps.forEach((step, index) => {
          const earlier = steps.slice(0, index);
          for (const id of step.dependsOn) {
            expect(earlier.map((one) => one.id)).toContain(id);
          }
          for (const { ref } of referencesOf(step)) {
            expect(above.get(step.id)).toContain(ref.from);
            const source = earlier.find((one) => one.id === ref.from);
            expect(source && stepOutputs[source.kind]).toContain(ref.output);
          }
        });
        expect(stepProblems(steps)).toEqual([]);
      }),
      runs,
    );
  });

  test('holds no reference in an attribute that is not listed for references', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        for (const step of planned(spec).steps) {
          const listed = referencesOf(step).map(({ ref }) => ref);
          expect(referenceShapes(step)).toEqual(listed);
        }
      }),
      runs,
    );
  });

  test('never writes one vault twice at a time', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        const { steps } = planned(spec);
        const above = ancestors(steps);
        const writers = steps.filter((step) => writtenVault(step) !== undefined);
        writers.forEach((step, index) => {
          for (const before of writers.slice(0, index)) {
            if (writtenVault(before)?.toLowerCase() !== writtenVault(step)?.toLowerCase()) continue;
            expect(above.get(step.id), `${step.id} after ${before.id}`).toContain(before.id);
          }
        });
      }),
      runs,
    );
  });

  test('makes and reads each resource once, and grants a principal once per vault', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        const { steps } = planned(spec);
        const made = steps
          .filter((step) => step.kind !== 'access.grant' && step.kind !== 'role.assign')
          .flatMap((step) => step.resourceId?.toLowerCase() ?? []);
        expect(new Set(made).size).toBe(made.length);
        const granted = steps.flatMap((step) =>
          step.kind === 'access.grant'
            ? [`${step.vaultId} ${JSON.stringify(step.principalId)}`.toLowerCase()]
            : [],
        );
        expect(new Set(granted).size).toBe(granted.length);
      }),
      runs,
    );
  });

  test('has phase 2 exactly behind grants to identities that disk encryption sets and stores bring with them', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        const { steps } = planned(spec);
        const above = ancestors(steps);
        const grants = steps.filter(
          (step) =>
            step.kind === 'access.grant' &&
            typeof step.principalId === 'object' &&
            step.principalId.output === 'principalId' &&
            /^(?:des|storage|search|ai|databricks)\b/.test(step.principalId.from),
        );
        for (const step of steps) {
          const behind = grants.some((one) => one === step || above.get(step.id)?.has(one.id));
          expect(step.phase, step.id).toBe(behind ? 2 : 1);
        }
      }),
      runs,
    );
  });

  test('is the same every time, plain JSON, frozen, and reads back', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        const plan = planned(spec);
        expect(planned(structuredClone(spec))).toEqual(plan);
        const back: unknown = JSON.parse(JSON.stringify(plan));
        expect(back).toStrictEqual(plan);
        expect(parsePlan(back)).toStrictEqual(plan);
        expect(isDeepFrozen(plan)).toBe(true);
        expect(isDeepFrozen(parsePlan(back))).toBe(true);
      }),
      runs,
    );
    // Each run plans twice and reads the plan three times.
  }, 20_000);

  test('is explained within 100 columns, unless one word is longer', () => {
    fc.assert(
      fc.property(arbitraryChain, (spec) => {
        const tooLong = explain(planned(spec))
          .split('\n')
          .filter((line) => line.length > 100 && /\S{2,}\s+\S{2,}/.test(line.trim()));
        expect(tooLong).toEqual([]);
      }),
      runs,
    );
  });
});

function isDeepFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeepFrozen);
}
