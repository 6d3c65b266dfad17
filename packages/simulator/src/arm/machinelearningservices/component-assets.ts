import type { ResourceType } from '../../kernel/resource-type.ts';
import { type AssetKind, assetContainers, assetVersions } from './versioned-assets.ts';

const kind: AssetKind = {
  collection: 'components',
  required: [],
  version: ({ componentSpec = null }) => ({ componentSpec }),
};

/** Components by name. */
export const componentContainers: ResourceType = assetContainers(kind);

/** Versions of components. */
export const componentVersions: ResourceType = assetVersions(kind);
