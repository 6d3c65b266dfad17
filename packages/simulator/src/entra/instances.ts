/** The instances of Entra ID, one for each cloud. */

/** Hosts of one instance of Entra ID. The first is preferred on the network, the second in caches. */
export const INSTANCES: readonly (readonly string[])[] = [
  ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
  ['login.partner.microsoftonline.cn', 'login.chinacloudapi.cn'],
  ['login.microsoftonline.us', 'login.usgovcloudapi.net'],
];

/** Every host that Entra ID answers on. */
export const entraHosts: ReadonlySet<string> = new Set(INSTANCES.flat());

/** Whether two hosts are of the same instance, so that they know the same tenants. */
export function sameInstance(host: string, other: string): boolean {
  return INSTANCES.some((aliases) => aliases.includes(host) && aliases.includes(other));
}
