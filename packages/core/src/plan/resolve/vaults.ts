import type { Cloud } from '../../azure/clouds.ts';
import { vaultUrl } from '../../azure/key-identifier.ts';
import type { NewVaultSpec, Tags } from '../../spec/types.ts';
import {
  defaultVaultAccessModel,
  defaultVaultRetentionDays,
  defaultVaultSku,
} from '../defaults.ts';
import type { DescribedVault } from './description.ts';
import { describePrivateEndpoint } from './private-endpoint.ts';
import { createRegistry, type Home, homeId } from './registry.ts';

/** A vault to create, or the id of one that exists. */
export type VaultRef = { readonly existing: string } | { readonly create: NewVaultSpec };

/** The vaults of a plan, each once. The first one added holds the workspace's key. */
export interface Vaults {
  readonly add: (ref: VaultRef) => DescribedVault;
  readonly all: () => readonly DescribedVault[];
}

/** Collects the vaults of a plan. */
export function createVaults(home: Home, cloud: Cloud, tags: Tags): Vaults {
  const registry = createRegistry<DescribedVault>('vault', 'vault');
  return {
    all: () => registry.all(),
    add(ref) {
      const id =
        'existing' in ref
          ? ref.existing
          : homeId(home, 'Microsoft.KeyVault/vaults', ref.create.name);
      const holdsWorkspaceKey = registry.all().length === 0;
      return registry.add(id, (entry) => {
        const common = { ...entry, url: vaultUrl(cloud, entry.name), holdsWorkspaceKey };
        if ('existing' in ref) {
          return {
            ...common,
            create: false,
            accessModel: { from: entry.stepId, output: 'accessModel' },
            tags: {},
          };
        }
        const { create } = ref;
        const settings = fillVault(create);
        const vault = {
          ...common,
          create: true,
          settings,
          accessModel: settings.accessModel,
          tags: { ...tags, ...create.tags },
        };
        if (!create.privateEndpoint) return vault;
        const privateEndpoint = describePrivateEndpoint(home, create.privateEndpoint, {
          stepId: `${entry.stepId}.privateEndpoint`,
          target: vault,
          groupId: 'vault',
          tags,
        });
        return { ...vault, privateEndpoint };
      });
    },
  };
}

function fillVault(create: NewVaultSpec): NonNullable<DescribedVault['settings']> {
  return {
    name: create.name,
    retentionDays: create.retentionDays ?? defaultVaultRetentionDays,
    accessModel: create.accessModel ?? defaultVaultAccessModel,
    sku: create.sku ?? defaultVaultSku,
    purgeProtection: create.purgeProtection ?? true,
    network: {
      defaultAction: create.network?.defaultAction ?? 'Allow',
      bypass: create.network?.bypass ?? 'AzureServices',
      ipRules: create.network?.ipRules ?? [],
      subnetIds: create.network?.subnetIds ?? [],
      publicNetworkAccess: create.network?.publicNetworkAccess ?? 'Enabled',
    },
  };
}
