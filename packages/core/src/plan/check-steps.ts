import { topologicalOrder } from './graph.ts';
import { stepOutputs } from './outputs.ts';
import { referencesOf } from './references.ts';
import type { Step } from './types.ts';

/**
 * What is wrong with steps as a graph, one sentence each; empty when they can run in their order: ids are unique, a
 * step waits for earlier ones only, and refers to outputs of steps that it waits for.
 */
export function stepProblems(steps: readonly Step[]): readonly string[] {
  const problems: string[] = [];
  const earlier = new Map<string, { readonly step: Step; readonly above: ReadonlySet<string> }>();
  for (const step of steps) {
    if (earlier.has(step.id)) problems.push(`two steps are called "${step.id}"`);
    const above = new Set<string>();
    for (const id of step.dependsOn) {
      const before = earlier.get(id);
      if (!before) problems.push(`step "${step.id}" waits for "${id}", which is no earlier step`);
      above.add(id);
      for (const one of before?.above ?? []) above.add(one);
    }
    for (const { path, ref } of referencesOf(step)) {
      const source = earlier.get(ref.from);
      const outputs: readonly string[] = source ? stepOutputs[source.step.kind] : [];
      if (!source || !above.has(ref.from)) {
        problems.push(
          `${path} of step "${step.id}" refers to "${ref.from}" without waiting for it`,
        );
      } else if (!outputs.includes(ref.output)) {
        problems.push(
          `${path} of step "${step.id}" refers to "${ref.output}" of "${ref.from}", which gives out no such value`,
        );
      }
    }
    if (step.phase === 1 && step.dependsOn.some((id) => earlier.get(id)?.step.phase === 2)) {
      problems.push(`step "${step.id}" of phase 1 waits for a step of phase 2`);
    }
    earlier.set(step.id, { step, above });
  }
  const sorted = topologicalOrder(steps);
  if ('cycle' in sorted) problems.push(`steps wait for each other: ${sorted.cycle.join(' → ')}`);
  return problems;
}
