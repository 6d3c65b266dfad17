/** The custom parameters of a workspace, as they are told. */
import { isObject, type JsonObject } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';

/** As recorded, of a workspace that asks for nothing. */
export function defaultParameters(context: UnitContext): JsonObject {
  const suffix = context.guid().replaceAll('-', '').slice(0, 13);
  return {
    enableFedRampCertification: { type: 'Bool', value: false },
    enableNoPublicIp: { type: 'Bool', value: false },
    natGatewayName: { type: 'String', value: 'nat-gateway' },
    prepareEncryption: { type: 'Bool', value: false },
    publicIpName: { type: 'String', value: 'nat-gw-public-ip' },
    relayNamespaceName: { type: 'String', value: `dbrelay${suffix}` },
    requireInfrastructureEncryption: { type: 'Bool', value: false },
    resourceTags: {
      type: 'Object',
      value: { application: 'databricks', 'databricks-environment': 'true' },
    },
    storageAccountName: { type: 'String', value: `dbstorage${suffix}` },
    storageAccountSkuName: { type: 'String', value: 'Standard_GRS' },
    vnetAddressPrefix: { type: 'String', value: '10.139' },
  };
}

/** Parameters as they are told: each with its type, and the encryption as a whole. */
export function typedParameters(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name, parameter]) => name !== 'resourceTags' && isObject(parameter))
      .map(([name, parameter]) => {
        const value = isObject(parameter) ? (parameter['value'] ?? null) : null;
        const type = isObject(value) ? 'Object' : typeof value === 'boolean' ? 'Bool' : 'String';
        return [name, { type, value }];
      }),
  );
}
