/** Which private link services stand behind a load balancer, or one of its frontends. */
import { type Json, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { PRIVATE_LINK_SERVICES } from './network-types.ts';

/** Ids of the frontends of a service. */
export function frontendIdsOf({ properties }: Pick<StoredResource, 'properties'>): string[] {
  const listed = properties['loadBalancerFrontendIpConfigurations'];
  return (Array.isArray(listed) ? (listed as readonly Json[]) : []).flatMap(
    (one) => stringAt(one, 'id') ?? [],
  );
}

/** The services of the same subscription that use it. */
export function servicesBehind(context: UnitContext, id: string): StoredResource[] {
  const wanted = id.toLowerCase();
  return context
    .resources(PRIVATE_LINK_SERVICES, id.split('/').slice(0, 3).join('/'))
    .filter((service) =>
      frontendIdsOf(service).some((frontend) =>
        `${frontend.toLowerCase()}/`.startsWith(`${wanted}/`),
      ),
    );
}
