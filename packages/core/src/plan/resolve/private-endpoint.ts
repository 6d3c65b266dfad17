import type { PrivateEndpointSpec, Tags } from '../../spec/types.ts';
import type { Described, DescribedPrivateEndpoint } from './description.ts';
import { type Home, homeId } from './registry.ts';

/** Describes a private endpoint in the workspace's resource group. */
export function describePrivateEndpoint(
  home: Home,
  endpoint: PrivateEndpointSpec,
  to: {
    readonly stepId: string;
    readonly target: Described;
    readonly groupId: string;
    readonly tags: Tags;
  },
): DescribedPrivateEndpoint {
  return {
    ...to,
    endpoint,
    id: homeId(home, 'Microsoft.Network/privateEndpoints', endpoint.name),
    name: endpoint.name,
    create: true,
  };
}
