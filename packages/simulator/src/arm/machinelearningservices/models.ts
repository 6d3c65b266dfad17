import type { ResourceType } from '../../kernel/resource-type.ts';
import { type AssetKind, assetContainers, assetVersions } from './versioned-assets.ts';

const kind: AssetKind = {
  collection: 'models',
  required: [],
  version: ({ flavors = null, modelType = null, modelUri = null, jobName = null }) => ({
    flavors,
    modelType,
    modelUri,
    jobName,
  }),
  versionOffset: 'offset',
  unknownQueries: ['feed'],
  containerPageSize: 'count',
};

/** Models by name. */
export const modelContainers: ResourceType = assetContainers(kind);

/** Versions of models. A model's URI is kept as given: nothing is copied. */
export const modelVersions: ResourceType = assetVersions(kind);
