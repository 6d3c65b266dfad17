import type { Json, JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { NETWORK_INTERFACES } from './network-types.ts';

/** The id of an interface in the group of what it is made for. */
export function interfaceIdBeside(holder: StoredResource, name: string): string {
  const group = holder.id.split('/').slice(0, 5).join('/');
  return `${group}/providers/${NETWORK_INTERFACES}/${name}`;
}

/** An interface that Azure makes for something else, which alone it serves. */
export function madeInterface(
  context: UnitContext,
  holder: StoredResource,
  about: {
    readonly id: string;
    readonly resourceGuid: string;
    readonly ipConfigurations: readonly Json[];
    /** Under which name it shows what it is made for. */
    readonly shows: 'privateEndpoint' | 'privateLinkService';
  },
): StoredResource {
  const { id, resourceGuid, ipConfigurations, shows } = about;
  const properties: JsonObject = {
    provisioningState: 'Succeeded',
    resourceGuid,
    ipConfigurations,
    dnsSettings: { dnsServers: [], appliedDnsServers: [] },
    enableAcceleratedNetworking: false,
    enableIPForwarding: false,
    hostedWorkloads: [],
    tapConfigurations: [],
    nicType: 'Standard',
    [shows]: { id: holder.id },
  };
  return {
    id,
    type: NETWORK_INTERFACES,
    name: id.split('/').at(-1) ?? '',
    ...(holder.location === undefined ? {} : { location: holder.location }),
    tags: {},
    etag: `W/"${context.guid()}"`,
    properties,
  };
}
