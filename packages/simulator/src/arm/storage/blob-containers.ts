/** Containers of blobs, as their management plane shows them. */
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
import {
  ACCOUNT_SCOPE,
  BLOB_CONTAINERS,
  blobContainer,
  CONTAINER_NAME,
  METADATA_NAME,
  storageEtag,
  withoutBlobs,
} from '../../kernel/blobs.ts';
import { storageInstant } from '../../kernel/storage-account.ts';
import { clearLegalHold, setLegalHold } from './legal-holds.ts';
import { checkAccountGoes, checkContainerGoes } from './protected-containers.ts';
import { STORAGE_API_VERSIONS } from './storage-model.ts';

const TYPE = BLOB_CONTAINERS;
const PUBLIC_ACCESS = ['None', 'Blob', 'Container'] as const;
/** What a header of HTTP can hold: metadata goes over the wire in headers. */
const HEADER_VALUE = /^[\t\u0020-\u007E]*$/;
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
    if (CONTAINER_NAME.test(name)) return;
    throw refused(
      'ContainerNameInvalid',
      `The container name '${name}' is invalid: 3-63 lower-case letters, digits and single hyphens.`,
    );
  },
  put: write,
  patch: write,
  remove: (context, { existing, goesWithParent }) => {
    const account = context.resource(existing.id.split('/').slice(0, -4).join('/'));
    if (goesWithParent === true && account) checkAccountGoes(context, account);
    else checkContainerGoes(context, existing);
    return { removed: true, effects: { documents: withoutBlobs(context, existing.id) } };
  },
  actions: { 'POST setLegalHold': setLegalHold, 'POST clearLegalHold': clearLegalHold },
  listed: (container) => {
    const { legalHold: _hold, immutabilityPolicy: _policy, ...properties } = container.properties;
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
  const etag = storageEtag(context.guid());
  const container = blobContainer(id, { iso: context.iso, etag, given }, existing);
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
  for (const [name, value] of Object.entries(objectAt(kept, 'metadata'))) {
    const isText = typeof value !== 'object' && HEADER_VALUE.test(String(value));
    if (METADATA_NAME.test(name) && isText) continue;
    throw refused(
      'InvalidValuesForRequestParameters',
      `Values for request parameters are invalid: metadata. '${name}' must be a C# identifier, and its value such as a header can hold.`,
    );
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
