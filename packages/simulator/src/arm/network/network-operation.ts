/** How the network tells of work that goes on. */
import type { OperationPlan } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** A write that takes a while; it is answered with the resource as it is until then. */
export function writeOperation(
  handler: string,
  durationMs: number,
  existing: StoredResource | undefined,
): OperationPlan {
  const status = existing ? 200 : 201;
  return {
    handler,
    durationMs,
    style: {
      path: 'operations',
      headers: ['azure-asyncoperation'],
      status,
      body: 'resource',
      retryAfterSeconds: 10,
      instant: status,
    },
  };
}

/** A removal that takes a while. */
export function deleteOperation(durationMs: number): OperationPlan {
  return {
    handler: 'delete',
    durationMs,
    style: {
      path: 'operationResults',
      headers: ['location'],
      status: 202,
      body: 'none',
      instant: 200,
    },
  };
}
