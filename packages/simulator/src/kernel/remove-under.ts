/** Empties a resource group, as its deletion does. */
import { applyEffects, removeResource } from './effects.ts';
import { Refusal } from './errors.ts';
import { resourceGroupDeletionBlocked } from './gateway-errors.ts';
import { systemPrincipalOf } from './managed-identity.ts';
import { parseArmPath, type TypeTable } from './path.ts';
import type { UnitContext } from './resource-type.ts';
import type { StoredResource } from './resource.ts';
import type { Services } from './services.ts';

/**
 * Removes everything under a scope: nested resources before their parents, what manages others before those, each as its
 * own type removes. What is refused is tried again once others are gone; the rest is refused when nothing goes any more.
 */
export function removeUnder(
  scope: string,
  context: UnitContext,
  services: Services,
  types: TypeTable,
): void {
  let open = inOrder(services.store.under(scope));
  while (open.length > 0) {
    const refused: { readonly resource: StoredResource; readonly refusal: Refusal }[] = [];
    for (const resource of open) {
      const existing = services.store.peek(resource.id);
      if (!existing) continue;
      if (existing.sealed) {
        removeSealed(existing, services);
        continue;
      }
      try {
        removeOne(existing, context, services, types);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused.push({ resource, refusal: error });
      }
    }
    if (refused.length === open.length) {
      throw resourceGroupDeletionBlocked(scope, refused, context.correlationId);
    }
    open = refused.map(({ resource }) => resource);
  }
}

/** Deeper ones first, and of those managers before what they manage. */
function inOrder(resources: readonly StoredResource[]): StoredResource[] {
  const managers = new Set(resources.map(({ managedBy }) => managedBy?.toLowerCase()));
  const depth = ({ id }: StoredResource): number => id.split('/').length;
  const isManager = ({ id }: StoredResource): number => (managers.has(id.toLowerCase()) ? 1 : 0);
  return resources.toSorted(
    (one, other) => depth(other) - depth(one) || isManager(other) - isManager(one),
  );
}

/** What cannot be decrypted goes unread, and with it the identity that is told outside. */
function removeSealed(existing: StoredResource, services: Services): void {
  const principal = systemPrincipalOf(existing);
  if (principal !== undefined) services.directory.removePrincipal(principal);
  removeResource(existing.id, services);
}

function removeOne(
  existing: StoredResource,
  context: UnitContext,
  services: Services,
  types: TypeTable,
): void {
  const path = parseArmPath(existing.id.split('/').slice(1), types);
  const found = path.kind === 'resource' ? path : undefined;
  const answer = found?.type.remove?.(context, {
    address: found.address,
    apiVersion: found.type.apiVersions.at(-1) ?? '',
    existing,
    query: new Map(),
    goesWithParent: found.address.parentId !== '',
  });
  applyEffects(answer?.effects, services);
  if (answer && 'operation' in answer) {
    const end = found?.type.operations?.[answer.operation.handler]?.(context, {
      id: '',
      handler: answer.operation.handler,
      resourceId: existing.id,
      input: answer.operation.input ?? {},
      answers: [],
      resource: answer.pending ?? existing,
    });
    applyEffects(end?.effects, services);
  }
  removeResource(existing.id, services);
}
