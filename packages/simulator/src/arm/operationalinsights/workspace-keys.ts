/** The keys with which agents send to a workspace: of a data plane that is not simulated, so they open nothing. */
import { type Json, stringAt } from '../../kernel/json.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

/** The actions on keys. */
export const keyActions: NonNullable<ResourceType['actions']> = {
  'POST sharedKeys': (context, { resource }) => ({ status: 200, body: keysOf(context, resource) }),
  'POST regenerateSharedKey': (context, { resource }) => {
    const keyVersion = versionOf(resource) + 1;
    const changed = { ...resource, hidden: { ...resource.hidden, keyVersion } };
    return { status: 200, body: keysOf(context, changed), effects: { put: [changed] } };
  },
};

const versionOf = ({ hidden }: StoredResource): number => Number(hidden?.['keyVersion'] ?? 0);

function keysOf(context: UnitContext, workspace: StoredResource): Json {
  const customerId = stringAt(workspace.properties, 'customerId') ?? '';
  const keyOf = (kind: string): string =>
    `sim-${context.namedGuid(customerId, kind, String(versionOf(workspace)))}`;
  return { primarySharedKey: keyOf('primary'), secondarySharedKey: keyOf('secondary') };
}
