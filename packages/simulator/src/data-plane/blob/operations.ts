/** The operations of the blob service that are served, and what roles call them. */
import { notSimulated } from '../../kernel/errors.ts';
import { BLOB_CONTAINERS } from '../../kernel/blobs.ts';
import { deleteBlob, headBlob, putBlob, readBlob } from './blobs.ts';
import { putBlock, putBlockList } from './blocks.ts';
import { createContainer, deleteContainer, listContainers, readContainer } from './containers.ts';
import { listBlobs } from './list-blobs.ts';
import type { BlobAnswer, BlobRequest } from './request.ts';

const BLOBS = `${BLOB_CONTAINERS}/blobs`;

/** What a request is about. */
export type Level = 'account' | 'container' | 'blob';

export interface BlobOperation {
  readonly name: string;
  readonly method: string;
  readonly level: Level;
  /** `restype` and `comp` of the query; absent: there is none. */
  readonly restype?: string;
  readonly comp?: string;
  /** What a role has to allow. */
  readonly needs: readonly [kind: 'action' | 'dataAction', action: string];
  /** Letters of a shared access signature, each of which allows it; `c` only what is not there yet. */
  readonly permits: readonly string[];
  /** Whether only the signature of a whole account can allow it. */
  readonly isAccountSasOnly?: true;
  /** The level of public access from which on anybody may do it; absent: nobody may. */
  readonly publicFrom?: 'Blob' | 'Container';
  readonly handle: (request: BlobRequest) => BlobAnswer;
}

const read: BlobOperation['needs'] = ['dataAction', `${BLOBS}/read`];
const write: BlobOperation['needs'] = ['dataAction', `${BLOBS}/write`];

export const blobOperations: readonly BlobOperation[] = [
  {
    name: 'List Containers',
    method: 'GET',
    level: 'account',
    comp: 'list',
    needs: ['action', `${BLOB_CONTAINERS}/read`],
    permits: ['l'],
    handle: listContainers,
  },
  {
    name: 'Create Container',
    method: 'PUT',
    level: 'container',
    restype: 'container',
    needs: ['action', `${BLOB_CONTAINERS}/write`],
    permits: ['c', 'w'],
    isAccountSasOnly: true,
    handle: createContainer,
  },
  ...['GET', 'HEAD'].map((method): BlobOperation => ({
    name: 'Get Container Properties',
    method,
    level: 'container',
    restype: 'container',
    needs: ['action', `${BLOB_CONTAINERS}/read`],
    permits: ['r'],
    isAccountSasOnly: true,
    publicFrom: 'Container',
    handle: readContainer,
  })),
  {
    name: 'Delete Container',
    method: 'DELETE',
    level: 'container',
    restype: 'container',
    needs: ['action', `${BLOB_CONTAINERS}/delete`],
    permits: ['d'],
    isAccountSasOnly: true,
    handle: deleteContainer,
  },
  {
    name: 'List Blobs',
    method: 'GET',
    level: 'container',
    restype: 'container',
    comp: 'list',
    needs: read,
    permits: ['l'],
    publicFrom: 'Container',
    handle: listBlobs,
  },
  {
    name: 'Put Blob',
    method: 'PUT',
    level: 'blob',
    needs: write,
    permits: ['w', 'c'],
    handle: putBlob,
  },
  {
    name: 'Get Blob',
    method: 'GET',
    level: 'blob',
    needs: read,
    permits: ['r'],
    publicFrom: 'Blob',
    handle: readBlob,
  },
  {
    name: 'Get Blob Properties',
    method: 'HEAD',
    level: 'blob',
    needs: read,
    permits: ['r'],
    publicFrom: 'Blob',
    handle: headBlob,
  },
  {
    name: 'Delete Blob',
    method: 'DELETE',
    level: 'blob',
    needs: ['dataAction', `${BLOBS}/delete`],
    permits: ['d'],
    handle: deleteBlob,
  },
  {
    name: 'Put Block',
    method: 'PUT',
    level: 'blob',
    comp: 'block',
    needs: write,
    // Documented: writing alone, of new blobs too.
    permits: ['w'],
    handle: putBlock,
  },
  {
    name: 'Put Block List',
    method: 'PUT',
    level: 'blob',
    comp: 'blocklist',
    needs: write,
    permits: ['w'],
    handle: putBlockList,
  },
];

/** The operation that a request asks for; throws what names one that is not served. */
export function blobOperation(
  method: string,
  level: Level,
  query: ReadonlyMap<string, string>,
): BlobOperation {
  const restype = query.get('restype');
  const comp = query.get('comp');
  const found = blobOperations.find(
    (one) =>
      one.method === method && one.level === level && one.restype === restype && one.comp === comp,
  );
  if (found) return found;
  const words = Object.entries({ restype, comp }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  throw notSimulated(`the blob service's ${method} of ${level} ${words.join('&')}`.trim());
}

/** Headers that mean something which is not played; refused by name, for without them another thing would be done. */
const UNPLAYED_HEADERS = [
  'x-ms-lease-id',
  'x-ms-source-lease-id',
  'x-ms-encryption-key',
  'x-ms-encryption-scope',
  'x-ms-copy-source',
  'x-ms-tags',
  'x-ms-if-tags',
  'x-ms-access-tier',
  'x-ms-immutability-policy-until-date',
  'x-ms-legal-hold',
  'x-ms-default-encryption-scope',
  'x-ms-content-crc64',
  'x-ms-structured-body',
  'x-ms-range-get-content-md5',
  'x-ms-range-get-content-crc64',
  'if-modified-since',
  'if-unmodified-since',
] as const;
const UNPLAYED_QUERY = ['snapshot', 'versionid', 'deletetype', 'startFrom'] as const;

export function refuseUnplayed({ headers, query }: Pick<BlobRequest, 'headers' | 'query'>): void {
  const header = UNPLAYED_HEADERS.find((name) => headers.get(name));
  if (header !== undefined) throw notSimulated(`the header ${header} of the blob service`);
  const parameter = UNPLAYED_QUERY.find((name) => query.has(name));
  if (parameter !== undefined) throw notSimulated(`the parameter ${parameter} of the blob service`);
}
