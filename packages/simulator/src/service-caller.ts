import type { Caller } from './kernel/caller.ts';
import type { Subscription } from './kernel/directory.ts';

/** Azure itself, acting in a subscription: what timers run as. It holds no role and passes no check. */
export function serviceCaller(subscription: Subscription): Caller {
  return {
    objectId: '00000000-0000-0000-0000-000000000000',
    tenantId: subscription.tenantId,
    appId: '00000000-0000-0000-0000-000000000000',
    kind: 'application',
    name: 'Microsoft',
    groups: [],
    issuer: `https://sts.windows.net/${subscription.tenantId}/`,
  };
}
