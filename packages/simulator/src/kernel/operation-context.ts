/** Whom an operation acts for when it falls due. */
import type { Caller } from './caller.ts';
import { unitContext } from './context.ts';
import type { OperationRecord } from './operations.ts';
import type { UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';

/** An operation acts in the name of who started it. */
export function operationContext(operation: OperationRecord, services: Services): UnitContext {
  const subscription = services.directory.subscription(operation.subscriptionId);
  if (!subscription) throw new Error(`no subscription '${operation.subscriptionId}'`);
  const principal = services.directory.principal(operation.startedBy);
  const appId = principal?.appId ?? '';
  const caller: Caller = {
    objectId: operation.startedBy,
    tenantId: subscription.tenantId,
    appId,
    kind:
      principal?.kind === 'user'
        ? 'user'
        : principal?.kind === 'managedIdentity'
          ? 'managedIdentity'
          : 'application',
    name: principal?.userPrincipalName ?? appId,
    groups: services.directory.groupsOf(operation.startedBy),
    issuer: `https://sts.windows.net/${subscription.tenantId}/`,
  };
  return unitContext(services, caller, subscription, operation.id);
}
