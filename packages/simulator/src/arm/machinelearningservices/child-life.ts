/** What becomes of what lies in a workspace when that is deleted. */
import { systemPrincipalsOf } from '../../kernel/managed-identity.ts';
import type { Effects, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { isChildType } from './child-model.ts';
import { COMPUTES } from './compute-model.ts';

/** Everything of the service that lies in a workspace, as it is stored: encrypted when its key is a customer's. */
export function childrenOf(context: UnitContext, workspaceId: string): StoredResource[] {
  return context.atRest(workspaceId).filter(({ type }) => isChildType(type));
}

/** Computes and endpoints are gone even after a soft delete; assets, datastores and jobs come back with the workspace. */
export function isKept({ type }: StoredResource): boolean {
  return type !== COMPUTES && !/\/(?:online|batch)Endpoints(?:\/|$)/.test(type);
}

/** They go, and with them the principals behind their identities. */
export function removeChildren(children: readonly StoredResource[]): Effects {
  return {
    remove: children.map(({ id }) => id),
    removePrincipals: children.flatMap(systemPrincipalsOf),
  };
}
