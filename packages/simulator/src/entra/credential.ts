import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import type { Directory, Principal } from '../kernel/directory.ts';
import { audienceOf, resourceOfScope } from './audiences.ts';
import { Memo } from '../kernel/memo.ts';
import { type IssuedToken, type TokenIssuer, tokenNow } from './token-issuer.ts';

/** A token is replaced when less than this is left of it, as the clients of `@azure/identity` do. */
const RENEWAL_MS = 5 * 60 * 1000;

const MAX_HELD_TOKENS = 256;
const held = new Memo<IssuedToken>(MAX_HELD_TOKENS);

/** What {@link createCredential} needs; both are asked each time, so that a restored simulator is seen. */
export interface CredentialSource {
  /** Who signs. */
  readonly issuer: () => TokenIssuer;
  /** Who signs in. */
  readonly principal: () => Principal;
}

/**
 * A credential of a principal of the simulator: it signs a token per scope, remembers it, and never asks a real Entra ID.
 *
 * It rejects with `TypeError` when a scope is not of a service of the simulated cloud, or when a tenant is asked for
 * that the principal is not in.
 */
export function createCredential(source: CredentialSource): TokenCredential {
  return {
    async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
      if (options.abortSignal?.aborted) {
        throw Object.assign(new Error('The request for a token was aborted.'), {
          name: 'AbortError',
        });
      }
      const issuer = source.issuer();
      const principal = source.principal();
      const { settings } = issuer.context;
      const scope = typeof scopes === 'string' ? scopes : scopes.join(' ');
      const resource = resourceOfScope(scope);
      if (resource === undefined || audienceOf(resource, settings.cloud) === undefined) {
        throw new TypeError(
          `the scope '${scope}' is of no service that this simulator of the ${settings.cloud.name} cloud has tokens for; ask for '{resource}/.default' of Resource Manager, a vault, storage or Microsoft Graph`,
        );
      }
      const tenantId = options.tenantId?.toLowerCase();
      if (tenantId !== undefined && tenantId !== principal.tenantId.toLowerCase()) {
        throw new TypeError(
          `'${principal.displayName}' is in the tenant ${principal.tenantId} and was asked for a token of ${tenantId}`,
        );
      }
      const { directory, world } = issuer.context;
      const key = JSON.stringify([
        world.seed,
        settings.tokens,
        settings.cloud.name,
        resource,
        principal,
        directory.groupsOf(principal.objectId),
      ]);
      const now = tokenNow(issuer.context);
      let issued = held.get(key);
      const leftMs = issued === undefined ? 0 : issued.expiresAt - now;
      // More left than a token ever has: a virtual clock was set back.
      const isOfAnotherTime = leftMs > (issued?.expiresIn ?? 0) * 1000;
      if (!issued || leftMs < RENEWAL_MS || isOfAnotherTime || options.claims !== undefined) {
        issued = await issuer.issue(principal, resource);
        held.set(key, issued);
      }
      // Clients judge by the wall clock, also where the simulator judges by the virtual one.
      const expiresOnTimestamp = settings.wallClock() + (issued.expiresAt - now);
      return { token: issued.token, expiresOnTimestamp };
    },
  };
}

/** Finds who is meant: by object id, application id, user principal name or display name. */
export function findPrincipal(directory: Directory, name: string): Principal {
  const wanted = name.toLowerCase();
  const byId = directory.principal(wanted);
  if (byId) return byId;
  const principals = directory.principals();
  const found = principals.filter((principal) =>
    [principal.appId, principal.userPrincipalName, principal.displayName].some(
      (known) => known?.toLowerCase() === wanted,
    ),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new TypeError(
    found.length > 1
      ? `'${name}' means ${found.length} principals: name one by its object id`
      : `there is no principal '${name}'; there are: ${principals.map((known) => known.displayName).join(', ') || 'none'}`,
  );
}
