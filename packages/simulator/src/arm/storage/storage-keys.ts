/** The two keys of an account: of a data plane that is not simulated, so they open nothing. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { storageAccountKey } from '../../kernel/storage-account.ts';
import { storageInstant } from './storage-model.ts';

const KEYS = ['key1', 'key2'] as const;

/** The answer to `listKeys`. */
export function listKeys(
  context: UnitContext,
  { resource, query }: Pick<ActionRequest, 'resource' | 'query'>,
): ActionAnswer {
  const expand = query.get('$expand');
  if (expand !== undefined) throw notSimulated(`listKeys with $expand=${expand}`);
  return { status: 200, body: keysOf(context, resource) };
}

/** The answer to `regenerateKey`: the key named is another from now on. */
export function regenerateKey(
  context: UnitContext,
  { resource, body }: Pick<ActionRequest, 'resource' | 'body'>,
): ActionAnswer {
  const given = stringAt(body, 'keyName');
  if (given?.startsWith('kerb')) throw notSimulated(`the Kerberos key '${given}'`);
  const keyName = KEYS.find((key) => key === given);
  if (keyName === undefined) {
    throw new Refusal({
      status: 400,
      code: 'InvalidValuesForRequestParameters',
      message: `Values for request parameters are invalid: keyName. It must be one of ${KEYS.join(', ')}.`,
      evidence: 'assumed',
    });
  }
  const created = { ...objectAt(resource.properties, 'keyCreationTime') };
  const regenerated = { ...objectAt(resource.hidden, 'keys'), [keyName]: context.guid() };
  const changed = {
    ...resource,
    properties: {
      ...resource.properties,
      keyCreationTime: { ...created, [keyName]: storageInstant(context.iso) },
    },
    hidden: { ...resource.hidden, keys: regenerated },
  };
  return { status: 200, body: keysOf(context, changed), effects: { put: [changed] } };
}

function keysOf(context: UnitContext, account: StoredResource): JsonObject {
  return {
    keys: KEYS.map((keyName) => ({
      creationTime: stringAt(objectAt(account.properties, 'keyCreationTime'), keyName),
      keyName,
      value: storageAccountKey(context, account, keyName),
      permissions: 'FULL',
    })),
  };
}
