/** The keys of an account: they open its blobs, unless it takes none. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { storageAccountKey, storageInstant } from '../../kernel/storage-account.ts';

const KEYS = ['key1', 'key2'] as const;
/** For file shares that a directory's users reach: there from the first time that they are regenerated. */
const KERBEROS_KEYS = ['kerb1', 'kerb2'] as const;
const ALL_KEYS = [...KEYS, ...KERBEROS_KEYS] as const;
const KERBEROS = 'kerb';

/** The answer to `listKeys`; with `$expand=kerb`, Kerberos keys too. */
export function listKeys(
  context: UnitContext,
  { resource, query }: Pick<ActionRequest, 'resource' | 'query'>,
): ActionAnswer {
  const expand = query.get('$expand');
  if (expand !== undefined && expand !== KERBEROS) {
    throw notSimulated(`listKeys with $expand=${expand}`);
  }
  const keys = keysOf(context, resource);
  return { status: 200, body: { keys: expand ? [...keys, ...kerberosKeysOf(resource)] : keys } };
}

/** The answer to `regenerateKey`: the key named is another from now on. */
export function regenerateKey(
  context: UnitContext,
  { resource, body }: Pick<ActionRequest, 'resource' | 'body'>,
): ActionAnswer {
  const given = stringAt(body, 'keyName');
  const keyName = ALL_KEYS.find((key) => key === given);
  if (keyName === undefined) {
    throw new Refusal({
      status: 400,
      code: 'InvalidValuesForRequestParameters',
      message: `Values for request parameters are invalid: keyName. It must be one of ${ALL_KEYS.join(', ')}.`,
      evidence: 'assumed',
    });
  }
  const created = { ...objectAt(resource.properties, 'keyCreationTime') };
  const regenerated = { ...objectAt(resource.hidden, 'keys'), [keyName]: context.guid() };
  const isKerberos = keyName.startsWith(KERBEROS);
  const changed = {
    ...resource,
    properties: {
      ...resource.properties,
      // The property has the other two only.
      ...(isKerberos
        ? {}
        : { keyCreationTime: { ...created, [keyName]: storageInstant(context.iso) } }),
    },
    hidden: { ...resource.hidden, keys: regenerated },
  };
  // As published: whichever is asked for, all are told.
  const keys = [...keysOf(context, changed), ...kerberosKeysOf(changed)];
  return { status: 200, body: { keys }, effects: { put: [changed] } };
}

function keysOf(context: UnitContext, account: StoredResource): readonly JsonObject[] {
  return KEYS.map((keyName) => ({
    creationTime: stringAt(objectAt(account.properties, 'keyCreationTime'), keyName),
    keyName,
    value: storageAccountKey(context, account, keyName),
    permissions: 'FULL',
  }));
}

const kerberosKeysOf = ({ hidden }: StoredResource): readonly JsonObject[] =>
  KERBEROS_KEYS.flatMap((keyName) => {
    const made = stringAt(objectAt(hidden, 'keys'), keyName);
    return made === undefined ? [] : [{ keyName, value: `sim-${made}`, permissions: 'FULL' }];
  });
