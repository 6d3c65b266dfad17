/** Linked access: who writes a resource must be allowed something on what the request names, too. */
import { Refusal } from './errors.ts';
import { isObject, type Json, own } from './json.ts';
import type { LinkedAccess, UnitContext } from './resource-type.ts';

/** The subnets that a firewall lets in: by the property that holds their ids. */
export const subnetsLetIn = (property: string): LinkedAccess => ({
  property,
  action: 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action',
});

/** The subnets that something of the resource gets an address in: by the property that holds an id. */
export const subnetJoined = (property: string): LinkedAccess => ({
  property,
  action: 'Microsoft.Network/virtualNetworks/subnets/join/action',
});

/** What is asked for, as roles name it, and of what. */
interface Asked {
  readonly action: string;
  readonly scope: string;
}

/** Refuses a write that names what the caller has no access to; what is no id is for the type to refuse. */
export function checkLinkedAccess(
  context: UnitContext,
  asked: Asked,
  links: readonly LinkedAccess[],
  body: Json,
): void {
  for (const { property, action } of links) {
    for (const id of idsAt(body, property.split('.'))) {
      if (/^\/(subscriptions|providers)\//i.test(id)) checkLinked(context, asked, action, id);
    }
  }
}

/** Refuses one link: of a subscription that is nowhere or another tenant's, or where the caller may not do the action. */
export function checkLinked(
  context: UnitContext,
  { action, scope }: Asked,
  linkedAction: string,
  linkedId: string,
): void {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(linkedId)?.[1];
  if (subscriptionId !== undefined) {
    const subscription = context
      .subscriptions()
      .find((one) => one.subscriptionId === subscriptionId.toLowerCase());
    const may = `The client has permission to perform action '${linkedAction}' on scope '${scope}', however the`;
    if (!subscription) {
      // The space at the end is Azure's.
      throw refused(`${may} linked subscription '${subscriptionId}' was not found. `, 'recorded');
    }
    const { tenantId } = context.caller;
    if (subscription.tenantId !== tenantId) {
      // As shown in Azure/azure-cli#27299.
      throw refused(
        `${may} current tenant '${tenantId}' is not authorized to access linked subscription '${subscriptionId}'.`,
        'reported',
      );
    }
  }
  if (context.allows(context.caller.objectId, linkedAction, linkedId)) return;
  throw linkedAuthorizationFailed(context, action, scope, linkedAction, linkedId);
}

/** The caller may do the one thing but not the other that it needs. */
export function linkedAuthorizationFailed(
  context: UnitContext,
  action: string,
  scope: string,
  linkedAction: string,
  linkedScope: string,
  who: { readonly name: string; readonly objectId: string } = context.caller,
): Refusal {
  return refused(
    `The client '${who.name}' with object id '${who.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action '${linkedAction}' on the linked scope(s) '${linkedScope}' or the linked scope(s) are invalid.`,
    'recorded',
  );
}

function refused(message: string, evidence: 'recorded' | 'reported'): Refusal {
  return new Refusal({
    status: 403,
    code: 'LinkedAuthorizationFailed',
    message,
    evidence,
    failureCause: 'gateway',
  });
}

function idsAt(value: Json | undefined, path: readonly string[]): string[] {
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === 'string' ? [value] : [];
  if (name === '*') {
    return Array.isArray(value)
      ? (value as readonly Json[]).flatMap((one) => idsAt(one, rest))
      : [];
  }
  return isObject(value) ? idsAt(own(value, name), rest) : [];
}
