/** Who may make what the chain is made of: the managed resource group (CMK-024), and keys (CMK-008). */
import type { ChainFacts, KeyMakerFacts } from '../rules/index.ts';
import { firstParty } from './consumers.ts';
import type { VaultGrants } from './key-use.ts';
import type { KeyUse } from './posture.ts';
import type { Reader } from './reader.ts';
import { allowsAction, allowsDataAction, readRoles } from './roles.ts';

const GROUP_WRITE = 'Microsoft.Resources/subscriptions/resourceGroups/write';
const VAULT_WRITE = 'Microsoft.KeyVault/vaults/write';

const KEY_ACTIONS: Readonly<Record<KeyMakerFacts['granted'][number], string>> = {
  create: 'Microsoft.KeyVault/vaults/keys/create/action',
  get: 'Microsoft.KeyVault/vaults/keys/read',
  delete: 'Microsoft.KeyVault/vaults/keys/delete',
  purge: 'Microsoft.KeyVault/vaults/keys/purge/action',
};
const PERMISSIONS = Object.keys(KEY_ACTIONS) as (keyof typeof KEY_ACTIONS)[];

/** What is known already when makers are looked for. */
export interface MakersQuery {
  readonly subscriptionId: string;
  /** Whether a managed resource group is made. */
  readonly makesGroup: boolean;
  readonly vault?: VaultGrants;
  readonly keyUse: readonly KeyUse[];
}

/** The facts; what could not be read is left out. */
export async function makersOf(
  reader: Reader,
  query: MakersQuery,
): Promise<Pick<ChainFacts, 'groupMaker' | 'keyMakers'>> {
  const [groupMaker, keyMaker] = await Promise.all([
    groupMakerOf(reader, query),
    keyMakerOf(reader, query),
  ]);
  return {
    ...(groupMaker === undefined ? {} : { groupMaker }),
    ...(keyMaker === undefined ? {} : { keyMakers: [keyMaker] }),
  };
}

/** Roles count that the service principal has by its groups too: Azure resolves them. */
async function groupMakerOf(
  reader: Reader,
  { makesGroup, subscriptionId }: MakersQuery,
): Promise<ChainFacts['groupMaker']> {
  if (!makesGroup) return undefined;
  const principal = await firstParty(reader, 'machineLearning', undefined);
  if (!principal.ok) return principal.isMissing ? { mayCreate: false } : undefined;
  const roles = await readRoles(reader, {
    scope: `/subscriptions/${subscriptionId}`,
    assignedTo: principal.value,
  });
  if (!roles.ok) return undefined;
  return {
    principalId: principal.value,
    mayCreate: roles.value.some((role) => allowsAction(role, GROUP_WRITE)),
  };
}

/** The user-assigned identity of the workspace, of which some editions want that it may make keys. */
async function keyMakerOf(
  reader: Reader,
  { vault: grants, keyUse }: MakersQuery,
): Promise<KeyMakerFacts | undefined> {
  const principalId = keyUse.find(
    ({ consumer }) => consumer === 'workspaceEncryptionIdentity',
  )?.principalId;
  const vault = grants?.vault;
  if (principalId === undefined || vault?.id === undefined) return undefined;
  const roles = await readRoles(reader, { scope: vault.id, assignedTo: principalId });
  if (!roles.ok) return undefined;
  const isByRole = vault.properties.enableRbacAuthorization === true;
  const policy = (vault.properties.accessPolicies ?? [])
    .filter(({ objectId }) => objectId.toLowerCase() === principalId.toLowerCase())
    .flatMap(({ permissions }) => (permissions.keys ?? []).map((each) => each.toLowerCase()));
  const may = (permission: KeyMakerFacts['granted'][number]): boolean =>
    isByRole
      ? roles.value.some((role) => allowsDataAction(role, KEY_ACTIONS[permission]))
      : policy.includes(permission) || policy.includes('all');
  return {
    who: 'workspaceIdentity',
    granted: PERMISSIONS.filter(may),
    isContributor: roles.value.some((role) => allowsAction(role, VAULT_WRITE)),
  };
}
