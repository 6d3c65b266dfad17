/** Service principals as Microsoft Graph shows them, and the filters that find them. */
import type { Principal } from '../kernel/directory.ts';
import type { Json } from '../kernel/json.ts';

/** Whether Graph lists a principal under `servicePrincipals`. */
export function isServicePrincipal({ kind }: Principal): boolean {
  return kind === 'servicePrincipal' || kind === 'managedIdentity';
}

/** The `servicePrincipal` resource; properties of Graph that the simulator does not keep are absent. */
export function presentServicePrincipal(principal: Principal): Record<string, Json> {
  const isManagedIdentity = principal.kind === 'managedIdentity';
  const appId = principal.appId ?? principal.objectId;
  return {
    id: principal.objectId,
    accountEnabled: true,
    alternativeNames:
      isManagedIdentity && principal.resourceId !== undefined
        ? ['isExplicit=True', principal.resourceId]
        : [],
    appDisplayName: isManagedIdentity ? null : principal.displayName,
    appId,
    displayName: principal.displayName,
    servicePrincipalNames: [appId],
    servicePrincipalType: isManagedIdentity ? 'ManagedIdentity' : 'Application',
    tags: [],
  };
}

/** The `user` resource, as `/me` shows it. */
export function presentUser(principal: Principal): Record<string, Json> {
  return {
    id: principal.objectId,
    displayName: principal.displayName,
    userPrincipalName: principal.userPrincipalName ?? principal.displayName,
    mail: null,
  };
}

const EQUALS = /^(appId|id|displayName) eq '((?:[^']|'')*)'$/;
const NAMES_ANY = /^servicePrincipalNames\/any\((\w+):\s*\1 eq '((?:[^']|'')*)'\)$/;

/** A `$filter` as a test, or `undefined` when it is not one of the simulated: `appId`, `id`, `displayName`, names. */
export function readFilter(filter: string): ((shown: Record<string, Json>) => boolean) | undefined {
  const equals = EQUALS.exec(filter);
  const property = equals?.[1] ?? (NAMES_ANY.test(filter) ? 'servicePrincipalNames' : undefined);
  const quoted = equals?.[2] ?? NAMES_ANY.exec(filter)?.[2];
  if (property === undefined || quoted === undefined) return undefined;
  const wanted = quoted.replaceAll("''", "'").toLowerCase();
  return (shown) =>
    [shown[property] ?? []].flat().some((value) => String(value).toLowerCase() === wanted);
}
