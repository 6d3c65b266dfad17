/** How the service tells of work that goes on. */
import type { OperationPlan } from '../../kernel/resource-type.ts';

const RETRY_SECONDS = 15;

/** As recorded of workspaces that are made. */
export const STYLE: OperationPlan['style'] = {
  path: 'operationStatuses',
  underGroup: true,
  acceptsPolls: true,
  headers: ['azure-asyncoperation'],
  status: 201,
  body: 'resource',
  retryAfterSeconds: RETRY_SECONDS,
  statusBody: 'bare',
  running: 'Accepted',
  instant: 201,
};
