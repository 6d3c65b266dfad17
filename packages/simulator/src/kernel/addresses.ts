/** Where requests come from, and whether a firewall lets such an address in. */
import { isWithin, readAddressPrefix, valueOfIpv4 } from './address-prefix.ts';

/** Where every client of the simulator comes from: an address kept for documentation (RFC 5737). */
export const CLIENT_ADDRESS = '203.0.113.1';
/** Where services of Azure come from, likewise. */
export const SERVICE_ADDRESS = '198.51.100.1';

/** Whether an IPv4 address is the one that is given, or lies in `first-last`, as signatures name addresses. */
export function isInAddressRange(range: string, address: string): boolean {
  const [first = '', last = first] = range.split('-');
  const [from, to, value] = [first, last, address].map(valueOfIpv4);
  if (from === undefined || to === undefined || value === undefined) return false;
  return from <= value && value <= to;
}

/** Whether an IPv4 address lies in a range in CIDR form, or is it. */
export function isInRange(range: string, address: string): boolean {
  const outer = readAddressPrefix(range.includes('/') ? range : `${range}/32`);
  const inner = readAddressPrefix(`${address}/32`);
  return outer !== undefined && inner !== undefined && isWithin(inner, outer);
}
