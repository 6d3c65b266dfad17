import type { World } from './world.ts';

/** Registration states of a resource provider. */
export type RegistrationState =
  'NotRegistered' | 'Registering' | 'Registered' | 'Unregistering' | 'Unregistered';

const PROVIDERS = 'providers';

/** Namespaces that every subscription has from its start. */
const ALWAYS_REGISTERED: ReadonlySet<string> = new Set([
  'microsoft.resources',
  'microsoft.authorization',
  'microsoft.features',
]);

/** Which providers each subscription has registered. */
export class Providers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  state(subscriptionId: string, namespace: string): RegistrationState {
    if (ALWAYS_REGISTERED.has(namespace.toLowerCase())) return 'Registered';
    return (
      this.#world.get<RegistrationState>(PROVIDERS, providerKey(subscriptionId, namespace)) ??
      'NotRegistered'
    );
  }

  set(subscriptionId: string, namespace: string, state: RegistrationState): void {
    this.#world.set(PROVIDERS, providerKey(subscriptionId, namespace), state);
  }
}

/** Name of the table, for units that change a registration through effects. */
export const PROVIDERS_TABLE: string = PROVIDERS;

/** Key into {@link PROVIDERS_TABLE}. */
export function providerKey(subscriptionId: string, namespace: string): string {
  return `${subscriptionId}|${namespace}`.toLowerCase();
}
