/** A principal that a service of Azure acts as, without a token. */
import type { Caller } from '../../kernel/caller.ts';
import type { Services } from '../../kernel/services.ts';
import { issuer } from './authentication.ts';
import type { VaultView } from './vault-view.ts';

/** Who asks: the principal of its own tenant with its groups, named as the directory names it. */
export function callerOf(services: Services, principalId: string, vault: VaultView): Caller {
  const principal = services.directory.principal(principalId);
  const tenantId = principal?.tenantId ?? vault.tenantId;
  return {
    objectId: principalId,
    tenantId,
    appId: principal?.appId ?? '',
    kind: principal?.kind === 'managedIdentity' ? 'managedIdentity' : 'application',
    name: principal?.displayName ?? principalId,
    groups: services.directory.groupsOf(principalId),
    issuer: issuer(tenantId),
  };
}
