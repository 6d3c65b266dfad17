/** How the disk service tells of its work, as recorded. */
import type { OperationPlan } from '../../kernel/resource-type.ts';

/** A write, whose first answer has a body, or a removal. */
export function diskOperation(handler: 'write' | 'delete', durationMs: number): OperationPlan {
  return {
    handler,
    durationMs,
    style: {
      path: 'DiskOperations',
      headers: ['azure-asyncoperation', 'location'],
      status: 202,
      body: handler === 'delete' ? 'none' : 'resource',
      instant: 200,
    },
  };
}
