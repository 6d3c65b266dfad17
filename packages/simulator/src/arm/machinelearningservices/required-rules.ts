/** The outbound rules that the service puts into a managed virtual network by itself, as documents list them. */
import { type JsonObject, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { OF_THE_SERVICE } from './outbound-rule.ts';
import type { IsolationMode } from './workspace-network.ts';

/** Properties of a workspace, and what of the resources in them its network reaches. */
const ASSOCIATES = [
  { property: 'keyVault', subresources: ['vault'] },
  { property: 'storageAccount', subresources: ['blob', 'file'] },
  { property: 'containerRegistry', subresources: ['registry'] },
] as const;

/** As users show them: the tag, its ports, and how the rule is called. */
const SERVICE_TAGS: readonly {
  readonly tag: string;
  readonly protocol: '*' | 'TCP' | 'UDP';
  readonly portRanges: string;
  readonly isRegional?: true;
}[] = Object.freeze([
  { tag: 'AzureActiveDirectory', protocol: 'TCP', portRanges: '80, 443' },
  { tag: 'AzureFrontDoor.FirstParty', protocol: '*', portRanges: '*' },
  { tag: 'AzureMachineLearning', protocol: 'TCP', portRanges: '443' },
  { tag: 'AzureMachineLearning', protocol: 'UDP', portRanges: '5831' },
  { tag: 'AzureMonitor', protocol: 'TCP', portRanges: '443' },
  { tag: 'AzureResourceManager', protocol: 'TCP', portRanges: '443' },
  { tag: 'BatchNodeManagement', protocol: 'TCP', portRanges: '443' },
  { tag: 'MicrosoftContainerRegistry', protocol: 'TCP', portRanges: '443', isRegional: true },
  { tag: 'VirtualNetwork', protocol: '*', portRanges: '*' },
]);

/** Characters of the suffix that rules of private endpoints of one workspace share. */
const SUFFIX_CHARACTERS = 8;

/** The rules that a workspace needs, by name. */
export function requiredRules(
  context: UnitContext,
  workspace: StoredResource,
  mode: IsolationMode,
): JsonObject {
  if (mode === 'Disabled') return {};
  const endpoints = endpointRules(context, workspace, mode);
  if (mode === 'AllowInternetOutbound') return Object.fromEntries(endpoints);
  const tags = SERVICE_TAGS.map(({ tag, protocol, portRanges, isRegional }) => {
    const serviceTag = isRegional ? `${tag}.${workspace.location ?? ''}` : tag;
    const suffix = protocol === '*' ? '' : `_${protocol}`;
    const destination = { serviceTag, protocol, portRanges };
    return [
      `${OF_THE_SERVICE}ST_${serviceTag}${suffix}`,
      required('ServiceTag', destination),
    ] as const;
  });
  return Object.fromEntries([...endpoints, ...tags]);
}

/** Without approval for all that leaves, only what is closed to the public is reached through private endpoints. */
function endpointRules(
  context: UnitContext,
  workspace: StoredResource,
  mode: IsolationMode,
): (readonly [string, JsonObject])[] {
  const suffix = context
    .namedGuid(workspace.id.toLowerCase(), 'network')
    .slice(0, SUFFIX_CHARACTERS);
  const isNeeded = (resource: StoredResource | undefined): boolean =>
    mode === 'AllowOnlyApprovedOutbound' ||
    resource?.properties['publicNetworkAccess'] === 'Disabled';
  const rule = (id: string, subresourceTarget: string) => {
    const name = `${OF_THE_SERVICE}PE_${id.split('/').pop() ?? ''}_${subresourceTarget}_${suffix}`;
    const destination = {
      serviceResourceId: id,
      subresourceTarget,
      sparkEnabled: true,
      sparkStatus: 'Inactive',
    };
    return [name, required('PrivateEndpoint', destination)] as const;
  };
  const associates = ASSOCIATES.flatMap(({ property, subresources }) => {
    const id = stringAt(workspace.properties, property);
    if (!id || !isNeeded(context.resource(id))) return [];
    return subresources.map((subresource) => rule(id, subresource));
  });
  return isNeeded(workspace) ? [...associates, rule(workspace.id, 'amlworkspace')] : associates;
}

const required = (type: string, destination: JsonObject): JsonObject => ({
  type,
  destination,
  status: 'Inactive',
  category: 'Required',
});
