/** The keys with which clients call an account: of a data plane that is not simulated, so they open nothing. */
import { objectAt, stringAt } from '../../kernel/json.ts';
import type { ResourceType, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-errors.ts';

const NAMES = ['key1', 'key2'];

/** The actions on keys. */
export const keyActions: NonNullable<ResourceType['actions']> = {
  'POST listKeys': (context, { resource }) => {
    mustHaveKeys(resource);
    return { status: 200, body: keysOf(context, resource) };
  },
  'POST regenerateKey': (context, { resource, body }) => {
    mustHaveKeys(resource);
    const asked = stringAt(body, 'keyName') ?? '';
    const name = NAMES.find((one) => one === asked.toLowerCase());
    if (!name) throw refused(`The key name '${asked}' is not Key1 or Key2.`);
    const versions = objectAt(resource.hidden, 'keys');
    const keys = { ...versions, [name]: Number(versions[name] ?? 0) + 1 };
    const changed = { ...resource, hidden: { ...resource.hidden, keys } };
    return { status: 200, body: keysOf(context, changed), effects: { put: [changed] } };
  },
};

function mustHaveKeys({ name, properties }: StoredResource): void {
  if (properties['disableLocalAuth'] !== true) return;
  throw refused(`The account '${name}' has no keys while 'disableLocalAuth' is true.`);
}

function keysOf(context: UnitContext, { id, hidden, properties }: StoredResource) {
  const versions = objectAt(hidden, 'keys');
  const life = String(properties['dateCreated']);
  return Object.fromEntries(
    NAMES.map((name) => [
      name,
      `sim-${context.namedGuid(id, life, name, String(versions[name] ?? 0))}`,
    ]),
  );
}
