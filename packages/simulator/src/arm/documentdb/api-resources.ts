/** Databases and what is in them, whatever the API: made by an operation, with a throughput of their own if asked. */
import { notSimulated, type Refusal } from '../../kernel/errors.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { refused } from './account-key.ts';
import { operation } from './account-operations.ts';
import { ACCOUNT_API_VERSIONS, ACCOUNT_TYPE } from './account-versions.ts';
import { accountIdOf, accountOf, at, CHILD_WRITE_MS, resourceIdOf } from './child-model.ts';
import { LEAST, readThroughput, throughputOf } from './throughput.ts';

const NAME = /^[^/\\?#]{1,255}$/;

/** One kind of database or container. */
export interface ApiResource {
  /** Below the account: `sqlDatabases/containers`. */
  readonly kind: string;
  /** The API that the account must speak, as `EnabledApiTypes` has it. */
  readonly api: 'Sql' | 'MongoDB' | 'Cassandra';
  /** What `resource` shows of what was asked for, besides its id; throws a {@link Refusal} for what is wrong. */
  readonly settings?: (context: UnitContext, given: JsonObject) => JsonObject;
  /** Whether one without a share in a throughput above gets one of its own. Default false. */
  readonly needsThroughput?: boolean;
  /** Whether the service adds `_rid`, `_etag` and `_ts`. */
  readonly hasSystemMembers: boolean;
  /** The refusal of one that is not there. */
  readonly missing: (context: UnitContext, address: ResourceAddress) => Refusal;
}

/** The type of one kind. */
export function apiResourceType(about: ApiResource): ResourceType {
  const type = `${ACCOUNT_TYPE}/${about.kind}`;
  return defineResourceType({
    type,
    apiVersions: ACCOUNT_API_VERSIONS,
    scope: 'group',
    checkName: (name, context) => {
      if (NAME.test(name)) return;
      const message = `'${name}' is not a name: 1-255 characters without / \\ ? #.`;
      throw refused(context, { message, evidence: 'assumed' });
    },
    put: (context, { address, body, existing }) => {
      const account = accountOf(context, address.id);
      checkApi(context, account, about);
      const given = objectAt(objectAt(body, 'properties'), 'resource');
      if (stringAt(given, 'id') !== address.name) {
        const message = `'properties.resource.id' must be '${address.name}', as in the URL.`;
        throw refused(context, { message, evidence: 'assumed' });
      }
      if (stringAt(given, 'createMode') === 'Restore') throw notSimulated(`a restored ${type}`);
      const options = objectAt(objectAt(body, 'properties'), 'options');
      const throughput =
        readThroughput(context, options) ??
        (about.needsThroughput && needsOwn(context, account, address) ? LEAST : undefined);
      const made: StoredResource = {
        id: existing?.id ?? address.id,
        type,
        name: address.name,
        properties: {
          resource: {
            id: address.name,
            ...about.settings?.(context, given),
            ...(about.hasSystemMembers ? systemMembers(context, address.id) : {}),
          },
        },
      };
      // A new throughput goes by its own path: options count at the creation.
      const settings =
        throughput && !existing ? { throughput: throughputOf(context, made, throughput) } : {};
      return {
        operation: {
          ...at(account, operation('write', CHILD_WRITE_MS)),
          input: { made, ...settings } as unknown as JsonObject,
        },
      };
    },
    remove: (context, { existing }) => ({
      operation: at(accountOf(context, existing.id), operation('delete', CHILD_WRITE_MS)),
    }),
    operations: {
      write: (_context, { input }) => {
        const { made, throughput } = input as unknown as {
          readonly made: StoredResource;
          readonly throughput?: StoredResource;
        };
        return { resource: made, effects: { put: throughput ? [throughput] : [] } };
      },
      delete: (context, { resourceId }) => ({
        removed: true,
        effects: { remove: context.under(resourceId).map(({ id }) => id) },
      }),
    },
    missing: (context, address) => {
      const account = context.resource(accountIdOf(address.id));
      if (account) checkApi(context, account, about);
      return about.missing(context, address);
    },
    // What is refused on the way leaves nothing: nothing was stored.
    failed: () => ({}),
    present: ({ id, name, properties }) => ({ id, type, name, properties }),
  });
}

/** Whether nothing above lends a throughput; a serverless account has none to lend, and needs none. */
function needsOwn(context: UnitContext, account: StoredResource, address: ResourceAddress) {
  const { capabilities } = account.properties;
  const isServerless =
    Array.isArray(capabilities) &&
    capabilities.some((one: Json) => stringAt(one, 'name') === 'EnableServerless');
  return !isServerless && !context.resource(`${address.parentId}/throughputSettings/default`);
}

function checkApi(context: UnitContext, account: StoredResource, { api }: ApiResource): void {
  const spoken = stringAt(account.properties, 'EnabledApiTypes') ?? 'Sql';
  if (spoken === api) return;
  throw refused(
    context,
    {
      message: `Requests for API ${api.toLowerCase()} are not supported for this account.`,
      evidence: 'recorded',
    },
    'MethodNotAllowed',
    405,
  );
}

/** `_rid`, `_etag` and `_ts`, as the data plane gives them out. */
function systemMembers(context: UnitContext, id: string): Readonly<Record<string, Json>> {
  const bytes = id.split('/').length > 11 ? 8 : 4;
  return {
    _rid: resourceIdOf(context, id, bytes),
    _etag: `"${context.guid()}"`,
    _ts: Math.floor(context.now / 1000),
  };
}
