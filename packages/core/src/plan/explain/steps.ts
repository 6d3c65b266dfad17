import { phaseTitles } from '../phases.ts';
import type { Plan, Step } from '../types.ts';
import { wrap } from './wrap.ts';

/** The steps by number, what each waits for and the rules behind it. */
export function stepLines({ steps }: Plan): readonly string[] {
  const number = new Map(steps.map((step, index) => [step.id, index + 1]));
  return ([1, 2] as const).flatMap((phase) => {
    const own = steps.filter((step) => step.phase === phase);
    if (own.length === 0) return [];
    return [`  ${phaseTitles[phase]}`, ...own.map((step) => stepLine(step, number))];
  });
}

function stepLine(step: Step, number: ReadonlyMap<string, number>): string {
  const after = step.dependsOn.map((id) => number.get(id)).join(', ');
  const rules = [...new Set(step.reasons.flatMap(({ ruleId }) => ruleId ?? []))].join(', ');
  return wrap(
    [
      step.title,
      ...(after === '' ? [] : [`(after ${after})`]),
      ...(rules === '' ? [] : [`[${rules}]`]),
    ].join(' '),
    `  ${String(number.get(step.id)).padStart(3)}. `,
  );
}
