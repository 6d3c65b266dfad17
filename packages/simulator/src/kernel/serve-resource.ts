/** A request about a resource through its checks: their order is that of `serveResource`. */
import type { Attributes } from './access.ts';
import { checkApiVersion } from './api-version.ts';
import { type ArmRequest, readBody } from './arm-request.ts';
import { actionName, authorize } from './authorize.ts';
import { Collections } from './collections.ts';
import { notSimulated } from './errors.ts';
import type { SimResponse } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import type { Remarks } from './ledger.ts';
import { checkLinkedAccess } from './linked-access.ts';
import { checkLocks } from './locks.ts';
import type { TypedPath, TypeTable } from './path.ts';
import { policyContent, type PolicyMark } from './policy/policies.ts';
import { Providers } from './providers.ts';
import { readResource } from './read-resource.ts';
import { regionsOf } from './regions.ts';
import type { StoredResource } from './resource.ts';
import type { ResourceAddress, ResourceType, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';
import { checkSurroundings, groupOf, unknownType, withGroupCase } from './surroundings.ts';
import { Writer } from './writer.ts';

/** Answers what is asked of a resource, a list of such or an action. */
export function serveResource(
  request: ArmRequest,
  context: UnitContext,
  services: Services,
  types: TypeTable,
  remarks: Remarks,
): SimResponse {
  const { path, method } = request;
  if (path.kind === 'other') throw notSimulated(`${method} ${request.target.path}`);
  if (path.kind === 'unknownType') {
    groupOf(path.subscriptionId, path.resourceGroup, services);
    throw unknownType(types, path.namespace, path.type, method);
  }
  const { type } = path;
  const scopeId = path.kind === 'collection' ? path.scope : path.address.id;
  const unserved = type.unservedAt?.(path.kind === 'collection' ? path.scope : path.address.scope);
  if (unserved !== undefined) throw notSimulated(`${method} ${unserved}`);
  if (!isPublicRead(path, method, context)) {
    let action = request.actions.get(method);
    if (action === undefined) request.actions.set(method, (action = actionName(path, method)));
    const attributes = attributesOf(request, path, context, services);
    authorize(context, services, action, scopeId, attributes);
  }
  const existing = path.kind === 'collection' ? undefined : services.store.get(path.address.id);
  // What is there and in no other resource has its group; most requests read such, and a look-up less is a look-up less.
  const isRead = method === 'GET' || method === 'HEAD';
  const isInPlace = existing !== undefined && isRead && path.kind === 'resource';
  if (!isInPlace || path.address.parentId !== '' || type.scope !== 'group') {
    checkSurroundings(path, method, services, context.caller.tenantId);
  }
  if (method !== 'GET') checkRegistered(type, context, services);
  const { note } = checkApiVersion(
    type,
    request.apiVersion,
    regionsOf[services.settings.cloud.name],
    services.settings.apiVersions,
  );
  const first = note === undefined ? undefined : services.ledger.once(note);
  if (first !== undefined) remarks.note = first;
  const isWrite = path.kind === 'resource' && (method === 'PUT' || method === 'PATCH');
  if (isWrite && type.linkedAccess) {
    const asked = { action: actionName(path, method), scope: scopeId };
    checkLinkedAccess(context, asked, type.linkedAccess, readBody(request));
  }
  if (!isRead && path.kind !== 'collection' && !type.ignoresLocks) {
    const verb = method === 'DELETE' ? 'delete' : 'write';
    checkLocks(services.world, services.store, path.address.id, verb);
  }
  const policies = checkPolicies(request, path, services, existing);
  const answer = dispatch(request, path, context, services, types, existing);
  if (policies.length > 0) remarks.policies = policies;
  return answer;
}

function dispatch(
  request: ArmRequest,
  path: TypedPath,
  context: UnitContext,
  services: Services,
  types: TypeTable,
  existing: StoredResource | undefined,
): SimResponse {
  const { method, apiVersion, target } = request;
  if (path.kind === 'collection') {
    if (method !== 'GET') throw notSimulated(`${method} on the collection ${path.type.type}`);
    return new Collections(services, context).list(path.type, path.scope, target, apiVersion);
  }
  const { type } = path;
  const address: ResourceAddress = existing ? path.address : withGroupCase(path.address, services);
  if (path.kind === 'resource' && (method === 'GET' || method === 'HEAD')) {
    const read = { method, apiVersion, query: target.query };
    return readResource(type, address, read, context, services, types, existing);
  }
  const writer = new Writer(services, context, types);
  if (path.kind === 'action') {
    return writer.act(type, address, path.action, method, {
      apiVersion,
      body: readBody(request),
      query: target.query,
      settle: request.settle,
      ifMatch: request.headers.get('if-match') ?? undefined,
    });
  }
  const condition = {
    ifMatch: request.headers.get('if-match') ?? undefined,
    ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
  };
  switch (method) {
    case 'PUT':
    case 'PATCH':
      return writer.write(method, type, address, {
        apiVersion,
        body: readBody(request),
        query: target.query,
        settle: request.settle,
        ...condition,
      });
    case 'DELETE':
      return writer.remove(type, address, { apiVersion, query: target.query, ...condition });
    default:
      throw notSimulated(`${method} on ${type.type}`);
  }
}

/** Refuses what a subscription has not registered the provider of. */
function checkRegistered(
  { type }: ResourceType,
  { subscription: { subscriptionId } }: UnitContext,
  { world }: Services,
): void {
  if (subscriptionId === '') return;
  const namespace = type.split('/')[0] ?? '';
  const state = new Providers(world).state(subscriptionId, namespace);
  if (state !== 'Registered') throw refuse.notRegistered(namespace, state);
}

/** What a condition of the caller's role assignments may look at. */
function attributesOf(
  request: ArmRequest,
  path: TypedPath,
  context: UnitContext,
  { store }: Services,
): Attributes | undefined {
  const { conditionAttributes } = path.type;
  if (!conditionAttributes || path.kind === 'collection') return undefined;
  const body = request.method === 'PUT' ? readBody(request) : {};
  return conditionAttributes(context, body, store.get(path.address.id));
}

/** Policies see a write before the service does. */
function checkPolicies(
  request: ArmRequest,
  path: TypedPath,
  { policies }: Services,
  existing: StoredResource | undefined,
): readonly PolicyMark[] {
  const { method, apiVersion } = request;
  if (path.kind !== 'resource' || (method !== 'PUT' && method !== 'PATCH')) return [];
  if (policies.areNone) return [];
  const { id, type, name } = path.address;
  const content = policyContent(method, readBody(request), existing);
  return policies.check({ id, type, name, apiVersion, content });
}

/** What Azure itself has at the tenant's root is everybody's to read; what is not there is nobody's. */
function isPublicRead(path: TypedPath, method: string, context: UnitContext): boolean {
  if (path.type.isPublic !== true || method !== 'GET') return false;
  if (path.kind === 'collection') return path.scope === '';
  const { address, type } = path;
  return address.scope === '' && type.find?.(context, address) !== undefined;
}
