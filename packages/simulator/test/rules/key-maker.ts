/** Whoever makes a key, with what the facts say that it has. */
import { KeyClient } from '@azure/keyvault-keys';
import { setPolicy } from './access.ts';
import { NotPlayable } from './facts-reader.ts';
import { MAKER, type PlayedWorld } from './world-of-facts.ts';

const CRYPTO_OFFICER = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
/** What the first role gives of what the documents name. */
const ALL = ['create', 'get', 'delete', 'purge'];

/** Grants what the facts say to somebody who had nothing; gives the making of a key by it. */
export async function asKeyMaker(world: PlayedWorld): Promise<() => Promise<unknown>> {
  const { sim, clients, facts } = world;
  const [vault] = world.vaults;
  const [maker, ...others] = facts.keyMakers ?? [];
  if (!vault || !maker || others.length > 0) throw new NotPlayable('not exactly one maker of keys');
  const principalId =
    sim.principals.find(({ displayName }) => displayName === MAKER)?.objectId ?? '';
  const { roleAssignments } = clients.authorization(vault.subscriptionId);
  const assign = async (role: string): Promise<void> => {
    await roleAssignments.create(vault.id, crypto.randomUUID(), {
      roleDefinitionId: `/subscriptions/${vault.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId,
      principalType: 'ServicePrincipal',
    });
  };
  if (maker.isContributor === true) await assign(CONTRIBUTOR);
  if (vault.accessModel === 'accessPolicies') {
    await setPolicy(world, vault, principalId, maker.granted);
  } else if (ALL.every((permission) => maker.granted.some((granted) => granted === permission))) {
    await assign(CRYPTO_OFFICER);
  } else if (maker.granted.length > 0) {
    throw new NotPlayable(`no built-in role gives exactly ${maker.granted.join(', ')}`);
  }
  await sim.clock.advance({ minutes: 10 });
  const client = new KeyClient(`https://${vault.name}.vault.azure.net`, sim.credential(MAKER), {
    ...sim.clientOptions('vault'),
    httpClient: clients.recorder,
  });
  return () => client.createRsaKey('made', { keySize: 3072 });
}
