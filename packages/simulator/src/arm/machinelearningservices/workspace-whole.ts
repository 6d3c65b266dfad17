/** What no longer works when a resource that a workspace depends on is deleted; it works again when that is back. */
import { Refusal } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { workspaceOf } from './child-model.ts';

/** What work in a workspace can need: data, credentials, images. */
type Essential = 'storageAccount' | 'keyVault' | 'containerRegistry';

/** Everything: for what runs. */
const ESSENTIALS: readonly Essential[] = Object.freeze([
  'storageAccount',
  'keyVault',
  'containerRegistry',
]);

/** Refuses work in the workspace of a child while something that it needs is gone. */
export function checkWhole(
  context: UnitContext,
  childId: string,
  needs: readonly Essential[] = ESSENTIALS,
): void {
  const { properties } = workspaceOf(context, childId);
  for (const need of needs) {
    const id = stringAt(properties, need);
    if (id !== undefined && !context.resource(id)) throw gone(id, need);
  }
}

/** What a diagnosis says of a resource that is gone. */
export function dependencyGone(id: string): { readonly code: string; readonly message: string } {
  return {
    code: 'DependencyResourceNotExist',
    message: `Resource ${id} has been removed, which is an essential resource to use Azure Machine Learning. Please recover Resource ${id}.`,
  };
}

/** The words of a diagnosis; nobody saw what other operations say. */
function gone(id: string, need: Essential): Refusal {
  return new Refusal({
    status: 400,
    ...dependencyGone(id),
    evidence: 'assumed',
    ...(need === 'containerRegistry' ? { ruleId: 'CMK-076' as const } : {}),
  });
}
