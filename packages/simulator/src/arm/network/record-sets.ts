/** Record sets of private DNS zones, a type of resource for each type of record. */
import { isIpv4 } from '../../kernel/address-prefix.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  objectAt,
  stringAt,
} from '../../kernel/json.ts';
import { presentResource } from '../../kernel/present.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { PRIVATE_DNS_API_VERSIONS, PRIVATE_DNS_ZONES } from './private-dns-style.ts';

/** Record sets that a zone may have. */
export const RECORD_SETS_MAX = 25_000;
/** Records that a set may have. */
const RECORDS_MAX = 20;
const TTL_SECONDS_MIN = 1;
const TTL_SECONDS_MAX = 2_147_483_647;
/** Where each type of record keeps what it says: a list, or one record. */
const MEMBERS = {
  A: 'aRecords',
  AAAA: 'aaaaRecords',
  CNAME: 'cnameRecord',
  MX: 'mxRecords',
  PTR: 'ptrRecords',
  SOA: 'soaRecord',
  SRV: 'srvRecords',
  TXT: 'txtRecords',
} as const;

export type RecordType = keyof typeof MEMBERS;
export const RECORD_TYPES = Object.keys(MEMBERS) as readonly RecordType[];
/** The name of the record that says who is in charge of a zone; every zone has it. */
const APEX = '@';

const recordSetsOf = (type: RecordType): ResourceType =>
  defineResourceType({
    type: `${PRIVATE_DNS_ZONES}/${type}`,
    apiVersions: PRIVATE_DNS_API_VERSIONS,
    scope: 'group',
    needsLocation: false,
    isListed: (recordSet, query) => isAsked(recordSet, query),
    put: (context, request) => {
      const given = objectAt(request.body, 'properties');
      // The SOA record keeps what is Azure's in it.
      return store(context, request, type, type === 'SOA' ? withKept(request, given) : given);
    },
    patch: (context, request) =>
      store(context, request, type, withKept(request, objectAt(request.body, 'properties'))),
    remove: (_context, { goesWithParent }) => {
      if (type !== 'SOA' || goesWithParent === true) return { removed: true };
      throw refused('The SOA record of a zone goes with the zone alone.');
    },
  });

export const aRecordSets: ResourceType = recordSetsOf('A');
export const aaaaRecordSets: ResourceType = recordSetsOf('AAAA');
export const cnameRecordSets: ResourceType = recordSetsOf('CNAME');
export const mxRecordSets: ResourceType = recordSetsOf('MX');
export const ptrRecordSets: ResourceType = recordSetsOf('PTR');
export const soaRecordSets: ResourceType = recordSetsOf('SOA');
export const srvRecordSets: ResourceType = recordSetsOf('SRV');
export const txtRecordSets: ResourceType = recordSetsOf('TXT');

/** `GET …/ALL`: the record sets of every type. */
export function listAllRecordSets(
  context: UnitContext,
  { resource, query }: ActionRequest,
): ActionAnswer {
  if (query.has('$top')) throw notSimulated('$top in a list of record sets of every type');
  const value = RECORD_TYPES.flatMap((type) =>
    context.resources(`${PRIVATE_DNS_ZONES}/${type}`, resource.id),
  )
    .filter((recordSet) => isAsked(recordSet, query))
    .map(presentResource);
  return { status: 200, body: { value } };
}

/** Whether a list that asks for names with an end shows this one. */
function isAsked({ name }: StoredResource, query: ReadonlyMap<string, string>): boolean {
  const suffix = query.get('$recordsetnamesuffix');
  return suffix === undefined || name.toLowerCase().endsWith(suffix.toLowerCase());
}

/** The record that a new zone has. */
export function startOfAuthority(context: UnitContext, zone: StoredResource): StoredResource {
  return recordSet(context, zone.id, 'SOA', APEX, {
    ttl: 3600,
    soaRecord: {
      host: 'azureprivatedns.net',
      email: 'azureprivatedns-host.microsoft.com',
      serialNumber: 1,
      refreshTime: 3600,
      retryTime: 300,
      expireTime: 2_419_200,
      minimumTtl: 10,
    },
  });
}

/** A record set of a zone, as it is stored. */
export function recordSet(
  context: UnitContext,
  zoneId: string,
  type: RecordType,
  name: string,
  properties: JsonObject,
): StoredResource {
  const zoneName = zoneId.split('/').at(-1) ?? '';
  const fqdn = name === APEX ? `${zoneName}.` : `${name}.${zoneName}.`;
  return {
    id: `${zoneId}/${type}/${name}`,
    type: `${PRIVATE_DNS_ZONES}/${type}`,
    name,
    etag: context.guid(),
    properties: { ...properties, fqdn, isAutoRegistered: false },
  };
}

const withKept = ({ existing }: WriteRequest, given: JsonObject): JsonObject =>
  mergePatch(existing?.properties ?? {}, given) as JsonObject;

function store(
  context: UnitContext,
  { address, existing }: WriteRequest,
  type: RecordType,
  asked: JsonObject,
): WriteAnswer {
  if (type === 'SOA' && address.name !== APEX) {
    throw refused(`A zone has one SOA record, whose name is '${APEX}'.`);
  }
  checkTtl(asked['ttl']);
  const records = asked[MEMBERS[type]];
  checkRecords(type, records);
  checkAlias(context, address.parentId, type, address.name);
  const { metadata } = asked;
  const properties = {
    ...(isObject(metadata) ? { metadata } : {}),
    ttl: Number(asked['ttl']),
    [MEMBERS[type]]: records,
  };
  return {
    done: recordSet(context, address.parentId, type, existing?.name ?? address.name, properties),
  };
}

function checkTtl(ttl: Json | undefined): void {
  const seconds = Number(ttl);
  if (Number.isInteger(ttl) && seconds >= TTL_SECONDS_MIN && seconds <= TTL_SECONDS_MAX) return;
  throw refused(
    `'properties.ttl' must be a whole number of seconds from ${TTL_SECONDS_MIN} to ${TTL_SECONDS_MAX}.`,
  );
}

function checkRecords(type: RecordType, records: Json | undefined): void {
  const member = MEMBERS[type];
  if (!member.endsWith('s')) {
    if (isObject(records)) return;
    throw refused(`A record set of the type ${type} needs 'properties.${member}'.`);
  }
  if (!Array.isArray(records) || records.length === 0 || records.length > RECORDS_MAX) {
    throw refused(
      `A record set of the type ${type} needs 1 to ${RECORDS_MAX} records in 'properties.${member}'.`,
    );
  }
  if (type !== 'A') return;
  for (const record of records as readonly Json[]) {
    const address = stringAt(record, 'ipv4Address') ?? '';
    if (!isIpv4(address)) throw refused(`'${address}' is no IPv4 address.`);
  }
}

/** A name that stands for another has no other records. */
function checkAlias(context: UnitContext, zoneId: string, type: RecordType, name: string): void {
  const others = type === 'CNAME' ? RECORD_TYPES.filter((one) => one !== type) : ['CNAME'];
  if (type !== 'CNAME' && name === APEX) return;
  const other = others.find((one) => context.resource(`${zoneId}/${one}/${name}`));
  if (other === undefined) return;
  throw refused(
    `'${name}' has a record set of the type ${other}, and a name with a CNAME record has no others.`,
  );
}

function refused(message: string): Refusal {
  return new Refusal({ status: 400, code: 'BadRequest', message, evidence: 'assumed' });
}
