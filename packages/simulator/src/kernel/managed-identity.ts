/**
 * The `identity` of a resource: what was asked for becomes what is stored, the principal behind a system-assigned
 * identity is made or taken away, and a user-assigned one is checked as Resource Manager checks it.
 */
import type { Principal } from './directory.ts';
import { Refusal } from './errors.ts';
import { isObject, type JsonObject, objectAt, stringAt } from './json.ts';
import { checkLinked } from './linked-access.ts';
import type { Effects, ResourceAddress, UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';

/** For how long role assignments do not find a new managed identity, milliseconds (recorded: 40 s to 4 min). */
const IDENTITY_REPLICATION_MS = 60_000;

const USER_ASSIGNED_IDENTITIES = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const ASSIGN_ACTION = `${USER_ASSIGNED_IDENTITIES}/assign/action`;
const IDENTITY_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/([^/]+)$/i;

/** What a request's `identity` says. */
export interface IdentityRequest {
  readonly system: boolean;
  /** Ids of user-assigned identities, as given. */
  readonly userAssigned: readonly string[];
}

/** How the identity is stored, and what comes with it. */
export interface IdentityOutcome {
  /** Absent: no identity. */
  readonly identity?: JsonObject;
  readonly effects: Pick<Effects, 'principals' | 'removePrincipals'>;
}

/** Reads `identity`; `undefined` when the request has none. Throws for a type that Azure does not know. */
export function readIdentity(identity: unknown): IdentityRequest | undefined {
  if (!isObject(identity)) return undefined;
  const type = stringAt(identity, 'type') ?? 'None';
  const parts = type.split(',').map((part) => part.trim().toLowerCase());
  const bad = parts.find((part) => !['none', 'systemassigned', 'userassigned'].includes(part));
  if (bad !== undefined) throw invalidIdentity(`the identity type '${type}' is not known`);
  const userAssigned = Object.entries(objectAt(identity, 'userAssignedIdentities'))
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([id]) => id);
  const wantsUserAssigned = parts.includes('userassigned');
  if (wantsUserAssigned && userAssigned.length === 0) {
    throw invalidIdentity(`the identity type '${type}' needs 'userAssignedIdentities'`);
  }
  return {
    system: parts.includes('systemassigned'),
    userAssigned: wantsUserAssigned ? userAssigned : [],
  };
}

/** Checks the user-assigned identities of a request: each exists, and the caller may assign it. */
export function checkIdentity(
  context: UnitContext,
  address: ResourceAddress,
  request: IdentityRequest,
): void {
  for (const id of request.userAssigned) {
    if (!IDENTITY_ID.test(id)) throw invalidIdentity(`'${id}' is not the id of an identity`);
    checkLinked(context, { action: `${address.type}/write`, scope: address.id }, ASSIGN_ACTION, id);
    if (!context.resource(id)) {
      throw new Refusal({
        status: 400,
        code: 'FailedIdentityOperation',
        message: `Identity operation for resource '${address.id}' failed: the resource '${id}' was not found.`,
        evidence: 'assumed',
        failureCause: 'gateway',
      });
    }
  }
}

/** Makes the stored identity. A system-assigned one keeps its principal for as long as it is asked for. */
export function storeIdentity(
  context: UnitContext,
  address: ResourceAddress,
  request: IdentityRequest,
  existing: StoredResource | undefined,
  separator: ',' | ', ' = ', ',
): IdentityOutcome {
  const before = systemPrincipalOf(existing);
  const principals: Principal[] = [];
  let principalId = before;
  if (request.system && principalId === undefined) {
    principalId = context.guid();
    principals.push({
      objectId: principalId,
      tenantId: context.subscription.tenantId,
      kind: 'managedIdentity',
      appId: context.guid(),
      displayName: address.name,
      groups: [],
      resourceId: address.id,
      visibleAt: context.propagatesAt(IDENTITY_REPLICATION_MS),
    });
  }
  const effects = {
    principals,
    removePrincipals: !request.system && before !== undefined ? [before] : [],
  };
  const names = [
    ...(request.system ? ['SystemAssigned'] : []),
    ...(request.userAssigned.length > 0 ? ['UserAssigned'] : []),
  ];
  if (names.length === 0) return { effects };
  const users = request.userAssigned.map((id) => [
    canonicalIdentityId(id),
    userIdentity(context, id),
  ]);
  return {
    identity: {
      type: names.join(separator),
      ...(request.system && principalId !== undefined
        ? { principalId, tenantId: context.subscription.tenantId }
        : {}),
      ...(users.length > 0
        ? { userAssignedIdentities: Object.fromEntries(users) as JsonObject }
        : {}),
    },
    effects,
  };
}

/** Object id of a resource's system-assigned identity. */
export function systemPrincipalOf(resource: StoredResource | undefined): string | undefined {
  return stringAt(resource?.identity, 'principalId');
}

/** The same as a list: what goes from the directory with the resource. */
export function systemPrincipalsOf(resource: StoredResource | undefined): string[] {
  const principalId = systemPrincipalOf(resource);
  return principalId === undefined ? [] : [principalId];
}

/** Object id of a user-assigned identity. */
export function userPrincipalOf(context: UnitContext, id: string): string | undefined {
  return stringAt(context.resource(id)?.properties, 'principalId');
}

/** Whether a stored identity has this user-assigned identity. */
export function hasUserIdentity(identity: JsonObject | undefined, id: string): boolean {
  return Object.keys(objectAt(identity, 'userAssignedIdentities')).some(
    (candidate) => candidate.toLowerCase() === id.toLowerCase(),
  );
}

function userIdentity(context: UnitContext, id: string): JsonObject {
  const { properties } = context.resource(id) ?? {};
  return {
    principalId: stringAt(properties, 'principalId') ?? '',
    clientId: stringAt(properties, 'clientId') ?? '',
  };
}

/** Services answer with their own casing of the id, whatever the request's was. */
function canonicalIdentityId(id: string): string {
  const [, subscription, group, name] = IDENTITY_ID.exec(id) ?? [];
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${USER_ASSIGNED_IDENTITIES}/${name}`;
}

function invalidIdentity(why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'InvalidIdentity',
    message: `The identity of the resource is invalid: ${why}.`,
    evidence: 'assumed',
  });
}
