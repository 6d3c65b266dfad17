/** Ranges of addresses as networks are given them: `10.0.0.0/24`, `fd00:db8::/64`. */

/** A range of IPv4 or IPv6 addresses. */
export interface AddressPrefix {
  /** As it was given. */
  readonly text: string;
  /** Length of an address: 32 for IPv4, 128 for IPv6. */
  readonly addressBits: number;
  readonly first: bigint;
  readonly last: bigint;
  /** The same range as it has to be written: its first address, and the length. */
  readonly canonical: string;
  /** Whether it is given by its first address. */
  readonly isAligned: boolean;
}

const IPV4_BITS = 32;
const IPV4_PARTS = 4;
const IPV6_BITS = 128;
const IPV6_PARTS = 8;

/** The range that a text tells; `undefined` when it tells none. */
export function readAddressPrefix(text: string): AddressPrefix | undefined {
  const [, address = '', digits = ''] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  const length = Number(digits);
  const isV6 = address.includes(':');
  const addressBits = isV6 ? IPV6_BITS : IPV4_BITS;
  const value = isV6 ? valueOfV6(address) : valueOfV4(address);
  if (value === undefined || length > addressBits) return undefined;
  const size = 1n << BigInt(addressBits - length);
  const first = value - (value % size);
  const shown = isV6 ? textOfV6(first) : textOfV4(first);
  return {
    text,
    addressBits,
    first,
    last: first + size - 1n,
    canonical: `${shown}/${length}`,
    isAligned: first === value,
  };
}

/** Whether all addresses of a range are in another. */
export const isWithin = (inner: AddressPrefix, outer: AddressPrefix): boolean =>
  inner.addressBits === outer.addressBits && inner.first >= outer.first && inner.last <= outer.last;

/** Whether two ranges have an address in common. */
export const doOverlap = (one: AddressPrefix, other: AddressPrefix): boolean =>
  one.addressBits === other.addressBits && one.first <= other.last && other.first <= one.last;

/** Whether a text is an IPv4 address, as it has to be written. */
export function isIpv4(text: string): boolean {
  const value = valueOfV4(text);
  return value !== undefined && textOfV4(value) === text;
}

/** An IPv4 address as a number; `undefined` when a text is none. */
export const valueOfIpv4 = (text: string): bigint | undefined =>
  isIpv4(text) ? valueOfV4(text) : undefined;

function valueOfV4(text: string): bigint | undefined {
  const parts = text.split('.');
  const isAddress =
    parts.length === IPV4_PARTS && parts.every((part) => /^\d{1,3}$/.test(part) && +part <= 255);
  return isAddress ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined;
}

/** Four numbers. */
export const textOfV4 = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');

function valueOfV6(text: string): bigint | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = halves;
  const given = head.length + (tail?.length ?? 0);
  const isWhole = tail === undefined ? given === IPV6_PARTS : given < IPV6_PARTS;
  if (halves.length > 2 || !isWhole) return undefined;
  const zeros = Array.from({ length: IPV6_PARTS - given }, () => '0');
  const parts = [...head, ...zeros, ...(tail ?? [])];
  if (!parts.every((part) => /^[\da-f]{1,4}$/i.test(part))) return undefined;
  return parts.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
}

/** As a URL writes it, which is how RFC 5952 has it. */
function textOfV6(value: bigint): string {
  const digits = value.toString(16).padStart(IPV6_BITS / 4, '0');
  return new URL(`http://[${digits.replaceAll(/.{4}(?=.)/g, '$&:')}]`).hostname.slice(1, -1);
}
