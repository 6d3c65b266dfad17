/** What a cluster shows otherwise than it is stored: the case of ids, and what is in some api-versions only. */
import { isObject, type JsonObject } from '../../kernel/json.ts';

/** Reported: this version took away the network of the Docker bridge, which no node has had since Kubernetes 1.19. */
const BRIDGE_UNTIL = '2023-04-01';
const BRIDGE_CIDR = '172.17.0.1/16';
/** Recorded: previews tell which driver of disks it is. */
const DISK_DRIVER = 'v1';

/** An id as this service writes it. */
export const shownId = (id: string): string => id.replace('/resourceGroups/', '/resourcegroups/');

/** The properties of a cluster as an api-version has them. */
export function shownProperties(properties: JsonObject, apiVersion: string): JsonObject {
  const { networkProfile, storageProfile } = properties;
  const { dockerBridgeCidr = BRIDGE_CIDR, ...network } = isObject(networkProfile)
    ? networkProfile
    : {};
  const driver = isObject(storageProfile) ? storageProfile['diskCSIDriver'] : undefined;
  return {
    ...properties,
    networkProfile: { ...network, ...(apiVersion < BRIDGE_UNTIL ? { dockerBridgeCidr } : {}) },
    ...(isObject(storageProfile) && isObject(driver) && apiVersion.endsWith('-preview')
      ? {
          storageProfile: {
            ...storageProfile,
            diskCSIDriver: { version: DISK_DRIVER, ...driver },
          },
        }
      : {}),
  };
}
