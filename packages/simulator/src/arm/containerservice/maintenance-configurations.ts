import { isObject, type JsonObject } from '../../kernel/json.ts';
import { presentResource } from '../../kernel/present.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import { API_VERSIONS } from './api-versions.ts';
import { invalid } from './cluster-request.ts';
import { shownId } from './cluster-shown.ts';

const TYPE = 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations';
/** Documented: the only names. The first is for weekly releases of the service, the others for upgrades. */
const WEEKLY = 'default';
const NAMES = [WEEKLY, 'aksManagedAutoUpgradeSchedule', 'aksManagedNodeOSUpgradeSchedule'];

/** When the service may maintain a cluster. Nothing is maintained here, so they are only kept. */
export const maintenanceConfigurations: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: API_VERSIONS,
  scope: 'group',
  needsLocation: false,
  checkName: (name) => {
    if (NAMES.some((one) => one.toLowerCase() === name.toLowerCase())) return;
    throw invalid('configName', `'${name}' is not one of ${NAMES.join(', ')}`);
  },
  put: (_context, { address, body, existing }) => {
    const properties = isObject(body['properties']) ? body['properties'] : {};
    checkWindow(address.name, properties);
    return {
      done: {
        id: existing?.id ?? address.id,
        type: TYPE,
        name: existing?.name ?? address.name,
        properties,
      },
    };
  },
  remove: () => ({ removed: true }),
  present: (resource) =>
    presentResource({
      ...resource,
      id: shownId(resource.id),
    }),
});

/** Schedules of upgrades have a window; documented, that of weekly releases can have one too. */
function checkWindow(name: string, properties: JsonObject): void {
  const { maintenanceWindow } = properties;
  if (isObject(maintenanceWindow) || name.toLowerCase() === WEEKLY) return;
  throw invalid('maintenanceWindow', `the configuration '${name}' needs one`);
}
