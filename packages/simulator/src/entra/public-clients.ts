/** The applications that users sign in through without a secret. */
import type { Directory, Tenant } from '../kernel/directory.ts';
import { applicationNotFound, type EntraError } from './aadsts.ts';
import { consentRequired, notPublicClient } from './user-errors.ts';

/** Clients of Microsoft that are in every tenant, and consented to; they share their refresh tokens. */
const FAMILY: ReadonlyMap<string, string> = new Map([
  ['04b07795-8ddb-461a-bbee-02f9e1bf7b46', 'Microsoft Azure CLI'],
  ['1950a258-227b-4e31-a9cf-717495945fc2', 'Microsoft Azure PowerShell'],
  ['aebc6443-996d-45c2-90f0-388ff96faa56', 'Visual Studio Code'],
]);

/** Whether a client is one of Microsoft's own that share refresh tokens. */
export function isOfFamily(clientId: string): boolean {
  return FAMILY.has(clientId.toLowerCase());
}

/** Why nobody of a tenant signs in through a client, whoever asks; `undefined` when it is a public one. */
export function applicationRefusal(
  directory: Directory,
  tenant: Tenant,
  clientId: string,
): EntraError | undefined {
  if (isOfFamily(clientId)) return undefined;
  const application = directory.servicePrincipal(tenant.tenantId, clientId);
  if (!application) return applicationNotFound(clientId, tenant.displayName);
  return application.publicClient === undefined ? notPublicClient() : undefined;
}

/** Why users of a tenant cannot sign in through a client; `undefined` when they can. */
export function clientRefusal(
  directory: Directory,
  tenant: Tenant,
  clientId: string,
): EntraError | undefined {
  const refused = applicationRefusal(directory, tenant, clientId);
  if (refused || isOfFamily(clientId)) return refused;
  const application = directory.servicePrincipal(tenant.tenantId, clientId);
  return application?.publicClient === 'consented'
    ? undefined
    : consentRequired(clientId, application?.displayName ?? '');
}
