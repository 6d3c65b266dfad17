/** Who may use a chain's keys: by access policies or role assignments, as its vaults go. */
import type { GrantFacts, KeyConsumer, KeyPermission } from '@azureml-cmk/core/rules';
import { requiredKeyPermissions } from '@azureml-cmk/core/rules';
import { NotPlayable } from './facts-reader.ts';
import { type MadeVault, ownersPolicy, type PlayedWorld } from './world-of-facts.ts';

const CRYPTO_SERVICE_ENCRYPTION_USER = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';
const CONTAINER_INSTANCE_APP_ID = '6bb8e274-af5d-4df2-98a3-4fd78b4cafd9';
/** What the role above gives. */
const ALL: readonly KeyPermission[] = ['get', 'wrapKey', 'unwrapKey'];

/** Who uses the key of what is played. */
export interface KeyUser {
  readonly consumer: KeyConsumer;
  readonly principalId: string;
}

/** The object id of a first-party service principal in the chain's tenant. */
export function firstParty(world: PlayedWorld, consumer: KeyConsumer): string {
  const { sim, facts } = world;
  const appIds =
    consumer === 'cosmosDb' ? facts.cosmosDbApplicationIds : [CONTAINER_INSTANCE_APP_ID];
  const found = sim.principals.find(
    ({ appId, tenantId }) =>
      tenantId === sim.tenantId && appId !== undefined && appIds.includes(appId),
  );
  if (!found) throw new NotPlayable(`no service principal for ${consumer}`);
  return found.objectId;
}

/** A user-assigned identity, made under the id that the facts give it. */
export async function makeIdentity(
  world: PlayedWorld,
  id: string,
): Promise<KeyUser['principalId']> {
  const [, , subscriptionId = '', , group = ''] = id.split('/');
  const { principalId = '' } = await world.clients
    .identities(subscriptionId)
    .userAssignedIdentities.createOrUpdate(group, id.split('/').pop() ?? '', {
      location: world.location,
    });
  return principalId;
}

/** The id of an identity that the facts only imply. */
export function impliedIdentity({ subscriptionId, group }: PlayedWorld, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

/** All that is needed, so that what must stand before can be made. */
export async function letUse(world: PlayedWorld, user: KeyUser): Promise<void> {
  await letDo(world, user.principalId, ALL);
}

/** As the facts say. Who is not in them may do what it needs. */
export async function settleAccess(world: PlayedWorld, user: KeyUser): Promise<void> {
  const { facts, options } = world;
  const entry = facts.keyAccess?.find(({ consumer }) => consumer === user.consumer);
  const byGrants = options.accessBy === 'grants';
  const granted = entry?.granted ?? requiredKeyPermissions[user.consumer];
  const isSame = granted.length === ALL.length || !entry;
  if (byGrants || !isSame) await letDo(world, user.principalId, byGrants ? [] : granted);
  for (const grant of facts.grants ?? []) {
    const isUsers = facts.keyAccess?.some(({ principalId }) => principalId === grant.principalId);
    if (!isUsers) await write(world, grant, grant.principalId);
    else if (byGrants) await write(world, grant, user.principalId);
  }
}

/** Replaces what a principal may do in every vault. */
async function letDo(
  world: PlayedWorld,
  principalId: string,
  permissions: readonly KeyPermission[],
): Promise<void> {
  for (const vault of world.vaults) {
    if (vault.accessModel === 'accessPolicies') {
      await setPolicy(world, vault, principalId, permissions);
    } else if (permissions.length === 0) {
      await unassign(world, vault, principalId);
    } else if (ALL.every((permission) => permissions.includes(permission))) {
      await assign(world, vault, principalId);
    } else {
      throw new NotPlayable(`no built-in role gives exactly ${permissions.join(', ')}`);
    }
  }
}

/** A grant as it was written, to whomever. */
async function write(
  world: PlayedWorld,
  { permissions, via }: GrantFacts,
  principalId: string,
): Promise<void> {
  for (const vault of world.vaults) {
    if (via === 'role') await assign(world, vault, principalId);
    else await setPolicy(world, vault, principalId, permissions);
  }
}

export async function setPolicy(
  { sim, clients }: PlayedWorld,
  { subscriptionId, group, name }: MadeVault,
  objectId: string,
  keys: readonly string[],
): Promise<void> {
  const { vaults } = clients.vaults(subscriptionId);
  const { properties } = await vaults.get(group, name);
  const others = (properties.accessPolicies ?? []).filter((policy) => policy.objectId !== objectId);
  const own = { tenantId: sim.tenantId, objectId, permissions: { keys: [...keys] } };
  await vaults.update(group, name, {
    properties: { accessPolicies: keys.length === 0 ? others : [...others, own] },
  });
}

async function assign(
  world: PlayedWorld,
  { id, subscriptionId }: MadeVault,
  principalId: string,
): Promise<void> {
  await world.clients
    .authorization(subscriptionId)
    .roleAssignments.create(id, crypto.randomUUID(), {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${CRYPTO_SERVICE_ENCRYPTION_USER}`,
      principalId,
      principalType: 'ServicePrincipal',
    });
  await spread(world);
}

async function unassign(
  world: PlayedWorld,
  { id, subscriptionId }: MadeVault,
  principalId: string,
): Promise<void> {
  const { roleAssignments } = world.clients.authorization(subscriptionId);
  const filter = `principalId eq '${principalId}'`;
  for await (const { name = '', scope } of roleAssignments.listForScope(id, { filter })) {
    if (scope?.toLowerCase() === id.toLowerCase()) await roleAssignments.delete(id, name);
  }
  await spread(world);
}

/** Grants take minutes to count everywhere. */
async function spread({ sim }: PlayedWorld): Promise<void> {
  await sim.clock.advance({ minutes: 10 });
}

/** Moves a vault to the tenant that the facts give it, as a subscription that moved is mended. */
export async function settleTenant(world: PlayedWorld): Promise<void> {
  const { sim, facts, clients } = world;
  const tenantId = facts.vault?.state?.tenantId;
  if (tenantId === undefined || tenantId === sim.tenantId) return;
  const vault = world.vaults.find(({ id }) => id.toLowerCase() === facts.vault?.id.toLowerCase());
  if (!vault) return;
  const accessPolicies = vault.accessModel === 'rbac' ? [] : [{ ...ownersPolicy(sim), tenantId }];
  await clients
    .vaults(vault.subscriptionId)
    .vaults.update(vault.group, vault.name, { properties: { tenantId, accessPolicies } });
}

/** Switches a key off and gives it its dates, as the facts say. */
export async function settleKey(world: PlayedWorld, url: string): Promise<void> {
  const { enabled, notBefore, expires } = world.facts.key?.state ?? {};
  const [, vaultName = '', name = '', version = ''] =
    /^https:\/\/([^.]+)[^/]*\/keys\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  if (version === '' || (enabled !== false && notBefore === undefined && expires === undefined)) {
    return;
  }
  await world.clients.keys(vaultName).updateKeyProperties(name, version, {
    ...(enabled === undefined ? {} : { enabled }),
    ...(notBefore === undefined ? {} : { notBefore: new Date(notBefore) }),
    ...(expires === undefined ? {} : { expiresOn: new Date(expires) }),
  });
}
