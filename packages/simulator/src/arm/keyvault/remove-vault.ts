/** DELETE of a vault: it is kept as it was until its retention ends, without its role assignments. */
import { type Json, stringAt } from '../../kernel/json.ts';
import { connectionsOf, disconnect, endpointOf, endpointTold } from '../../kernel/private-link.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type {
  Effects,
  RemoveAnswer,
  RemoveRequest,
  UnitContext,
} from '../../kernel/resource-type.ts';
import { type NamedVault, VAULTS_BY_NAME } from '../../kernel/vault-names.ts';
import { type DeletedVault, purgeEffects, VAULT_RETENTION_ENDED } from './deleted-vaults.ts';

const DAY_MS = 86_400_000;

/** A document of {@link VAULTS_BY_NAME}. */
type NameDocument = NonNullable<Effects['documents']>[number];

export function removeVault(context: UnitContext, { existing }: RemoveRequest): RemoveAnswer {
  const put = endpointsLeft(context, existing);
  if (existing.properties['enableSoftDelete'] === false) {
    return { removed: true, effects: { ...purgeEffects(context, existing.name), put } };
  }
  const retention = existing.properties['softDeleteRetentionInDays'];
  const deletedAt = Math.floor(context.now / 1000) * 1000;
  const purgeAt = deletedAt + (typeof retention === 'number' ? retention : 0) * DAY_MS;
  const deleted: DeletedVault = {
    state: 'deleted',
    vaultId: existing.id,
    subscriptionId: context.subscription.subscriptionId,
    deletedAt,
    purgeAt,
    resource: settled(withoutConnections(existing)),
  };
  return {
    removed: true,
    effects: {
      put,
      documents: [nameDocument(existing.name, deleted)],
      timers: [
        {
          dueAt: purgeAt,
          handler: VAULT_RETENTION_ENDED,
          payload: {
            subscriptionId: context.subscription.subscriptionId,
            name: existing.name,
            deletedAt,
          },
        },
      ],
    },
  };
}

/** Private endpoints stay and lead nowhere. Role assignments go with the vault, and recovering does not bring them back. */
function endpointsLeft(context: UnitContext, vault: StoredResource): readonly StoredResource[] {
  const endpoints = connectionsOf(vault).flatMap(
    (connection) => context.resource(endpointOf(connection)) ?? [],
  );
  return endpoints.map((endpoint) =>
    endpointTold(endpoint, vault, {
      status: 'Disconnected',
      description: 'The resource was deleted.',
      actionsRequired: 'None',
    }),
  );
}

function withoutConnections(vault: StoredResource): StoredResource {
  return connectionsOf(vault).reduce(
    (rest, connection) => disconnect(rest, stringAt(connection, 'id') ?? ''),
    vault,
  );
}

/** The vault once its name is in DNS. */
export function settled(vault: StoredResource): StoredResource {
  const uri = stringAt(vault.properties, 'vaultUri') ?? '';
  return {
    ...vault,
    properties: {
      ...vault.properties,
      vaultUri: uri.endsWith('/') ? uri : `${uri}/`,
      provisioningState: 'Succeeded',
    },
  };
}

/** Tells who holds a vault name. */
export function nameDocument(name: string, holder: NamedVault): NameDocument {
  return { table: VAULTS_BY_NAME, key: name.toLowerCase(), value: holder as unknown as Json };
}
