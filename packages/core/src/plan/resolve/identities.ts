import type { IdentityRef } from '../../spec/types.ts';
import type { Described, Principal } from './description.ts';
import { createRegistry, type Home, homeId } from './registry.ts';

/** The user-assigned identities of a plan, each once. */
export interface Identities {
  readonly add: (ref: IdentityRef) => Described;
  readonly all: () => readonly Described[];
}

/** Collects the user-assigned identities of a plan. */
export function createIdentities(home: Home): Identities {
  const registry = createRegistry<Described>('identity');
  return {
    all: () => registry.all(),
    add(ref) {
      const create = 'create' in ref;
      const id = create
        ? homeId(home, 'Microsoft.ManagedIdentity/userAssignedIdentities', ref.create.name)
        : ref.existing;
      return registry.add(id, (entry) => ({ ...entry, create }));
    },
  };
}

/** The principal behind a user-assigned identity. */
export function identityPrincipal(identity: Described): Principal {
  return {
    id: { from: identity.stepId, output: 'principalId' },
    title: `user-assigned identity ${identity.name}`,
    type: 'ServicePrincipal',
  };
}
