/** How the service tells of work that goes on: its state under the location, its result under the resource. */
import type { OperationPlan } from '../../kernel/resource-type.ts';

const ENQUEUED = Object.freeze({ status: 'Enqueued' });
const RESULTS = 'operationResults';

/** Some work, told of as recorded. */
export function operation(
  handler: string,
  durationMs: number,
  told: {
    /** Whether the first answer is the resource, with 200. Default: that the work waits, with 202. */
    readonly asResource?: boolean;
    /** An action's name, for its result is asked for under it. */
    readonly action?: string;
    /** Whether the resource will be gone: the result is asked for under the location. */
    readonly isRemoval?: boolean;
    /** The status of success at once. Default: 204 of a removal, else 200. */
    readonly instant?: 200 | 204;
  } = {},
): OperationPlan {
  const { asResource = false, action, isRemoval = false, instant } = told;
  const under = action === undefined ? RESULTS : `${action}/${RESULTS}`;
  return {
    handler,
    durationMs,
    style: {
      path: 'operationsStatus',
      headers: ['azure-asyncoperation', 'location'],
      ...(isRemoval ? { locationPath: RESULTS } : { underResource: { location: under } }),
      status: asResource ? 200 : 202,
      body: asResource ? 'resource' : ENQUEUED,
      running: 'Dequeued',
      statusBody: 'bare',
      instant: instant ?? (handler === 'delete' ? 204 : 200),
    },
  };
}
