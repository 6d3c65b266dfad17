/** Moving resources to another group: they keep what they are, under another id. Each type says what else changes. */
import { applyEffects } from './effects.ts';
import { notSimulated } from './errors.ts';
import { notRegistered, resourceNotFound } from './gateway-errors.ts';
import { checkLocks } from './locks.ts';
import type { TypeTable } from './path.ts';
import { Providers } from './providers.ts';
import type { StoredResource } from './resource.ts';
import type { Effects, MovePlan, UnitContext } from './resource-type.ts';
import type { Services } from './services.ts';

/** Moves all of it, or throws the refusal of the first that cannot be moved and moves nothing. */
export function moveResources(
  { ids, toGroup, isTrial }: MovePlan,
  context: UnitContext,
  services: Services,
  types: TypeTable,
): void {
  const moves = ids.map((id) => oneMove(id, toGroup, context, services, types));
  if (isTrial) return;
  for (const effects of moves.flat()) applyEffects(effects, services);
}

function oneMove(
  id: string,
  toGroup: string,
  context: UnitContext,
  services: Services,
  types: TypeTable,
): Effects[] {
  const from = services.store.get(id);
  const [namespace = '', ...names] = (id.split('/providers/')[1] ?? '').split('/');
  if (!from) {
    const type = `${namespace}/${names[0] ?? ''}`;
    throw resourceNotFound(type, names.slice(1), id.split('/')[4] ?? '');
  }
  const type = types.get(from.type.toLowerCase());
  if (!type?.move) throw notSimulated(`moving a resource of the type ${from.type}`);
  checkLocks(services.world, services.store, toGroup, 'write');
  const targetSubscription = toGroup.split('/')[2] ?? '';
  const state = new Providers(services.world).state(targetSubscription, namespace);
  if (state !== 'Registered') throw notRegistered(namespace, state);
  const to: StoredResource = {
    ...from,
    id: `${toGroup}/providers/${from.type.split('/')[0]}/${from.type.split('/')[1]}/${from.name}`,
  };
  return [
    // Documented: an assignment on a resource that moves does not move; it has to be made again.
    { put: [to], remove: [from.id] },
    type.move(context, { from, to }),
  ];
}
