/** How the registry service tells of a write, as recorded. */
import type { OperationPlan } from '../../kernel/resource-type.ts';

/** The style of a write, by what a resource is while it goes on. */
export const writeStyle = (running: 'Creating' | 'Updating'): OperationPlan['style'] => ({
  path: 'operationStatuses',
  underResource: { 'azure-asyncoperation': 'operationStatuses' },
  repeatsUrl: true,
  headers: ['azure-asyncoperation'],
  status: 201,
  body: 'resource',
  running,
  statusBody: 'bare',
  instant: running === 'Updating' ? 200 : 201,
});
