/** A write of a disk or of a snapshot, as far as the two are alike. */
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { Effects, UnitContext, WriteRequest } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { together } from '../../kernel/together.ts';
import { diskEncryption } from './disk-encryption.ts';
import { invalid } from './disk-errors.ts';
import { nounOf } from './disk-kinds.ts';
import { networkOf } from './disk-network.ts';
import { readDiskProperties, readSku } from './disk-request.ts';
import { keptSecurity, newSecurity } from './disk-security.ts';
import { encryptionOfCopy, sourceFacts } from './disk-source.ts';

const BYTES_PER_GB = 1024 ** 3;

/** What was asked for, what follows from it, and what it was made from. */
export interface DiskWrite {
  /** As it is stored meanwhile: what was asked for. */
  readonly resource: StoredResource;
  /** What the service adds in the end. */
  readonly facts: JsonObject;
  readonly given: JsonObject;
  /** Gibibytes. */
  readonly size: number;
  readonly source?: StoredResource;
  readonly effects: Effects;
}

/** Reads a request and looks at what it refers to; `skuOf` names the SKU of what does not tell it. */
export function readWrite(
  context: UnitContext,
  type: string,
  { address, body, existing }: WriteRequest,
  skuOf: (source: StoredResource | undefined) => string | undefined,
): DiskWrite {
  const noun = nounOf({ type });
  const before = existing?.properties ?? {};
  const given = readDiskProperties(noun, body, existing?.properties);
  const location = existing?.location ?? String(body['location']);
  const { facts, sizeGB, source } = existing
    ? { facts: {}, sizeGB: undefined, source: undefined }
    : sourceFacts(context, objectAt(given, 'creationData'), { id: address.id, type, location });
  const sku = readSku(noun, body, stringAt(existing?.sku, 'name') ?? skuOf(source));
  const size = sizeOf(given['diskSizeGB'], sizeGB ?? before['diskSizeGB']);
  const { networkAccessPolicy: _policy, diskAccessId: _access, ...kept } = before;
  const network = networkOf(context, given, before, location);
  const security = existing
    ? keptSecurity(given['securityProfile'], before)
    : newSecurity(
        context,
        given['securityProfile'],
        stringAt(given['creationData'], 'createOption') ?? '',
        location,
        source?.properties,
      );
  const asked = encryptionOfCopy(given['encryption'], source);
  const { encryption, effects } =
    asked === undefined && before['encryption'] !== undefined
      ? { encryption: before['encryption'], effects: {} }
      : diskEncryption(context, asked, { location, sku });
  const tags = readTags(body['tags']) ?? existing?.tags;
  const resource: StoredResource = {
    id: existing?.id ?? address.id,
    type,
    name: existing?.name ?? address.name,
    location,
    ...(tags === undefined ? {} : { tags }),
    sku,
    properties: {
      ...kept,
      ...given,
      ...network,
      ...(security.profile ? { securityProfile: security.profile } : {}),
      encryption,
      provisioningState: 'Updating',
    },
    ...(existing?.hidden ? { hidden: existing.hidden } : {}),
  };
  return {
    resource,
    facts: {
      publicNetworkAccess: resource.properties['publicNetworkAccess'] ?? 'Enabled',
      timeCreated: before['timeCreated'] ?? context.iso,
      diskState: before['diskState'] ?? 'Unattached',
      diskSizeGB: size,
      diskSizeBytes: size * BYTES_PER_GB,
      uniqueId: before['uniqueId'] ?? context.guid(),
      ...facts,
    },
    given,
    size,
    ...(source ? { source } : {}),
    effects: together(effects, security.effects),
  };
}

/** The size asked for, else that of what something is made from, which it cannot be smaller than. */
function sizeOf(asked: Json | undefined, least: Json | undefined): number {
  const size = Number(asked ?? least);
  if (typeof least === 'number' && size < least) {
    throw invalid('diskSizeGB', `must be at least ${least}, the size of what it is made from`);
  }
  return size;
}

/** The first answer is the request again with the id, in the request's words. */
export function echoOf(
  body: JsonObject,
  { name, id, type, location, tags }: StoredResource,
): JsonObject {
  const { sku } = body;
  return {
    name,
    id,
    type,
    location: location ?? '',
    ...(tags === undefined ? {} : { tags }),
    ...(sku === undefined ? {} : { sku }),
    properties: { ...objectAt(body, 'properties'), provisioningState: 'Updating' },
  };
}

/** What was written, with what the service adds. */
export function written(resource: StoredResource | undefined, input: JsonObject): StoredResource {
  if (!resource) throw new TypeError('what is written is stored');
  const facts = objectAt(input, 'facts');
  const properties = { ...resource.properties, ...facts, provisioningState: 'Succeeded' };
  return { ...resource, properties };
}

/** A disk or snapshot as it is shown. */
export function presentDisk(resource: StoredResource): Json {
  const { id, name, type, location, tags, sku, properties } = resource;
  return {
    name,
    id,
    type,
    location,
    ...(tags === undefined ? {} : { tags }),
    sku,
    properties,
  };
}
