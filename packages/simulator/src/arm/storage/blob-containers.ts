/** Containers of blobs, as their management plane shows them; nothing can be put into one here. */
import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { STORAGE_ACCOUNTS, storageInstant } from '../../kernel/storage-account.ts';
import { STORAGE_API_VERSIONS } from './storage-model.ts';

const TYPE = `${STORAGE_ACCOUNTS}/blobServices/containers`;
/** 3-63 lower-case letters, digits and single hyphens, or one of the service's own. */
const NAME = /^(?:\$root|\$web|\$logs|(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*)$/;
const PUBLIC_ACCESS = ['None', 'Blob', 'Container'] as const;
/** The scope that stands for the key of the account. */
const ACCOUNT_SCOPE = '$account-encryption-key';
const SETTABLE = [
  'publicAccess',
  'metadata',
  'defaultEncryptionScope',
  'denyEncryptionScopeOverride',
  'immutableStorageWithVersioning',
];

export const blobContainers: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: STORAGE_API_VERSIONS,
  scope: 'group',
  // An account has its blob service from the start.
  makesParent: true,
  pageSizeParameter: '$maxpagesize',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw refused(
      'ContainerNameInvalid',
      `The container name '${name}' is invalid: 3-63 lower-case letters, digits and single hyphens.`,
    );
  },
  put: write,
  patch: write,
  remove: () => ({ removed: true }),
  listed: (container) => {
    const { legalHold: _legalHold, ...properties } = container.properties;
    return {
      ...container,
      properties: { immutableStorageWithVersioning: { enabled: false }, ...properties },
    };
  },
  present: ({ id, name, etag, properties }) => ({
    id,
    name,
    type: TYPE,
    ...(etag === undefined ? {} : { etag }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  }),
});

/** The answer to a write is the id alone; a GET tells the rest. */
function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const account = context.resource(address.id.split('/').slice(0, -4).join('/'));
  const given = settable(context, account, objectAt(body, 'properties'));
  const id = existing?.id ?? address.id;
  const container = {
    id,
    type: TYPE,
    name: address.name,
    etag: `"0x8D${context.guid().replaceAll('-', '').slice(0, 13).toUpperCase()}"`,
    properties: {
      deleted: false,
      remainingRetentionDays: 0,
      defaultEncryptionScope: ACCOUNT_SCOPE,
      denyEncryptionScopeOverride: false,
      publicAccess: 'None',
      leaseStatus: 'Unlocked',
      leaseState: 'Available',
      legalHold: { hasLegalHold: false, tags: [] },
      hasImmutabilityPolicy: false,
      hasLegalHold: false,
      ...existing?.properties,
      ...given,
      lastModifiedTime: storageInstant(context.iso),
    },
  };
  return { done: container, shown: { id, type: TYPE, name: address.name, properties: {} } };
}

/** What a caller may say of a container, checked. */
function settable(
  context: UnitContext,
  account: StoredResource | undefined,
  given: JsonObject,
): JsonObject {
  const kept = Object.fromEntries(
    Object.entries(given).filter(([name]) => SETTABLE.includes(name)),
  );
  const publicAccess = stringAt(kept, 'publicAccess');
  if (publicAccess !== undefined && !PUBLIC_ACCESS.some((word) => word === publicAccess)) {
    throw refused(
      'InvalidValuesForRequestParameters',
      `Values for request parameters are invalid: publicAccess. It must be one of ${PUBLIC_ACCESS.join(', ')}.`,
    );
  }
  const isPublic = publicAccess !== undefined && publicAccess !== 'None';
  if (isPublic && account?.properties['allowBlobPublicAccess'] !== true) {
    throw new Refusal({
      status: 409,
      code: 'PublicAccessNotPermitted',
      message: `Public access is not permitted on this storage account.\nRequestId:${context.guid()}\nTime:${storageInstant(context.iso)}`,
      evidence: 'reported',
    });
  }
  const scope = stringAt(kept, 'defaultEncryptionScope');
  const isKnown =
    scope === undefined ||
    scope === ACCOUNT_SCOPE ||
    context.resource(`${account?.id ?? ''}/encryptionScopes/${scope}`)?.properties['state'] ===
      'Enabled';
  if (!isKnown) {
    throw refused(
      'InvalidValuesForRequestParameters',
      `Values for request parameters are invalid: defaultEncryptionScope. The account has no enabled encryption scope '${scope}'.`,
    );
  }
  return kept;
}

function refused(code: string, message: string): Refusal {
  return new Refusal({ status: 400, code, message, evidence: 'assumed' });
}
