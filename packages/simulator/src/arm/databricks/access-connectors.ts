import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { readTags } from '../../kernel/tags.ts';

const TYPE = 'Microsoft.Databricks/accessConnectors';

/** Access connectors: an identity with which a Databricks workspace reads storage. */
export const accessConnectors: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2022-04-01-preview', '2023-05-01', '2024-05-01', '2026-01-01'],
  scope: 'group',
  put: write,
  patch: write,
  remove: (_context, { existing }) => ({
    removed: true,
    effects: { removePrincipals: systemPrincipalsOf(existing) },
  }),
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  return {
    done: {
      id: existing?.id ?? address.id,
      type: TYPE,
      name: existing?.name ?? address.name,
      location: existing?.location ?? String(body['location']),
      tags: readTags(body['tags']) ?? existing?.tags ?? {},
      ...(outcome.identity ? { identity: outcome.identity } : {}),
      properties: { provisioningState: 'Succeeded' },
    },
    effects: outcome.effects,
  };
}
