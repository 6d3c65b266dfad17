/** What became of the resources of a deployment since its last round. */
import type { Refusal, RefusalDetail } from '../../../kernel/errors.ts';
import type { SubmittedAnswer, UnitContext } from '../../../kernel/resource-type.ts';
import { detailOf } from './errors.ts';
import { ended, type ItemState, type Run } from './run-state.ts';
import { errorIn } from './runtime.ts';
import { statusName } from './status-names.ts';

/** The states after the answers to what was sent, in its order, and after what goes on. */
export function heard(context: UnitContext, run: Run, answers: readonly SubmittedAnswer[]): Run {
  const asked = run.items.filter(({ state }) => state === 'sent');
  const answerTo = new Map(asked.map((item, at) => [item, answers[at]]));
  const items = run.items.map((item) => {
    const answer = answerTo.get(item);
    return looked(context, answer ? answered(context, item, answer) : item);
  });
  return { ...run, items };
}

function answered(context: UnitContext, item: ItemState, answer: SubmittedAnswer): ItemState {
  const { status, body, operationId, isAsync } = answer;
  const statusCode = statusName(status);
  const isGone = item.isRemoval === true && status === 404;
  if (status >= 400 && !isGone) {
    return ended({ ...item, statusCode, error: errorIn(body, status) }, context.now);
  }
  if (operationId === undefined) return ended({ ...item, statusCode }, context.now);
  return {
    ...item,
    state: 'running',
    statusCode,
    awaited: operationId,
    ...(isAsync ? { isAsync } : {}),
  };
}

/** The state of what goes on. */
function looked(context: UnitContext, item: ItemState): ItemState {
  if (item.awaited === undefined) return item;
  const operation = context.operation(item.awaited);
  if (operation?.status === 'Running') return item;
  if (!operation || operation.status === 'Succeeded') {
    const statusCode = item.statusCode === 'Created' ? 'Created' : 'OK';
    return ended({ ...item, statusCode }, context.now);
  }
  const error = failureOf(context, item, operation.error);
  return ended({ ...item, statusCode: 'Conflict', error }, context.now);
}

/**
 * Both words are reported. That the second belongs to what is itself left as failed is no more than what the cases have in
 * common: a workspace that was not made (MicrosoftDocs/azure-docs#108584); nested deployments
 * (Azure/ResourceModules#3596) and the source control of a site (KelvinTegelaar/CIPP#2753).
 */
function failureOf(
  context: UnitContext,
  { id, isAsync }: ItemState,
  inner: Refusal | undefined,
): RefusalDetail {
  const isLeft = context.resource(id)?.properties['provisioningState'] === 'Failed';
  return {
    code: 'ResourceDeploymentFailure',
    target: id,
    message:
      isAsync === true && !isLeft
        ? "The 'AzureAsyncOperationWaiting' resource operation completed with terminal provisioning state 'Failed'."
        : "The resource write operation failed to complete successfully, because it reached terminal provisioning state 'Failed'.",
    ...(inner ? { details: [detailOf(inner)] } : {}),
  };
}
