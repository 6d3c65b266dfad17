import type { ResourceType } from '../../kernel/resource-type.ts';
import { type AssetKind, assetContainers, assetVersions } from './versioned-assets.ts';

const kind: AssetKind = {
  collection: 'environments',
  required: [],
  version: (given) => ({
    autoRebuild: given['autoRebuild'] ?? 'Disabled',
    osType: given['osType'] ?? 'Linux',
    environmentType: 'UserCreated',
  }),
};

/** Environments by name. */
export const environmentContainers: ResourceType = assetContainers(kind);

/** Versions of environments. No image is built. */
export const environmentVersions: ResourceType = assetVersions(kind);
