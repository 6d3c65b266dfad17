import type { KeyVaultKey } from '@azure/keyvault-keys';

import { parseArmId } from '../azure/arm-id.ts';
import type { Cloud } from '../azure/clouds.ts';
import { parseKeyIdentifier } from '../azure/key-identifier.ts';
import type {
  ChainFacts,
  ClaimFacts,
  ClusterFacts,
  ComputeFacts,
  ContainerGroupFacts,
  DiskEncryptionSetFacts,
  GrantFacts,
  KeyAccessFacts,
  ProjectFacts,
} from '../rules/index.ts';
import { baseFacts, keyFactsOf, vaultFactsOf, workspaceFactsOf } from './facts-of-azure.ts';
import type { Targets } from './items/read-targets.ts';
import type { KeyLife } from './key-life.ts';
import type { VaultGrant, VaultGrants } from './key-use.ts';
import type { KeyUse } from './posture.ts';
import { at, type Json, textAt } from './reader.ts';

/** What was read of a chain; absent what could not be. */
export interface LiveChain {
  readonly asOfMs: number;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly workspace: Json;
  readonly vault?: VaultGrants;
  readonly key?: KeyVaultKey;
  readonly keyUse: readonly KeyUse[];
  readonly targets: Targets;
  readonly claims: readonly ClaimFacts[];
  readonly surroundings: Pick<ChainFacts, 'managedGroup' | 'registry' | 'storageAccounts'>;
  readonly keyLife: KeyLife;
  readonly makers: Pick<ChainFacts, 'groupMaker' | 'keyMakers'>;
  readonly computes?: readonly ComputeFacts[];
  /** Of a hub. */
  readonly projects?: readonly ProjectFacts[];
}

const region = (location: string): string => location.toLowerCase().replaceAll(' ', '');

function containerGroups({ containerGroups: groups }: Targets): readonly ContainerGroupFacts[] {
  return groups.flatMap(({ name, reading }) => {
    if (!reading.ok) return [];
    const { value } = reading;
    const facts: [keyof ContainerGroupFacts, string | undefined][] = [
      ['vaultBaseUrl', textAt(value, 'properties.encryptionProperties.vaultBaseUrl')],
      ['keyName', textAt(value, 'properties.encryptionProperties.keyName')],
      ['keyVersion', textAt(value, 'properties.encryptionProperties.keyVersion')],
      ['identityId', textAt(value, 'properties.encryptionProperties.identity')],
    ];
    return [{ name, ...Object.fromEntries(facts.filter(([, fact]) => fact !== undefined)) }];
  });
}

function diskEncryptionSets(
  targets: Targets,
  vault: VaultGrants | undefined,
): readonly DiskEncryptionSetFacts[] {
  return targets.diskEncryptionSets.flatMap(({ name, id, reading }) => {
    if (!reading.ok) return [];
    const source = textAt(reading.value, 'properties.activeKey.sourceVault.id');
    const isKnown = source !== undefined && source.toLowerCase() === vault?.vault.id?.toLowerCase();
    const vaultLocation = isKnown ? vault?.vault.location : undefined;
    return [
      {
        name,
        subscriptionId: parseArmId(id)?.subscriptionId ?? '',
        location: region(textAt(reading.value, 'location') ?? ''),
        ...(vaultLocation === undefined ? {} : { vaultLocation: region(vaultLocation) }),
      },
    ];
  });
}

function clusters(targets: Targets): readonly ClusterFacts[] {
  return targets.clusters.flatMap(({ name, reading, storageClass }): ClusterFacts[] => {
    if (!reading.ok) return [];
    const version =
      textAt(reading.value, 'properties.currentKubernetesVersion') ??
      textAt(reading.value, 'properties.kubernetesVersion');
    return [
      {
        name,
        location: region(textAt(reading.value, 'location') ?? ''),
        ...(version === undefined ? {} : { kubernetesVersion: version }),
        ...(storageClass === undefined
          ? { when: 'creation', disks: ['os', 'data'] }
          : { when: 'existing', disks: ['data'] }),
      },
    ];
  });
}

const grantFacts = (grants: readonly VaultGrant[]): readonly GrantFacts[] =>
  grants
    .filter(({ permissions }) => permissions.length > 0)
    .map(({ principalId, permissions, via }) => ({ principalId, permissions, via }));

/** The facts of a chain as it is. What could not be read is left out, so that rules about it do not apply. */
export function liveFacts(chain: LiveChain): ChainFacts {
  const { workspace, vault, key, keyUse, targets } = chain;
  const keyAccess = keyUse.flatMap(
    ({ consumer, target, principalId, granted }): KeyAccessFacts[] =>
      granted === undefined
        ? []
        : [{ consumer, target, granted, ...(principalId === undefined ? {} : { principalId }) }],
  );
  const keyIdentifier = textAt(workspace, 'properties.encryption.keyVaultProperties.keyIdentifier');
  const parsed = keyIdentifier === undefined ? undefined : parseKeyIdentifier(keyIdentifier);
  const named =
    keyIdentifier === undefined
      ? undefined
      : {
          id: keyIdentifier,
          ...(parsed === undefined ? {} : { vaultUri: parsed.vaultUrl, name: parsed.name }),
          ...(parsed?.version === undefined ? {} : { version: parsed.version }),
        };
  const { hindrance, deleted, ...life } = chain.keyLife;
  const ofNamed = key === undefined ? undefined : keyFactsOf(key).state;
  const state = ofNamed ? { ...ofNamed, ...hindrance } : deleted;
  const groups = containerGroups(targets);
  const sets = diskEncryptionSets(targets, vault);
  const machines = clusters(targets);
  return {
    ...baseFacts(chain.asOfMs, chain.cloud, chain.tenantId),
    workspace: workspaceFactsOf({
      id: textAt(workspace, 'id') ?? '',
      name: textAt(workspace, 'name') ?? '',
      kind: textAt(workspace, 'kind') ?? 'Default',
      location: textAt(workspace, 'location') ?? '',
      properties: (at(workspace, 'properties') ?? {}) as object,
    }),
    ...(vault === undefined
      ? {}
      : {
          vault: vaultFactsOf(vault.vault),
          ...(vault.grants.ok ? { grants: grantFacts(vault.grants.value) } : {}),
        }),
    ...(named === undefined
      ? {}
      : { key: { ...named, ...(state === undefined ? {} : { state }) } }),
    // Of one that has a key no read can tell when it got it.
    ...(keyIdentifier === undefined
      ? {
          keyAssignments: [
            { target: 'workspace', name: textAt(workspace, 'name') ?? '', givenAt: 'never' },
          ],
        }
      : {}),
    ...(keyAccess.length === 0 ? {} : { keyAccess }),
    ...(groups.length === 0 ? {} : { containerGroups: groups }),
    ...(sets.length === 0 ? {} : { diskEncryptionSets: sets }),
    ...(machines.length === 0 ? {} : { clusters: machines }),
    claims: chain.claims,
    ...chain.surroundings,
    ...life,
    ...chain.makers,
    ...(chain.computes === undefined ? {} : { computes: chain.computes }),
    ...(chain.projects === undefined ? {} : { projects: chain.projects }),
  };
}
