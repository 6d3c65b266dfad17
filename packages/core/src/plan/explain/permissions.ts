import type { Plan } from '../types.ts';
import { scopeName } from './scope-name.ts';
import { wrap } from './wrap.ts';

/** What the deployer must be allowed to do: each action once per scope. */
export function permissionLines(plan: Plan): readonly string[] {
  const byScope = new Map<string, Set<string>>();
  for (const { action, scope, data } of plan.steps.flatMap((step) => step.permissions)) {
    const name = scopeName(scope, plan);
    const actions = byScope.get(name) ?? new Set();
    byScope.set(name, actions.add(data ? `${action} (data)` : action));
  }
  return [...byScope].flatMap(([scope, actions]) => [
    wrap(`on ${scope}`, '  '),
    ...[...actions].map((action) => wrap(action, '    ')),
  ]);
}
