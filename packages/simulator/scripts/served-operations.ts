/** Whether the simulator has a handler for an operation, by its own routes. */
import { providers } from '../src/arm/registry.gen.ts';
import { vaultOperations } from '../src/data-plane/keyvault/operations.ts';
import { matchTemplate, parseArmPath, readTemplate, segmentsOf } from '../src/kernel/path.ts';
import { ProvidedTypes } from '../src/kernel/type-table.ts';

/** A method and a path with parameters in braces, as clients and published documents write them. */
export interface OperationPath {
  readonly method: string;
  readonly path: string;
}

/** A path that is an id and no more. */
export const IS_ID: RegExp = /^\/\{\w+\}$/;

/** An operation by method and path, whatever its parameters are called, unless the path is a parameter and no more. */
export const operationKey = ({ method, path }: OperationPath): string =>
  `${method} ${IS_ID.test(path) ? path : path.replaceAll(/\{[^}]*\}/g, '{}')}`.toLowerCase();

/** A resource of whatever type: served as far as its type is. One that has every handler stands for all. */
const ANY_RESOURCE =
  /\/\{resourceProviderNamespace\}\/\{\+?parentResourcePath\}\/\{\+?resourceType\}\/\{resourceName\}$/;

const types = new ProvidedTypes(providers);
const routes = providers.flatMap((provider) => provider.units().routes);
const SUBSCRIPTION = '/subscriptions/00000000-0000-4000-8000-000000000000';

/** Whether an operation has a handler; what of it is not simulated is refused by name all the same. */
export function isServed(operation: OperationPath): boolean {
  return operation.path.startsWith('/subscriptions') ||
    operation.path.startsWith('/providers') ||
    operation.path.startsWith('/{')
    ? isServedByResourceManager(operation)
    : isServedByVaults(operation);
}

/** The same, of the data plane of vaults. */
export function isServedByVaults({ method, path }: OperationPath): boolean {
  const words = path
    .replace(/^\{[^}]*\}/, '')
    .split('/')
    .slice(1);
  return vaultOperations.some((operation) => {
    const parts = operation.path.split('/').slice(1);
    return (
      operation.handle !== undefined &&
      operation.method === method &&
      parts.length === words.length &&
      parts.every(
        (part, at) =>
          part.startsWith('{') === (words[at] ?? '').startsWith('{') &&
          (part.startsWith('{') || part.toLowerCase() === words[at]?.toLowerCase()),
      )
    );
  });
}

function isServedByResourceManager({ method, path }: OperationPath): boolean {
  const filled = path
    .replace(ANY_RESOURCE, '/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}')
    // Each type of record is a type of resource.
    .replace('/{recordType}', '/A')
    // `/{roleAssignmentId}` is the id of a role assignment.
    .replace('/{roleId}', '/{roleDefinitionId}')
    .replace(
      /^\/\{(?!resource)(\w+)Id\}$/,
      `${SUBSCRIPTION}/providers/Microsoft.Authorization/$1s/name`,
    )
    .replace(/^\/\{[^}]+\}(?=\/|$)/, `${SUBSCRIPTION}/resourceGroups/group`)
    .replace('/subscriptions/{subscriptionId}', SUBSCRIPTION)
    .replaceAll(/\{[^}]+\}/g, 'name');
  const segments = segmentsOf(filled);
  const hasRoute = routes.some(
    (route) =>
      route.method === method && matchTemplate(readTemplate(segmentsOf(route.path)), segments),
  );
  if (hasRoute) return true;
  const meant = parseArmPath(segments, types);
  if (meant.kind !== 'other' && meant.kind !== 'unknownType') {
    const scope = meant.kind === 'collection' ? meant.scope : meant.address.scope;
    if (meant.type.unservedAt?.(scope) !== undefined) return false;
  }
  switch (meant.kind) {
    case 'collection':
      return method === 'GET';
    case 'action':
      return Object.keys(meant.type.actions ?? {}).some((key) => {
        const [verb, template = ''] = key.split(' ');
        const form = readTemplate(template.split('/'));
        return verb === method && matchTemplate(form, meant.action.split('/'));
      });
    case 'resource': {
      const { put, patch, remove } = meant.type;
      const handlers = { PUT: put, PATCH: patch, DELETE: remove };
      return method === 'GET' || method === 'HEAD' || Boolean(handlers[method as 'PUT']);
    }
    default:
      return false;
  }
}
