/** The keys of an account, of a data plane that is not simulated: they open nothing. */
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import type {
  ActionAnswer,
  ActionRequest,
  OperationResult,
  RunningOperation,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-key.ts';
import { operation } from './account-operations.ts';

/** By what a request calls it: the member of the answer, and how a connection string is told of. */
const KEYS = Object.freeze({
  primary: ['primaryMasterKey', 'Primary', 'Primary SQL Connection String'],
  secondary: ['secondaryMasterKey', 'Secondary', 'Secondary SQL Connection String'],
  primaryReadonly: [
    'primaryReadonlyMasterKey',
    'PrimaryReadonly',
    'Primary Read-Only SQL Connection String',
  ],
  secondaryReadonly: [
    'secondaryReadonlyMasterKey',
    'SecondaryReadonly',
    'Secondary Read-Only SQL Connection String',
  ],
} as const);
/** Making a key anew takes a minute at least. */
const REGENERATE_MS = 60_000;

type Asked = Pick<ActionRequest, 'resource' | 'body'>;

/** When each key was made. */
export function metadataOfKeys(iso: string): JsonObject {
  return Object.fromEntries(
    Object.values(KEYS).map(([member]) => [member, { generationTime: iso }]),
  );
}

/** The answer to `listKeys`. */
export function listKeys(
  context: UnitContext,
  { resource }: Pick<Asked, 'resource'>,
): ActionAnswer {
  return { status: 200, body: keysOf(context, resource, Object.values(KEYS)) };
}

/** The answer to `readonlykeys`. */
export function listReadOnlyKeys(
  context: UnitContext,
  { resource }: Pick<Asked, 'resource'>,
): ActionAnswer {
  const members = [KEYS.primaryReadonly, KEYS.secondaryReadonly];
  return { status: 200, body: keysOf(context, resource, members) };
}

/** The answer to `listConnectionStrings`: those of the SQL API, which every account has. */
export function listConnectionStrings(
  context: UnitContext,
  { resource }: Pick<Asked, 'resource'>,
): ActionAnswer {
  const keys = keysOf(context, resource, Object.values(KEYS));
  const endpoint = stringAt(resource.properties, 'documentEndpoint') ?? '';
  const connectionStrings = Object.values(KEYS).map(([member, keyKind, description]) => ({
    connectionString: `AccountEndpoint=${endpoint};AccountKey=${stringAt(keys, member) ?? ''};`,
    description,
    keyKind,
    type: 'Sql',
  }));
  return { status: 200, body: { connectionStrings } };
}

/** The start of `regenerateKey`. */
export function regenerateKey(context: UnitContext, { body }: Asked): ActionAnswer {
  const keyKind = stringAt(body, 'keyKind') ?? '';
  if (!Object.hasOwn(KEYS, keyKind)) {
    const message = `'keyKind' must be one of ${Object.keys(KEYS).join(', ')}.`;
    throw refused(context, { message, evidence: 'assumed' });
  }
  const plan = operation('regenerateKey', REGENERATE_MS, { action: 'regenerateKey' });
  return { operation: { ...plan, input: { keyKind } } };
}

/** The end of it. */
export function regenerated(
  context: UnitContext,
  { resource, input }: RunningOperation,
): OperationResult {
  if (!resource) throw new TypeError('what is under way on an account ends with it');
  const [member] = KEYS[stringAt(input, 'keyKind') as keyof typeof KEYS];
  const keys = { ...objectAt(resource.hidden, 'keys'), [member]: context.guid() };
  const keysMetadata = {
    ...objectAt(resource.properties, 'keysMetadata'),
    [member]: { generationTime: context.iso },
  };
  const changed = {
    ...resource,
    hidden: { ...resource.hidden, keys },
    properties: { ...resource.properties, keysMetadata },
  };
  return { effects: { put: [changed] } };
}

function keysOf(
  context: UnitContext,
  { id, hidden }: StoredResource,
  members: readonly (readonly [string, ...string[]])[],
): JsonObject {
  const regenerated = objectAt(hidden, 'keys');
  return Object.fromEntries(
    members.map(([member]) => [
      member,
      `sim-${stringAt(regenerated, member) ?? context.namedGuid(id, member)}`,
    ]),
  );
}
