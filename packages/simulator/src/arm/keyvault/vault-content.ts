/** What `vaults/keys` and `vaults/secrets` share: neither is stored as a resource, the vault holds it. */
import { Refusal } from '../../kernel/errors.ts';
import { parentNotFound } from '../../kernel/gateway-errors.ts';
import type { Json } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { relayed } from './vault-errors.ts';

export function vaultAt(context: UnitContext, id: string): StoredResource {
  const vault = context.resource(id);
  if (!vault) throw parentNotFound(id.split('/').pop() ?? '');
  return vault;
}

/** What the data plane refuses is told by the management plane. */
export function relayedFrom<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof Refusal && error.data.status !== 501 ? relayed(error) : error;
  }
}

export const presentContent = ({
  id,
  name,
  type,
  location,
  tags,
  properties,
}: StoredResource): Json => ({
  id,
  name,
  type,
  location,
  ...(tags === undefined ? {} : { tags }),
  properties,
});

/** The name that an id ends with. */
export const nameIn = (id: string | undefined): string | undefined => id?.split('/').pop();
