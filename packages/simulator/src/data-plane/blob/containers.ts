/** Containers through the data plane. */
import {
  blobContainer,
  BLOBS,
  CONTAINER_NAME,
  STAGED_BLOCKS,
  storageEtag,
} from '../../kernel/blobs.ts';
import { drawGuid } from '../../kernel/ids.ts';
import { hasLegalHold, immutabilityPolicyOf, isLocked } from '../../kernel/immutability.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  containerExists,
  containerHeld,
  containerLocked,
  containerNotEmpty,
  invalidHeader,
  invalidName,
  publicAccessNotPermitted,
} from './blob-errors.ts';
import { checkMatch, containerOf, containersOf } from './find.ts';
import { metadataElement, metadataHeaders, readMetadata } from './metadata.ts';
import { pageOf, paged } from './paging.ts';
import { type BlobAnswer, type BlobRequest, headerOf, httpDate } from './request.ts';
import { element, leaf, xmlDocument } from './xml.ts';

const PUBLIC_ACCESS: ReadonlyMap<string, string> = new Map([
  ['blob', 'Blob'],
  ['container', 'Container'],
]);

export function createContainer(request: BlobRequest): BlobAnswer {
  const { services, containerId, containerName, account } = request;
  if (!CONTAINER_NAME.test(containerName)) throw invalidName();
  if (services.store.peek(containerId)) throw containerExists();
  const container = blobContainer(containerId, {
    iso: services.clock.iso(),
    etag: storageEtag(drawGuid(services.world)),
    given: { ...publicAccess(request, account), ...metadata(request) },
  });
  services.store.put(container);
  return { status: 201, headers: stamps(container) };
}

function publicAccess(request: BlobRequest, account: StoredResource): JsonObject {
  const asked = headerOf(request, 'x-ms-blob-public-access');
  if (asked === undefined) return {};
  const word = PUBLIC_ACCESS.get(asked);
  if (word === undefined) throw invalidHeader();
  if (account.properties['allowBlobPublicAccess'] !== true) throw publicAccessNotPermitted();
  return { publicAccess: word };
}

function metadata(request: BlobRequest): JsonObject {
  const read = readMetadata(request);
  return Object.keys(read).length === 0 ? {} : { metadata: read };
}

/** Its properties, and what it is called by its maker. */
export function readContainer(request: BlobRequest): BlobAnswer {
  const container = containerOf(request);
  const { properties } = container;
  const access = publicAccessOf(properties);
  return {
    status: 200,
    headers: {
      ...stamps(container),
      ...metadataHeaders(objectAt(properties, 'metadata')),
      ...(access === undefined ? {} : { 'x-ms-blob-public-access': access }),
      'x-ms-lease-status': 'unlocked',
      'x-ms-lease-state': 'available',
      'x-ms-has-immutability-policy': String(immutabilityPolicyOf(container) !== undefined),
      'x-ms-has-legal-hold': String(hasLegalHold(container)),
      'x-ms-default-encryption-scope': stringAt(properties, 'defaultEncryptionScope') ?? '',
      'x-ms-deny-encryption-scope-override': deniesOverride(properties),
    },
  };
}

/** Its blobs go with it. Nobody keeps it for a while: soft delete of containers is off unless it is asked for. */
export function deleteContainer(request: BlobRequest): BlobAnswer {
  const container = containerOf(request);
  const { id, etag } = container;
  checkMatch(request, etag);
  const { store, world } = request.services;
  if (hasLegalHold(container)) throw containerHeld();
  const policy = immutabilityPolicyOf(container);
  if (policy && isLocked(policy)) throw containerLocked();
  if (policy && world.range(BLOBS, `${id.toLowerCase()}|`, 1).length > 0) throw containerNotEmpty();
  for (const table of [BLOBS, STAGED_BLOCKS]) {
    for (const [key] of world.range(table, `${id.toLowerCase()}|`)) world.delete(table, key);
  }
  store.remove(id);
  return { status: 202 };
}

export function listContainers(request: BlobRequest): BlobAnswer {
  const { query, origin } = request;
  const page = pageOf(request);
  const { taken, next } = paged(
    containersOf(request).filter(({ name }) => name.startsWith(page.prefix)),
    ({ name }) => name,
    page,
  );
  const withMetadata = query.get('include')?.split(',').includes('metadata') ?? false;
  return {
    status: 200,
    xml: xmlDocument(
      'EnumerationResults',
      { ServiceEndpoint: `${origin}/` },
      ...page.elements,
      element('Containers', ...taken.map((container) => shown(container, withMetadata))),
      leaf('NextMarker', next ?? ''),
    ),
  };
}

function shown(container: StoredResource, withMetadata: boolean): string {
  const { name, etag = '', properties } = container;
  const access = publicAccessOf(properties);
  return element(
    'Container',
    leaf('Name', name),
    element(
      'Properties',
      leaf('Last-Modified', changedAt(properties)),
      leaf('Etag', etag),
      leaf('LeaseStatus', 'unlocked'),
      leaf('LeaseState', 'available'),
      ...(access === undefined ? [] : [leaf('PublicAccess', access)]),
      leaf('DefaultEncryptionScope', stringAt(properties, 'defaultEncryptionScope') ?? ''),
      leaf('DenyEncryptionScopeOverride', deniesOverride(properties)),
      leaf('HasImmutabilityPolicy', String(immutabilityPolicyOf(container) !== undefined)),
      leaf('HasLegalHold', String(hasLegalHold(container))),
    ),
    ...(withMetadata ? [metadataElement(objectAt(properties, 'metadata'))] : []),
  );
}

/** `blob` or `container`; nothing where it is open to nobody. */
function publicAccessOf(properties: JsonObject): string | undefined {
  const access = stringAt(properties, 'publicAccess')?.toLowerCase();
  return access === 'none' ? undefined : access;
}

const deniesOverride = (properties: JsonObject): string =>
  String(properties['denyEncryptionScopeOverride'] === true);

function stamps({ etag = '', properties }: StoredResource): Record<string, string> {
  return { etag, 'last-modified': changedAt(properties) };
}

const changedAt = (properties: JsonObject): string =>
  httpDate(Date.parse(stringAt(properties, 'lastModifiedTime') ?? ''));
