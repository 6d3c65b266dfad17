import { parseArmId, sameId } from '../azure/arm-id.ts';
import { findServicePrincipal } from '../azure/graph.ts';
import { parseKeyIdentifier } from '../azure/key-identifier.ts';
import type { FirstPartyApplication } from '../azure/clouds.ts';
import { storeTypes } from '../plan/stores.ts';
import type { CmkSpec } from '../spec/types.ts';
import { type Consumer } from './key-use.ts';
import type { Targets } from './items/read-targets.ts';
import { containerGroupKey, diskEncryptionSetKey } from './items/targets.ts';
import { managedDiskUse } from './items/databricks.ts';
import { shownKeys } from './items/shown-key.ts';
import { shownStores, type StoreReading } from './items/stores.ts';
import { at, type Json, type Reader, type Reading, textAt } from './reader.ts';

/** Object id of a Microsoft application: the description's, else from Microsoft Graph. */
export async function firstParty(
  reader: Reader,
  application: FirstPartyApplication,
  given: string | undefined,
): Promise<Reading<string>> {
  const request = `servicePrincipals of ${application}`;
  if (given !== undefined) return { ok: true, request, value: given };
  const { settings } = reader.clients;
  const applicationId = settings.cloud.applications[application];
  if (applicationId === undefined) {
    return {
      ok: false,
      request,
      reason: 'Its application id in this cloud is published nowhere.',
      isMissing: false,
    };
  }
  const found = await reader.read(`GET ${settings.cloud.graph}/v1.0/${request}`, 'principal', () =>
    findServicePrincipal(settings, applicationId, reader.signal),
  );
  if (!found.ok) return found;
  return found.value === undefined
    ? { ok: false, request, reason: 'The tenant has no such service principal.', isMissing: true }
    : { ok: true, request, value: found.value };
}

/** Object id of a user-assigned identity. */
async function identity(reader: Reader, id: string): Promise<Reading<string>> {
  const parsed = parseArmId(id);
  const request = `GET ${id}`;
  const found = await reader.read(request, 'identity', async () => {
    const client = await reader.clients.identities(parsed?.subscriptionId);
    const options = { abortSignal: reader.signal };
    const answer = await client.userAssignedIdentities.get(
      parsed?.resourceGroup ?? '',
      parsed?.name ?? '',
      options,
    );
    return answer.principalId ?? '';
  });
  return found.ok && found.value === ''
    ? { ok: false, request, reason: 'The identity has no principal.', isMissing: true }
    : found;
}

/** The ARM id of the vault that a key is in: one of those that are known, by its name. */
function vaultOf(
  keyIdentifier: string,
  known: readonly (string | undefined)[],
): string | undefined {
  const name = parseKeyIdentifier(keyIdentifier)?.vaultName;
  return known.find((id) => id !== undefined && parseArmId(id)?.name.toLowerCase() === name);
}

/** Who uses a key: of the workspace as it is, of container groups, of disk encryption sets, of stores. */
export async function consumersOf(
  reader: Reader,
  spec: CmkSpec,
  workspace: Json,
  targets: Targets,
  listed: readonly StoreReading[],
): Promise<readonly Consumer[]> {
  const encryption = at(workspace, 'properties.encryption');
  const workspaceKey = textAt(encryption, 'keyVaultProperties.keyIdentifier');
  const workspaceVault = textAt(encryption, 'keyVaultProperties.keyVaultArmId');
  const consumers: Promise<Consumer>[] = [];
  if (workspaceKey !== undefined) {
    const identityId = textAt(encryption, 'identity.userAssignedIdentity');
    const common = { target: 'workspace', keyIdentifier: workspaceKey, vaultId: workspaceVault };
    consumers.push(
      identityId === undefined
        ? firstParty(reader, 'cosmosDb', spec.cosmosDbPrincipalObjectId).then((principal) => ({
            ...common,
            consumer: 'cosmosDb',
            principal,
          }))
        : identity(reader, identityId).then((principal) => ({
            ...common,
            consumer: 'workspaceEncryptionIdentity',
            principal,
          })),
    );
  }
  for (const { name, reading } of targets.containerGroups) {
    const keyIdentifier = reading.ok ? containerGroupKey.keyOf(reading.value) : undefined;
    if (!reading.ok || keyIdentifier === undefined) continue;
    const described = spec.containerGroups?.find((group) => group.name === name)?.key;
    const given = described !== undefined && 'vaultId' in described ? described.vaultId : undefined;
    const identityId = textAt(reading.value, 'properties.encryptionProperties.identity');
    const common = {
      target: name,
      keyIdentifier,
      vaultId: vaultOf(keyIdentifier, [workspaceVault, given]),
    };
    consumers.push(
      identityId === undefined
        ? firstParty(reader, 'containerInstance', spec.containerInstancePrincipalObjectId).then(
            (principal) => ({
              ...common,
              consumer: 'containerInstance',
              principal,
            }),
          )
        : identity(reader, identityId).then((principal) => ({
            ...common,
            consumer: 'containerGroupIdentity',
            principal,
          })),
    );
  }
  for (const { name, reading } of targets.diskEncryptionSets) {
    const keyIdentifier = reading.ok ? diskEncryptionSetKey.keyOf(reading.value) : undefined;
    if (!reading.ok || keyIdentifier === undefined) continue;
    const source = textAt(reading.value, 'properties.activeKey.sourceVault.id');
    consumers.push(
      setPrincipal(reader, reading.value, reading.request).then((principal) => ({
        consumer: 'diskEncryptionSet',
        target: name,
        keyIdentifier,
        principal,
        vaultId: source ?? vaultOf(keyIdentifier, [workspaceVault]),
      })),
    );
  }
  for (const store of [...(await ownStores(reader, workspace)), ...listed]) {
    const { reading, vaultId } = store;
    if (!reading.ok) continue;
    const disks = store.store === 'databricksWorkspace' ? managedDiskUse(reading.value) : undefined;
    if (disks !== undefined) {
      consumers.push(Promise.resolve(diskUser(disks, reading.request, [vaultId, workspaceVault])));
    }
    const { userOf, ownPrincipal: own } = shownStores[store.store];
    const keyIdentifier = shownKeys[store.store].keyOf(reading.value);
    if (keyIdentifier === undefined) continue;
    const userId = userOf(reading.value);
    const principal =
      userId === undefined ? Promise.resolve(ownPrincipal(reading, own)) : identity(reader, userId);
    consumers.push(
      principal.then((found) => ({
        consumer: store.store,
        target: store.name,
        keyIdentifier,
        principal: found,
        vaultId: vaultOf(keyIdentifier, [vaultId, workspaceVault]),
      })),
    );
  }
  return Promise.all(consumers);
}

/** The disk encryption set of a Databricks workspace is made and used by Databricks. */
function diskUser(
  { setId, keyIdentifier, principalId }: NonNullable<ReturnType<typeof managedDiskUse>>,
  request: string,
  vaults: readonly (string | undefined)[],
): Consumer {
  return {
    consumer: 'diskEncryptionSet',
    target: parseArmId(setId)?.name ?? setId,
    keyIdentifier,
    principal:
      principalId === undefined
        ? { ok: false, request, reason: 'It shows no identity.', isMissing: true }
        : { ok: true, request, value: principalId },
    vaultId: vaultOf(keyIdentifier, vaults),
  };
}

/** Stores of the workspace that may be under a key by themselves. They were read before, so nothing is sent. */
async function ownStores(reader: Reader, workspace: Json): Promise<readonly StoreReading[]> {
  const ids: readonly (readonly [StoreReading['store'], string | undefined])[] = [
    ['storageAccount', textAt(workspace, 'properties.storageAccount')],
    ['containerRegistry', textAt(workspace, 'properties.containerRegistry')],
  ];
  return Promise.all(
    ids.flatMap(([store, id]) => {
      if (id === undefined) return [];
      const { apiVersion, hop } = storeTypes[store];
      const name = parseArmId(id)?.name ?? id;
      return reader.resource(id, apiVersion, hop).then((reading) => ({ store, name, id, reading }));
    }),
  );
}

/** The identity that a resource was made with. */
function ownPrincipal(
  { request, value }: Extract<Reading<Json>, { readonly ok: true }>,
  path: string,
): Reading<string> {
  const own = textAt(value, path);
  return own === undefined
    ? { ok: false, request, reason: 'It has no identity of its own.', isMissing: true }
    : { ok: true, request, value: own };
}

/** Whom a disk encryption set acts as: its own identity, else its user-assigned one. */
async function setPrincipal(reader: Reader, set: Json, request: string): Promise<Reading<string>> {
  const own = textAt(set, 'identity.principalId');
  if (own !== undefined) return { ok: true, request, value: own };
  const assigned = Object.keys((at(set, 'identity.userAssignedIdentities') ?? {}) as Json);
  const [first] = assigned;
  if (first === undefined || !assigned.every((id) => sameId(id, first))) {
    return { ok: false, request, reason: 'It has no identity, or several.', isMissing: true };
  }
  return identity(reader, first);
}
