/** `Microsoft.KeyVault/vaults/privateEndpointConnections`: which private endpoints lead to a vault, and who let them. */
import { privateEndpointConnectionsOf } from '../../kernel/private-endpoint-connections.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { VAULT_API_VERSIONS, VAULT_SERVICE_HEADERS } from './api-versions.ts';
import { invalidValue, noPrivateEndpointConnection } from './vault-errors.ts';

const DISCONNECT_MS = 10_000;

const connections = privateEndpointConnectionsOf({
  parentType: 'Microsoft.KeyVault/vaults',
  apiVersions: VAULT_API_VERSIONS.filter((version) => version >= '2018-02-14'),
  removal: {
    style: {
      path: 'operationResults',
      headers: ['location'],
      status: 202,
      body: 'none',
      retryAfterSeconds: 60,
      instant: 200,
    },
    durationMs: DISCONNECT_MS,
  },
  showsRemoved: true,
  invalidStatus: invalidValue,
  notFound: noPrivateEndpointConnection,
  present: ({ id, name, type, properties }) => ({ id, name, type, etag: '', properties }),
});

/** Connections of private endpoints to vaults. */
export const vaultPrivateEndpointConnections: ResourceType = Object.freeze({
  ...connections,
  echoesClientRequestId: true,
  serviceHeaders: VAULT_SERVICE_HEADERS,
});
