/** `abort`: the work that is under way on a cluster or a pool stops where it is; documented, nothing is taken back. */
import { Refusal } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { actionOperation, SETTLED } from './cluster-operations.ts';

/** Milliseconds; nobody measured it. */
const ABORT_MS = 30_000;
export const CANCELED = 'Canceled';

/** The start of it. */
export function abort(
  { location = 'global' }: Pick<StoredResource, 'location'>,
  { resource }: Pick<ActionRequest, 'resource'>,
): ActionAnswer {
  const state = stringAt(resource.properties, 'provisioningState') ?? '';
  if (SETTLED.includes(state)) {
    throw new Refusal({
      status: 409,
      code: 'OperationNotAllowed',
      message: `'${resource.name}' is in the state ${state}: no work is under way that could be aborted.`,
      evidence: 'assumed',
    });
  }
  return { operation: { ...actionOperation('abort', ABORT_MS, 204), location } };
}

/** The work stops, unless it was done before; what it had come to is looked at when it has. */
export function stopWork(
  _context: UnitContext,
  { resource, resourceId }: RunningOperation,
): OperationResult {
  const state = stringAt(resource?.properties, 'provisioningState') ?? '';
  if (SETTLED.includes(state)) return {};
  return { aborts: resourceId, next: { handler: 'aborted', afterMs: 0 } };
}
