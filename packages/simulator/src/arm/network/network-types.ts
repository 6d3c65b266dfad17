/** Types of the network that more than one unit asks about. */

/** What has addresses for machines and endpoints. */
export const NETWORK_INTERFACES = 'Microsoft.Network/networkInterfaces';
export const LOAD_BALANCERS = 'Microsoft.Network/loadBalancers';
export const PUBLIC_IP_ADDRESSES = 'Microsoft.Network/publicIPAddresses';
export const PRIVATE_LINK_SERVICES = 'Microsoft.Network/privateLinkServices';
