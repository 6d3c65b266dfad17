/** What a managed virtual network asks of what runs in it, documented without words. */
import { isObject, type JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { isEmpty } from './bad-request.ts';
import { badChild, workspaceOf } from './child-model.ts';
import { isolationOf, isProvisioned, networkOwner } from './workspace-network.ts';

/** A compute that is to be in the network of a workspace. */
interface NewCompute {
  readonly kind: string;
  readonly isAttached: boolean;
  readonly location: string;
  /** `properties.properties` as they were read. */
  readonly given: JsonObject;
}

/** Refuses a compute that cannot be in a managed virtual network, where the workspace has one. */
export function checkFitsNetwork(
  context: UnitContext,
  workspace: StoredResource,
  { kind, isAttached, location, given }: NewCompute,
): void {
  if (isolationOf(networkOwner(context, workspace)) === 'Disabled') return;
  const where = `the workspace '${workspace.name}' has a managed virtual network`;
  if (isAttached && kind !== 'DataFactory') {
    throw badChild(`${where}, in which no compute of the type ${kind} can be`);
  }
  const { subnet } = given;
  if (isObject(subnet) && !isEmpty(subnet['id'])) {
    throw badChild(`${where}: its computes cannot be in another subnet`);
  }
  if (kind === 'AmlCompute' && location !== workspace.location) {
    throw badChild(
      `${where}: a cluster must be in ${workspace.location ?? ''} too, and cannot be in ${location}`,
    );
  }
}

/** Refuses a managed deployment before the network that it is to be in is there. */
export function checkNetworkIsThere(context: UnitContext, childId: string): void {
  const owner = networkOwner(context, workspaceOf(context, childId));
  if (isolationOf(owner) === 'Disabled' || isProvisioned(owner)) return;
  throw badChild(
    `the managed virtual network of the workspace '${owner.name}' is not provisioned: provision it, or make a compute instance first`,
  );
}
