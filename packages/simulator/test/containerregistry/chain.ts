import { grant, idOf, LOCATION, makeIdentity, scene, send } from '../machinelearning/scene.ts';

export const TYPE = 'Microsoft.ContainerRegistry/registries';
export const NAME = 'crcreditrisk';
export const VERSION = '2023-11-01-preview';
export const VERSIONLESS = 'https://kv-ml.vault.azure.net/keys/cosmos-key';

/** A registry under a key, and how it is asked for. */
export async function chain(
  options: { latency?: 'instant' | 'realistic'; isGranted?: boolean } = {},
) {
  const { latency = 'instant', isGranted = true } = options;
  const given = await scene({ latency });
  const identity = await makeIdentity(given.sim, 'id-registry');
  const keyGrant = isGranted ? await grant(given.sim, given.vaultId, identity.principalId) : '';
  const stored = await send(given.sim, 'GET', identity.id, '2023-01-31');
  const clientId: string = stored.body.properties.clientId;
  const id = idOf(given.sim, TYPE, NAME);
  const body = (keyIdentifier: string, change: object = {}) => ({
    location: LOCATION,
    sku: { name: 'Premium' },
    identity: { type: 'UserAssigned' as const, userAssignedIdentities: { [identity.id]: {} } },
    properties: {
      encryption: { status: 'enabled', keyVaultProperties: { keyIdentifier, identity: clientId } },
    },
    ...change,
  });
  const put = (wire: object) => send(given.sim, 'PUT', id, VERSION, wire);
  const patch = (wire: object) => send(given.sim, 'PATCH', id, VERSION, wire);
  const keyOf = async () =>
    (await send(given.sim, 'GET', id, VERSION)).body.properties.encryption.keyVaultProperties;
  return {
    ...given,
    principalId: identity.principalId,
    keyGrant,
    identity,
    clientId,
    id,
    body,
    put,
    patch,
    keyOf,
  };
}

export const encryptionWith = (keyIdentifier: string, identity: string) => ({
  properties: {
    encryption: { status: 'enabled', keyVaultProperties: { keyIdentifier, identity } },
  },
});
