/** The part of a blob that is asked for. */
import { invalidHeader, invalidRange } from './blob-errors.ts';
import { type BlobRequest, headerOf } from './request.ts';

/** Positions of bytes, both inclusive. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

const RANGE = /^bytes=(\d+)-(\d*)$/;

/** `undefined`: all of it. Of a blob without content nothing can be asked for. */
export function byteRange(request: BlobRequest, sizeBytes: number): ByteRange | undefined {
  const asked = headerOf(request, 'x-ms-range') ?? headerOf(request, 'range');
  if (asked === undefined) return undefined;
  const [, from, to = ''] = RANGE.exec(asked) ?? [];
  if (from === undefined) throw invalidHeader();
  const first = Number(from);
  const last = Math.min(to === '' ? Number.POSITIVE_INFINITY : Number(to), sizeBytes - 1);
  if (first >= sizeBytes || last < first) throw invalidRange();
  return { from: first, to: last };
}
