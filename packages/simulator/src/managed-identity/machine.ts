/** Which identities the machine has that the code under test runs on, and which of them is meant. */
import { systemPrincipalOf } from '../kernel/managed-identity.ts';
import type { Principal } from '../kernel/directory.ts';
import { stringAt } from '../kernel/json.ts';
import { MACHINE, type Machine } from '../kernel/machine.ts';
import type { Services } from '../kernel/services.ts';
import * as refuse from './errors.ts';

/** Who answers: each chooses an identity in its own way. */
export type Source = 'metadata' | 'appService' | 'machineLearning';

/** What a request says of the identity it wants; nothing: whichever is the machine's own. */
export interface Asked {
  readonly clientId?: string;
  readonly objectId?: string;
  readonly resourceId?: string;
}

/** The identities of a machine that exist at this moment. */
export interface MachineIdentities {
  readonly system: Principal | undefined;
  readonly user: readonly Principal[];
}

/** Looks up what the world says the machine has. */
export function identitiesOfMachine({ world, store, directory }: Services): MachineIdentities {
  const machine = world.get<Machine>(MACHINE, MACHINE) ?? {};
  const resource = machine.resourceId === undefined ? undefined : store.get(machine.resourceId);
  const find = (objectId: string | undefined) =>
    objectId === undefined ? undefined : directory.principal(objectId);
  return {
    system: find(systemPrincipalOf(resource)),
    user: (machine.userAssigned ?? []).flatMap(
      (id) => find(stringAt(store.get(id)?.properties, 'principalId')) ?? [],
    ),
  };
}

/** The identity that a request means, or the refusal of its source. */
export function chooseIdentity(
  { system, user }: MachineIdentities,
  asked: Asked,
  source: Source,
): Principal | refuse.MachineError {
  const all = system ? [system, ...user] : user;
  const { clientId, objectId, resourceId } = asked;
  const noneFound = source === 'metadata' ? refuse.identityNotFound() : refuse.unableToLoad();
  if (clientId !== undefined || objectId !== undefined || resourceId !== undefined) {
    const isMeant = (principal: Principal) =>
      same(principal.appId, clientId) &&
      same(principal.objectId, objectId) &&
      same(principal.resourceId, resourceId);
    return all.find(isMeant) ?? noneFound;
  }
  if (system) return system;
  const [only] = user;
  // App Service never takes a user-assigned identity that was not asked for.
  if (source !== 'metadata' || !only) return noneFound;
  return user.length === 1 ? only : refuse.multipleIdentities();
}

const same = (has: string | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || has?.toLowerCase() === wanted.toLowerCase();
