/** Where requests come from, and whether a firewall lets such an address in. */

/** Where every client of the simulator comes from: an address kept for documentation (RFC 5737). */
export const CLIENT_ADDRESS = '203.0.113.1';

/** Whether an IPv4 address lies in a range in CIDR form, or is it. */
export function isInRange(range: string, address: string): boolean {
  const [network = '', length = '32'] = range.split('/');
  const hidden = 32 - Number(length);
  const size = 2 ** hidden;
  return Math.floor(number(network) / size) === Math.floor(number(address) / size);
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
