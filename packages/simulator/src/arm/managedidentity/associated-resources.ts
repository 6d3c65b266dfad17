/** Which resources have a user-assigned identity. */
import { notSimulated } from '../../kernel/errors.ts';
import { hasUserIdentity } from '../../kernel/managed-identity.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';

/** The answer to `listAssociatedResources`, an action of previews only; all on one page. */
export function listAssociatedResources(
  context: UnitContext,
  { resource, query, apiVersion }: Pick<ActionRequest, 'resource' | 'query' | 'apiVersion'>,
): ActionAnswer {
  if (!apiVersion.endsWith('-preview')) {
    throw notSimulated(`listAssociatedResources in the stable version ${apiVersion}`);
  }
  const paging = ['$filter', '$orderby', '$skip', '$top', '$skiptoken'].find((one) =>
    query.has(one),
  );
  if (paging !== undefined) throw notSimulated(`${paging} of listAssociatedResources`);
  const { subscriptionId, displayName } = context.subscription;
  const value = context
    .under(`/subscriptions/${subscriptionId}`)
    .filter(({ identity }) => hasUserIdentity(identity, resource.id))
    .map(({ id, name, type }) => ({
      id,
      name,
      type: type.toLowerCase(),
      resourceGroup: id.split('/')[4] ?? '',
      subscriptionId,
      subscriptionDisplayName: displayName,
    }));
  return { status: 200, body: { totalCount: value.length, value } };
}
