/**
 * A customer's key in a vault of another tenant. A managed identity has no token for it; a multi-tenant application that
 * trusts the identity has one, as its service principal in the vault's tenant, and that is who the vault lets in or not.
 */
import type { Principal } from './directory.ts';
import { stringAt } from './json.ts';
import type { KeyPort } from './ports.ts';
import type { StoredResource } from './resource.ts';

/** What is looked at: a unit's context has it, and so has whoever reads facts. */
interface Directories {
  readonly cloud: 'public' | 'usGovernment' | 'china';
  readonly keys: Pick<KeyPort, 'vaultOf'>;
  resource(id: string): StoredResource | undefined;
  servicePrincipal(tenantId: string, appId: string): Principal | undefined;
}

/** Which application uses a key for which user-assigned identity. */
export interface FederatedUse {
  /** Application (client) id. */
  readonly clientId: string;
  /** ARM id of the identity; `undefined`: there is none. */
  readonly userId: string | undefined;
  readonly keyIdentifier: string;
}

/** Who uses the key, or why nobody can; the words can stand alone. */
export type FederatedUser = { readonly principalId: string } | { readonly problem: string };

/** Where Entra ID signs for a tenant, and for whom the token of a trusted identity is; each documented. */
const EXCHANGES = {
  public: ['https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
  usGovernment: ['https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
  china: ['https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
} as const;

/** Finds the service principal that uses a key for an identity; what it may do there, the vault says. */
export function federatedUser(from: Directories, use: FederatedUse): FederatedUser {
  const { clientId, keyIdentifier } = use;
  const problem = trustProblem(from, use);
  if (problem !== undefined) return { problem };
  const vault = from.keys.vaultOf(keyIdentifier);
  const vaultTenant = stringAt(vault?.properties, 'tenantId');
  if (vaultTenant === undefined)
    return { problem: `no key vault was found for '${keyIdentifier}'` };
  const there = from.servicePrincipal(vaultTenant, clientId);
  if (there) return { principalId: there.objectId };
  return {
    problem: `the application '${clientId}' has no service principal in '${vaultTenant}', the tenant of the key vault`,
  };
}

/** Why an application does not take an identity's token for its own secret; documented: both are of one tenant. */
export function trustProblem(
  from: Pick<Directories, 'cloud' | 'resource' | 'servicePrincipal'>,
  { clientId, userId }: Pick<FederatedUse, 'clientId' | 'userId'>,
): string | undefined {
  const identity = from.resource(userId ?? '');
  const subject = stringAt(identity?.properties, 'principalId');
  const tenantId = stringAt(identity?.properties, 'tenantId') ?? '';
  if (subject === undefined) return 'there is no user-assigned identity for its application';
  const application = from.servicePrincipal(tenantId, clientId);
  if (!application)
    return `there is no application '${clientId}' in '${tenantId}', the tenant of the identity`;
  const [authority, audience] = EXCHANGES[from.cloud];
  const issuer = `${authority}/${tenantId}/v2.0`;
  const trusts = (application.federatedCredentials ?? []).some(
    (one) => one.issuer === issuer && one.subject === subject && one.audiences.includes(audience),
  );
  return trusts
    ? undefined
    : `the application '${clientId}' has no federated credential with the issuer '${issuer}', the subject '${subject}' and the audience '${audience}'`;
}
