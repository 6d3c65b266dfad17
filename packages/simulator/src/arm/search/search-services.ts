import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';

/** From this version on a service shows the key that encrypts it as a whole. */
const SERVICE_KEY_SINCE = '2026-03-01-preview';
/** From these on it shows whether its objects must be encrypted. */
const ENFORCEMENT_SINCE = '2023-11-01';

/** AI Search services: those that a workspace under a customer's key brings. Making one's own answers 501. */
export const searchServices: ResourceType = defineResourceType({
  type: 'Microsoft.Search/searchServices',
  apiVersions: [
    '2015-08-19',
    '2020-03-13',
    '2020-08-01',
    '2021-04-01-preview',
    '2022-09-01',
    '2023-11-01',
    '2024-03-01-preview',
    '2024-06-01-preview',
    '2025-02-01-preview',
    '2025-05-01',
    '2026-03-01-preview',
  ],
  scope: 'group',
  present: ({ id, name, type, location, tags, identity, managedBy, sku, properties }, version) => {
    const { encryptionWithCmk, serviceLevelEncryptionKey, ...rest } = properties;
    return {
      id,
      name,
      type,
      location,
      ...(tags === undefined ? {} : { tags }),
      ...(managedBy === undefined ? {} : { managedBy }),
      ...(identity === undefined ? {} : { identity }),
      properties: {
        ...rest,
        ...(version >= ENFORCEMENT_SINCE ? { encryptionWithCmk } : {}),
        ...(version >= SERVICE_KEY_SINCE ? { serviceLevelEncryptionKey } : {}),
      },
      sku,
    };
  },
});
