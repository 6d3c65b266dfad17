/**
 * Reads facts out of the simulator's store: on its own, not with the readers of core, so that a plan and its simulation
 * do not agree by construction.
 */
import type {
  ChainFacts,
  KeyAccessFacts,
  KeyFacts,
  VaultFacts,
  VaultState,
} from '@azureml-cmk/core/rules';
import { firstPartyAppId } from '../kernel/first-party.ts';
import { stringAt } from '../kernel/json.ts';
import type { RuleSubject } from '../kernel/ports.ts';
import type { StoredResource } from '../kernel/resource.ts';
import {
  type FactSources,
  firstParty,
  type KeyUse,
  useOfContainerGroup,
  useOfSet,
  useOfWorkspace,
} from './key-use.ts';
import { hubFacts } from './hub-facts.ts';
import {
  clusterFacts,
  containerGroupFacts,
  endpointFacts,
  setFacts,
  setIdOf,
  subscriptionOf,
  workspaceFacts,
} from './subject-facts.ts';

const WRITE_GROUP = 'Microsoft.Resources/subscriptions/resourceGroups/write';
const COSMOS_DB_APPLICATION_IDS = (['public', 'usGovernment', 'china'] as const).map((cloud) =>
  firstPartyAppId('cosmosDb', cloud),
);

/** The facts about what is being written. */
export function factsOf(sources: FactSources, subject: RuleSubject): ChainFacts {
  const { workspace, previousWorkspace, containerGroup, cluster, previousCluster } = subject;
  const set = subject.diskEncryptionSet ?? diskEncryptionSetOf(sources, cluster);
  const about = workspace ?? containerGroup ?? cluster ?? set ?? subject.vault;
  const use =
    useOfWorkspace(sources, workspace) ??
    useOfContainerGroup(sources, containerGroup) ??
    useOfSet(sources, set);
  // Put together step by step: every write passes here, and most have few facts.
  const facts: Mutable<ChainFacts> = {
    asOf: sources.clock.iso(),
    cloud: sources.settings.cloud.name,
    cosmosDbApplicationIds: COSMOS_DB_APPLICATION_IDS,
    ...vaultAndKey(sources, use, subject.vault),
  };
  const tenantId = about && sources.directory.subscription(subscriptionOf(about.id))?.tenantId;
  if (tenantId !== undefined) facts.tenantId = tenantId;
  if (workspace) {
    facts.workspace = workspaceFacts(workspace);
    Object.assign(facts, hubFacts(sources, workspace));
    if (!previousWorkspace) facts.groupMaker = groupMaker(sources, workspace);
  }
  if (previousWorkspace) facts.previousWorkspace = workspaceFacts(previousWorkspace);
  if (containerGroup) Object.assign(facts, containerGroupFacts(containerGroup));
  if (set) facts.diskEncryptionSets = [setFacts(sources, set)];
  if (subject.endpoint) Object.assign(facts, endpointFacts(subject.endpoint));
  if (cluster && set) facts.clusters = [clusterFacts(cluster, previousCluster)];
  return facts;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Whether the service could make the managed resource group of a workspace that is being made. */
function groupMaker(
  sources: FactSources,
  workspace: StoredResource,
): NonNullable<ChainFacts['groupMaker']> {
  const principalId = firstParty(sources, 'machineLearning', workspace);
  if (principalId === undefined) return { mayCreate: false };
  const scope = `/subscriptions/${subscriptionOf(workspace.id)}`;
  return { principalId, mayCreate: sources.access.allows(principalId, WRITE_GROUP, scope) };
}

function vaultAndKey(
  sources: FactSources,
  use: KeyUse | undefined,
  vault: StoredResource | undefined,
): Pick<ChainFacts, 'vault' | 'key' | 'keyAccess'> {
  if (!use) return vault ? { vault: vaultFacts(vault.id, vault) } : {};
  const found =
    vault ??
    (use.vaultId === undefined
      ? sources.keys.vaultOf(use.keyIdentifier)
      : sources.store.get(use.vaultId));
  const vaultId = use.vaultId ?? found?.id ?? '';
  const key = keyFacts(sources, use.keyIdentifier);
  return {
    ...(VAULT_ID.test(vaultId) ? { vault: vaultFacts(vaultId, found) } : {}),
    key,
    // Whether somebody may use a key that is not there is unknown, not a "no".
    ...(key.state ? { keyAccess: [accessFacts(sources, use)] } : {}),
  };
}

/** What is not the id of a vault tells nothing about one. */
const VAULT_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i;

function vaultFacts(id: string, vault: StoredResource | undefined): VaultFacts {
  return {
    id,
    name: vault?.name ?? id.split('/').pop() ?? '',
    subscriptionId: subscriptionOf(id),
    ...(vault ? { state: vaultState(vault) } : {}),
  };
}

function vaultState({ location = '', properties }: StoredResource): VaultState {
  const softDelete = properties['enableSoftDelete'];
  const purgeProtection = properties['enablePurgeProtection'];
  const retentionDays = properties['softDeleteRetentionInDays'];
  return {
    location,
    tenantId: stringAt(properties, 'tenantId') ?? '',
    uri: (stringAt(properties, 'vaultUri') ?? '').replace(/\/$/, ''),
    ...(typeof softDelete === 'boolean' ? { softDelete } : {}),
    ...(typeof purgeProtection === 'boolean' ? { purgeProtection } : {}),
    ...(typeof retentionDays === 'number' ? { retentionDays } : {}),
    accessModel: properties['enableRbacAuthorization'] === true ? 'rbac' : 'accessPolicies',
  };
}

const KEY_URL = /^(https:\/\/[^/]+)\/keys\/([^/]+)(?:\/([^/]+))?\/?$/i;

function keyFacts({ keys }: FactSources, keyIdentifier: string): KeyFacts {
  const [, vaultUri, name, version] = KEY_URL.exec(keyIdentifier) ?? [];
  const key = keys.describe(keyIdentifier);
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return {
    id: keyIdentifier,
    ...(vaultUri === undefined ? {} : { vaultUri: vaultUri.toLowerCase() }),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(key
      ? {
          state: {
            type: key.type,
            ...(key.sizeBits === undefined ? {} : { sizeBits: key.sizeBits }),
            enabled: key.enabled,
            ...(key.notBefore === undefined ? {} : { notBefore: at(key.notBefore) }),
            ...(key.expires === undefined ? {} : { expires: at(key.expires) }),
          },
        }
      : {}),
  };
}

function accessFacts({ keys }: FactSources, use: KeyUse): KeyAccessFacts {
  const { consumer, target, principalId, keyIdentifier } = use;
  return {
    consumer,
    target,
    ...(principalId === undefined ? {} : { principalId }),
    granted: principalId === undefined ? [] : keys.permitted(keyIdentifier, principalId),
  };
}

function diskEncryptionSetOf(
  { store }: FactSources,
  cluster: StoredResource | undefined,
): StoredResource | undefined {
  const id = cluster && setIdOf(cluster);
  return id === undefined ? undefined : store.get(id);
}
