/** A simulator in which a chain's facts are so: subscriptions, vaults and keys, made by the real clients. */
import type { ChainFacts, Edition, KeyState } from '@azureml-cmk/core/rules';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts';
import { type Clients, clientsOf, FAST } from './clients.ts';
import {
  keyNamed,
  keysOf,
  keyText,
  type NamedKey,
  type NamedVault,
  NotPlayable,
  subscriptionsOf,
  vaultIdParts,
  vaultsOf,
} from './facts-reader.ts';

/** Facts hold at an instant; what they need is made before it. */
const BEFORE_MS = 2 * 24 * 60 * 60_000;
const DEFAULT_LOCATION = 'westeurope';
/** The last api-version in which a vault could be made without soft delete. */
const BEFORE_SOFT_DELETE = '2019-09-01';
const OWNER = 'owner';
/** Somebody without any role. */
export const MAKER = 'maker';

/** How a chain is played. */
export interface PlayOptions {
  readonly edition: Edition;
  readonly latency: NonNullable<SimulatorOptions['latency']>;
  /** Who may use the key: as `keyAccess` says, or only who `grants` names. Default `keyAccess`. */
  readonly accessBy?: 'keyAccess' | 'grants';
}

/** A vault that was made. */
export interface MadeVault {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly group: string;
  readonly accessModel: 'accessPolicies' | 'rbac';
}

/** A simulator and what stands in it. */
export interface PlayedWorld {
  readonly sim: Simulator;
  readonly clients: Clients;
  readonly facts: ChainFacts;
  readonly options: PlayOptions;
  readonly subscriptionId: string;
  readonly group: string;
  readonly location: string;
  readonly vaults: MadeVault[];
  /** Versioned URLs of the keys that were made, by the text of how the facts name them. */
  readonly keys: Map<string, string>;
}

/** Makes the vaults and keys as they are before anything is wrong that can go wrong later. */
export async function worldOfFacts(facts: ChainFacts, options: PlayOptions): Promise<PlayedWorld> {
  if (facts.cloud !== 'public') throw new NotPlayable(`the chain is in the cloud ${facts.cloud}`);
  const vaults = vaultsOf(facts);
  const subscriptions = subscriptionsOf(facts);
  const sim = createSimulator({
    now: Date.parse(facts.asOf) - BEFORE_MS,
    edition: options.edition,
    latency: options.latency,
    world: {
      tenants: [...tenantsOf(facts)].map((tenantId) => ({ tenantId })),
      subscriptions: subscriptions.map((subscriptionId) => ({
        subscriptionId,
        ...(facts.registeredProviders ? { providers: facts.registeredProviders } : {}),
      })),
      principals: [
        {
          name: OWNER,
          roles: subscriptions.flatMap((id) =>
            ['Owner', 'Key Vault Crypto Officer'].map((role) => ({
              role,
              scope: `/subscriptions/${id}`,
            })),
          ),
        },
        { name: MAKER, roles: [] },
      ],
    },
  });
  const parts = vaultIdParts(vaults[0]?.id ?? '');
  const world: PlayedWorld = {
    sim,
    clients: clientsOf(sim),
    facts,
    options,
    subscriptionId: facts.workspace?.subscriptionId ?? subscriptions[0] ?? sim.subscriptionId,
    group: parts?.group ?? 'rg-ml',
    location: facts.workspace?.location ?? DEFAULT_LOCATION,
    vaults: [],
    keys: new Map(),
  };
  for (const id of subscriptions) {
    const { resourceGroups } = world.clients.resources(id);
    await resourceGroups.createOrUpdate(world.group, { location: DEFAULT_LOCATION });
  }
  for (const vault of vaults) await makeVault(world, vault);
  for (const key of keysOf(facts)) await makeKey(world, key);
  return world;
}

function tenantsOf({ tenantId, vault }: ChainFacts): Set<string> {
  return new Set([tenantId, vault?.state?.tenantId].filter((id) => id !== undefined));
}

/** A vault of the chain's own tenant; moving it to another one is for later. */
export async function makeVault(world: PlayedWorld, vault: NamedVault): Promise<void> {
  const { sim, clients } = world;
  const parts = vaultIdParts(vault.id);
  if (!parts) throw new NotPlayable(`'${vault.id}' is not the id of a vault`);
  const main = world.facts.vault?.state;
  const { state } = vault;
  const accessModel = (state ?? main)?.accessModel ?? 'rbac';
  const isPurgeProtected = state ? state.purgeProtection === true : true;
  const body = {
    location: state?.location ?? world.location,
    properties: {
      tenantId: sim.tenantId,
      sku: { family: 'A', name: 'premium' },
      accessPolicies: accessModel === 'rbac' ? [] : [ownersPolicy(sim)],
      ...(isPurgeProtected ? { enablePurgeProtection: true } : {}),
      ...(state?.softDelete === undefined ? {} : { enableSoftDelete: state.softDelete }),
      ...(state?.retentionDays === undefined || state.softDelete === false
        ? {}
        : { softDeleteRetentionInDays: state.retentionDays }),
    },
  } as const;
  const enableRbacAuthorization = accessModel === 'rbac';
  const management = clients.vaults(parts.subscriptionId).vaults;
  if (state?.softDelete === false) {
    const { resources } = clients.resources(parts.subscriptionId);
    await resources.createOrUpdateById(vault.id, BEFORE_SOFT_DELETE, body, FAST);
    await management.update(parts.group, parts.name, { properties: { enableRbacAuthorization } });
  } else {
    await management.createOrUpdate(
      parts.group,
      parts.name,
      { ...body, properties: { ...body.properties, enableRbacAuthorization } },
      FAST,
    );
  }
  world.vaults.push({ ...parts, id: vault.id, accessModel });
}

/** What the owner may do in a vault that goes by access policies. */
export function ownersPolicy(sim: Simulator): {
  tenantId: string;
  objectId: string;
  permissions: { keys: string[] };
} {
  const owner = sim.principals.find(({ displayName }) => displayName === OWNER);
  return {
    tenantId: sim.tenantId,
    objectId: owner?.objectId ?? '',
    permissions: { keys: ['all'] },
  };
}

/** A key of the type and size asked for, usable as long as nobody changes that. */
export async function makeKey(world: PlayedWorld, key: NamedKey): Promise<string> {
  if (!world.vaults.some(({ name }) => name.toLowerCase() === key.vaultName)) return '';
  const client = world.clients.keys(key.vaultName);
  const { type, sizeBits }: KeyState = key.state ?? { type: 'RSA', sizeBits: 3072 };
  const hsm = type.endsWith('-HSM');
  const kind = type.replace('-HSM', '');
  try {
    const made =
      kind === 'RSA'
        ? await client.createRsaKey(key.name, {
            hsm,
            ...(sizeBits === undefined ? {} : { keySize: sizeBits }),
          })
        : kind === 'EC'
          ? await client.createEcKey(key.name, { hsm })
          : await client.createOctKey(key.name, { hsm });
    const id = made.id ?? '';
    world.keys.set(keyText(key), id);
    return id;
  } catch (error) {
    throw new NotPlayable(`a key of the type ${type}: ${String(error)}`, { cause: error });
  }
}

/** The URL that stands in this world for one in the facts; `pinned` gives a versionless one its version. */
export function actualKeyUrl(world: PlayedWorld, url: string, pinned = false): string {
  const named = keyNamed(url);
  const made = named && world.keys.get(keyText(named));
  return made !== undefined && (named?.version !== undefined || pinned) ? made : url;
}
