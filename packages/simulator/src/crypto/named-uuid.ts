import { hash } from './node-crypto.ts';

const UUID_BYTES = 16;

/** The UUID of a name in a namespace: version 5 of RFC 9562, of SHA-1. */
export function namedUuid(name: string, namespace: string): string {
  const bytes = hash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
    .subarray(0, UUID_BYTES);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
