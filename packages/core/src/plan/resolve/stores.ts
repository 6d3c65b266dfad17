import type { StoreKind } from '../../rules/facts.ts';
import type { StorageAccountSpec, StoreEncryptionSpec } from '../../spec/store-types.ts';
import type { CmkSpec, Tags } from '../../spec/types.ts';
import { resourceGroupId } from '../../azure/arm-id.ts';
import {
  aiServicesSku,
  databricksSku,
  defaultAiServicesKind,
  defaultContainerRegistrySku,
  defaultSearchSku,
  defaultStorageSku,
} from '../defaults.ts';
import { databricksGroupName } from '../names.ts';
import { storeTypes } from '../stores.ts';
import type { DescribedKey, DescribedStore } from './description.ts';
import type { Identities } from './identities.ts';
import { pinnedKey } from './keys.ts';
import { createRegistry, type Home, homeId } from './registry.ts';
import type { Vaults } from './vaults.ts';

/** What stores are described in. */
export interface StoreSurroundings {
  readonly home: Home;
  readonly tags: Tags;
  readonly key: DescribedKey;
  readonly vaults: Vaults;
  readonly identities: Identities;
}

/** What is said of a store besides its key. */
interface Told {
  readonly store: StoreKind;
  readonly stepId: string;
  readonly id: string;
  readonly name: string;
  readonly sku: string;
  readonly settings?: DescribedStore['settings'];
  readonly tags?: Tags | undefined;
}

/** A store to create under a key. With its own identity, it is made first and put under the key after the grant. */
export function describeStore(
  { stepId, tags, settings = {}, ...told }: Told,
  encryption: StoreEncryptionSpec,
  around: StoreSurroundings,
): DescribedStore {
  const identity = encryption.identity && around.identities.add(encryption.identity);
  return {
    ...told,
    stepId,
    settings,
    create: true,
    key: pinnedKey(encryption, around.key, around.vaults),
    autoRotate: encryption.autoRotate ?? false,
    ...(identity ? { identity } : {}),
    keyStepId: identity ? stepId : `${stepId}.key`,
    tags: { ...around.tags, ...tags },
  };
}

/** Describes the stores that have lists of their own in a spec. */
export function describeStores(
  spec: CmkSpec,
  around: StoreSurroundings,
): readonly DescribedStore[] {
  return [
    ...describeList('storageAccount', spec.storageAccounts, around, (account) => ({
      sku: account.sku ?? defaultStorageSku,
      settings: { isHnsEnabled: account.hierarchicalNamespace ?? false },
    })),
    ...describeList('containerRegistry', spec.containerRegistries, around, ({ adminUser }) => ({
      sku: defaultContainerRegistrySku,
      settings: { adminUserEnabled: adminUser ?? false },
    })),
    ...describeList('searchService', spec.searchServices, around, ({ sku }) => ({
      sku: sku ?? defaultSearchSku,
    })),
    ...describeList('aiServicesAccount', spec.aiServicesAccounts, around, ({ kind, name }) => ({
      sku: aiServicesSku,
      settings: { kind: kind ?? defaultAiServicesKind, customSubDomainName: name.toLowerCase() },
    })),
    ...describeList('databricksWorkspace', spec.databricksWorkspaces, around, (workspace) => ({
      sku: databricksSku,
      settings: {
        managedResourceGroupId: resourceGroupId(
          spec.subscriptionId,
          workspace.managedResourceGroup ?? databricksGroupName(workspace.name),
        ),
      },
    })),
  ];
}

type ListedStore = StoreEncryptionSpec & Pick<StorageAccountSpec, 'name' | 'tags'>;

function describeList<T extends ListedStore>(
  store: StoreKind,
  specs: readonly T[] = [],
  around: StoreSurroundings,
  told: (spec: T) => Pick<Told, 'sku' | 'settings'>,
): readonly DescribedStore[] {
  const { namespace, type, prefix } = storeTypes[store];
  const registry = createRegistry<DescribedStore>(prefix);
  for (const spec of specs) {
    registry.add(homeId(around.home, `${namespace}/${type}`, spec.name), (entry) =>
      describeStore({ ...entry, store, ...told(spec), tags: spec.tags }, spec, around),
    );
  }
  return registry.all();
}
