/** Blobs that come in blocks: each is staged, and a list of them makes the blob. */
import { blockKey, STAGED_BLOCKS, type StoredBlock } from '../../kernel/blobs.ts';
import { AccountKey } from './account-key.ts';
import { invalidBlockList, invalidQuery, invalidXml } from './blob-errors.ts';
import { checkedMd5, keptHeaders, storeBlob, writtenHeaders } from './blobs.ts';
import { containerOf, placeOf } from './find.ts';
import { type BlobAnswer, type BlobRequest, headerOf } from './request.ts';
import { readBlockList } from './xml.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BLOCK_ID_BYTES_MAX_INCLUSIVE = 64;

export function putBlock(request: BlobRequest): BlobAnswer {
  const { services, account, content, query } = request;
  containerOf(request);
  const id = query.get('blockid') ?? '';
  const bytes = Buffer.from(id, 'base64').length;
  if (!BASE64.test(id) || bytes === 0 || bytes > BLOCK_ID_BYTES_MAX_INCLUSIVE) throw invalidQuery();
  const md5 = checkedMd5(request);
  const place = blockKey(placeOf(request), id);
  const block: StoredBlock = {
    ...new AccountKey(services, account).seal(place, content),
    sizeBytes: content.length,
  };
  services.world.set(STAGED_BLOCKS, place, block);
  return {
    status: 201,
    headers: { 'content-md5': md5, 'x-ms-request-server-encrypted': 'true' },
  };
}

/** Blocks of a blob that is there are not kept apart: a list may name staged ones only. */
export function putBlockList(request: BlobRequest): BlobAnswer {
  const { services, account, content } = request;
  const listed = readBlockList(new TextDecoder().decode(content));
  if (!listed) throw invalidXml();
  const key = new AccountKey(services, account);
  const parts = listed.map(([where, id]) => {
    const place = blockKey(placeOf(request), id);
    const block = services.world.get<StoredBlock>(STAGED_BLOCKS, place);
    if (where === 'Committed' || !block) throw invalidBlockList();
    return key.open(place, block);
  });
  const md5 = headerOf(request, 'x-ms-blob-content-md5');
  const blob = storeBlob(request, Buffer.concat(parts), {
    ...keptHeaders(request),
    ...(md5 === undefined ? {} : { 'content-md5': md5 }),
  });
  return { status: 201, headers: writtenHeaders(blob) };
}
