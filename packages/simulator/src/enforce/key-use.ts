/** Which key something names, and who uses it. */
import type { KeyConsumer } from '@azureml-cmk/core/rules';
import type { Access } from '../kernel/access.ts';
import type { VirtualClock } from '../kernel/clock.ts';
import type { Directory } from '../kernel/directory.ts';
import { type FederatedUse, federatedUser } from '../kernel/federated-client.ts';
import { firstPartyAppId } from '../kernel/first-party.ts';
import { same } from '../kernel/path.ts';
import { objectAt, stringAt } from '../kernel/json.ts';
import type { KeyPort } from '../kernel/ports.ts';
import type { ResourceStore, StoredResource } from '../kernel/resource.ts';
import type { Settings } from '../kernel/settings.ts';
import { encryptionOf, subscriptionOf, userIdentityOf } from './subject-facts.ts';

/** What facts are read from. */
export interface FactSources {
  readonly clock: Pick<VirtualClock, 'iso'>;
  readonly store: ResourceStore;
  readonly directory: Directory;
  readonly keys: KeyPort;
  readonly access: Pick<Access, 'allows'>;
  readonly settings: Settings;
}

/** A key as something names it, and who uses it. */
export interface KeyUse {
  readonly keyIdentifier: string;
  /** ARM id of the vault, when the key's user names it. */
  readonly vaultId?: string | undefined;
  readonly consumer: KeyConsumer;
  readonly target: string;
  readonly principalId: string | undefined;
}

export function useOfWorkspace(
  sources: FactSources,
  workspace: StoredResource | undefined,
): KeyUse | undefined {
  const encryption = workspace && encryptionOf(workspace);
  if (!workspace || !encryption) return undefined;
  const { identityId, keyIdentifier, vaultId } = encryption;
  return {
    keyIdentifier,
    vaultId,
    consumer: identityId === undefined ? 'cosmosDb' : 'workspaceEncryptionIdentity',
    target: 'workspace',
    principalId:
      identityId === undefined
        ? firstParty(sources, 'cosmosDb', workspace)
        : userPrincipal(sources, identityId),
  };
}

export function useOfContainerGroup(
  sources: FactSources,
  group: StoredResource | undefined,
): KeyUse | undefined {
  const encryption = objectAt(group?.properties, 'encryptionProperties');
  const vaultBaseUrl = stringAt(encryption, 'vaultBaseUrl');
  const keyName = stringAt(encryption, 'keyName');
  const keyVersion = stringAt(encryption, 'keyVersion');
  if (!group || !vaultBaseUrl || !keyName || !keyVersion) return undefined;
  const identityId = stringAt(encryption, 'identity');
  return {
    keyIdentifier: `${vaultBaseUrl.replace(/\/+$/, '')}/keys/${keyName}/${keyVersion}`,
    consumer: identityId === undefined ? 'containerInstance' : 'containerGroupIdentity',
    target: group.name,
    principalId:
      identityId === undefined
        ? firstParty(sources, 'containerInstance', group)
        : userPrincipal(sources, identityId),
  };
}

export function useOfSet(
  sources: FactSources,
  set: StoredResource | undefined,
): KeyUse | undefined {
  const keyIdentifier = stringAt(objectAt(set?.properties, 'activeKey'), 'keyUrl');
  if (!set || keyIdentifier === undefined) return undefined;
  const identityId = userIdentityOf(set.identity);
  const clientId = stringAt(set.properties, 'federatedClientId');
  const principalId =
    clientId !== undefined
      ? applicationOf(sources, { clientId, userId: identityId, keyIdentifier })
      : identityId === undefined
        ? stringAt(set.identity, 'principalId')
        : userPrincipal(sources, identityId);
  return {
    keyIdentifier,
    consumer: 'diskEncryptionSet',
    target: set.name,
    principalId: isForeign(sources, keyIdentifier, principalId) ? undefined : principalId,
  };
}

/** Whether the vault of a key is of another tenant than who would use it, and so does not know them. */
function isForeign(
  { directory, keys }: FactSources,
  keyIdentifier: string,
  principalId: string | undefined,
): boolean {
  const principal = principalId === undefined ? undefined : directory.principal(principalId);
  const tenantId = stringAt(keys.vaultOf(keyIdentifier)?.properties, 'tenantId');
  return principal !== undefined && tenantId !== undefined && !same(principal.tenantId, tenantId);
}

function applicationOf(
  { directory, keys, settings, store }: FactSources,
  use: FederatedUse,
): string | undefined {
  const user = federatedUser(
    {
      cloud: settings.cloud.name,
      keys,
      resource: (id) => store.get(id),
      servicePrincipal: (tenantId, appId) => directory.servicePrincipal(tenantId, appId),
    },
    use,
  );
  return 'problem' in user ? undefined : user.principalId;
}

/** The object id of a service of Microsoft in the tenant of a resource; `undefined` when it is not there. */
export function firstParty(
  { directory, settings }: FactSources,
  name: 'cosmosDb' | 'containerInstance' | 'machineLearning',
  about: StoredResource,
): string | undefined {
  const tenantId = directory.subscription(subscriptionOf(about.id))?.tenantId ?? '';
  return directory.servicePrincipal(tenantId, firstPartyAppId(name, settings.cloud.name))?.objectId;
}

function userPrincipal({ store }: FactSources, identityId: string): string | undefined {
  return stringAt(store.get(identityId)?.properties, 'principalId');
}
