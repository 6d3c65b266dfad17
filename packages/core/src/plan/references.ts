import { stepReferences } from './outputs.ts';
import type { Ref, Step } from './types.ts';

/** Whether a value is given out by an earlier step. Only for attributes listed in `stepReferences`. */
export function isRef(value: unknown): value is Ref {
  if (typeof value !== 'object' || value === null) return false;
  const { from, output } = value as Partial<Ref>;
  return typeof from === 'string' && typeof output === 'string';
}

/** One reference of a step and the attribute it stands in. */
export interface StepReference {
  readonly path: string;
  readonly ref: Ref;
}

/** Every reference of a step, in the order of its attributes. */
export function referencesOf(step: Pick<Step, 'kind'>): readonly StepReference[] {
  const found: StepReference[] = [];
  for (const path of stepReferences[step.kind] ?? []) {
    const ref = path
      .split('.')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], step);
    if (isRef(ref)) found.push({ path, ref });
  }
  return found;
}
