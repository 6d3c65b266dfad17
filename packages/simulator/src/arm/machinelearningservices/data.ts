import type { ResourceType } from '../../kernel/resource-type.ts';
import { oneOf } from './child-model.ts';
import { type AssetKind, assetContainers, assetVersions } from './versioned-assets.ts';

const DATA_TYPES = ['uri_file', 'uri_folder', 'mltable'] as const;

const kind: AssetKind = {
  collection: 'data',
  required: ['dataType', 'dataUri'],
  version: ({ dataType }) => ({ dataType: oneOf(dataType, DATA_TYPES, 'properties.dataType') }),
  container: ({ dataType }) => ({ dataType }),
  containerRequired: ['dataType'],
};

/** Data assets by name. */
export const dataContainers: ResourceType = assetContainers(kind);

/** Versions of data assets. */
export const dataVersions: ResourceType = assetVersions(kind);
