import type { ResourceType } from '../../kernel/resource-type.ts';
import { type AssetKind, assetContainers, assetVersions } from './versioned-assets.ts';

const kind: AssetKind = {
  collection: 'codes',
  required: [],
  version: ({ codeUri = null }) => ({ codeUri }),
};

/** Code assets by name. */
export const codeContainers: ResourceType = assetContainers(kind);

/** Versions of code assets. */
export const codeVersions: ResourceType = assetVersions(kind);
