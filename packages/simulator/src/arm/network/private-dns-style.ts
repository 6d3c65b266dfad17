/** How the private DNS service tells of work that goes on, and which api-versions it knows. */
import type { OperationPlan } from '../../kernel/resource-type.ts';

/** Zones that private endpoints need, and others. */
export const PRIVATE_DNS_ZONES = 'Microsoft.Network/privateDnsZones';
/** Oldest first. */
export const PRIVATE_DNS_API_VERSIONS: readonly string[] = Object.freeze([
  '2018-09-01',
  '2020-01-01',
  '2020-06-01',
  '2024-06-01',
]);

const WORK_MS = 30_000;

/** Some work of the service; `instant` is the status with which it is told to be done at once. */
export function dnsOperation(
  handler: string,
  instant: 200 | 201,
  input?: OperationPlan['input'],
): OperationPlan {
  return {
    handler,
    durationMs: WORK_MS,
    ...(input === undefined ? {} : { input }),
    style: {
      path: 'privateDnsOperationStatuses',
      locationPath: 'privateDnsOperationResults',
      underGroup: true,
      headers: ['azure-asyncoperation', 'location'],
      status: 202,
      body: 'none',
      statusBody: 'bare',
      instant,
    },
  };
}
