/** The passwords of a container registry's admin user, which other services keep copies of. */
import { objectAt, stringAt } from './json.ts';
import type { StoredResource } from './resource.ts';
import type { UnitContext } from './resource-type.ts';

/** Names of the two passwords. */
export const REGISTRY_PASSWORDS = ['password', 'password2'] as const;

/** Both of them: the same until one is regenerated. They open nothing. */
export function registryPasswords(
  context: UnitContext,
  { id, hidden }: StoredResource,
): { readonly name: string; readonly value: string }[] {
  const regenerated = objectAt(hidden, 'passwords');
  return REGISTRY_PASSWORDS.map((name) => ({
    name,
    value: `sim-${stringAt(regenerated, name) ?? context.namedGuid(id, name)}`,
  }));
}
