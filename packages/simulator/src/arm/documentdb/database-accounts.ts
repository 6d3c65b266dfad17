import { COSMOS_DB_KEY_TIMER, forgetStore } from '../../kernel/encrypted-store.ts';
import { type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import { privateLinkActions } from '../../kernel/private-link-resources.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { readTags } from '../../kernel/tags.ts';
import { subnetsLetIn } from '../../kernel/linked-access.ts';
import { checkFeatures } from './account-features.ts';
import { failedOver, failoverPriorityChange } from './account-failover.ts';
import { FIRST_PARTY, readDefaultIdentity, readKeyUri, refused, tryKey } from './account-key.ts';
import { checkKey, isRevoked, withKeyChecked } from './account-key-status.ts';
import {
  listConnectionStrings,
  listKeys,
  listReadOnlyKeys,
  regenerated,
  regenerateKey,
} from './account-keys.ts';
import { givenPlaces, newProperties, placesOf, readKept } from './account-model.ts';
import { checkNameExists, isTaken } from './account-names.ts';
import { operation } from './account-operations.ts';
import { accountLinkGroups } from './account-private-link.ts';
import { presentAccount } from './account-shown.ts';
import { listUsages } from './account-usages.ts';
import { ACCOUNT_API_VERSIONS, ACCOUNT_TYPE } from './account-versions.ts';

const TYPE = ACCOUNT_TYPE;
/** Milliseconds: some minutes, as recorded. */
const WRITE_MS = 3 * 60_000;
const NAME = /^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/;

/** Azure Cosmos DB accounts: customers' own, and those that a workspace under a customer's key brings. */
export const databaseAccounts: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ACCOUNT_API_VERSIONS,
  scope: 'group',
  linkedAccess: [subnetsLetIn('properties.virtualNetworkRules.*.id')],
  checkName: (name, context) => {
    if (NAME.test(name)) return;
    const message = `'${name}' is not the name of a Cosmos DB account: 3-50 lower-case letters, digits and hyphens.`;
    throw refused(context, { message, evidence: 'assumed' });
  },
  put: write,
  patch: write,
  remove: () => ({ operation: operation('delete', WRITE_MS, { isRemoval: true }) }),
  // The service gives all of them at once.
  list: (context, scope) => context.resources(TYPE, scope),
  operations: {
    write: (context, { resource }) => {
      if (!resource) throw new TypeError('an account that is written is stored');
      tryKey(context, resource);
      const { account, effects } = withKeyChecked(context, resource);
      const done = { ...account.properties, provisioningState: 'Succeeded' };
      return { resource: { ...account, properties: done }, effects };
    },
    delete: (context, { resource, resourceId }) => ({
      removed: true,
      effects: {
        remove: context.under(resourceId).map(({ id }) => id),
        removePrincipals: systemPrincipalsOf(resource),
        documents: forgetStore(context, resourceId),
      },
    }),
    regenerateKey: regenerated,
    failover: failedOver,
  },
  // A creation that failed leaves an account that says so; a key that was not made anew stays as it was.
  failed: (_context, { resource, handler }) =>
    resource && handler === 'write'
      ? {
          put: [
            { ...resource, properties: { ...resource.properties, provisioningState: 'Failed' } },
          ],
        }
      : {},
  timers: { [COSMOS_DB_KEY_TIMER]: checkKey },
  actions: {
    'POST listKeys': listKeys,
    'POST readonlykeys': listReadOnlyKeys,
    'GET readonlykeys': listReadOnlyKeys,
    'POST listConnectionStrings': listConnectionStrings,
    'POST regenerateKey': regenerateKey,
    'POST failoverPriorityChange': failoverPriorityChange,
    'GET usages': listUsages,
    ...privateLinkActions(accountLinkGroups),
  },
  privateLinkGroups: accountLinkGroups,
  routes: [checkNameExists],
  present: presentAccount,
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = objectAt(body, 'properties');
  if (!existing && isTaken(context, address.name)) {
    const message = `The account name '${address.name}' is already in use.`;
    throw refused(context, { message, evidence: 'assumed' });
  }
  if (existing && isRevoked(context, existing) && !isOfIdentityAlone(body)) {
    const message =
      'No Update is allowed on Database Account with Customer Managed Key in Revoked Status';
    throw refused(context, { message, evidence: 'documented' });
  }
  const kept = readKept(given);
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing, ',')
    : { identity: existing?.identity ?? { type: 'None' }, effects: {} };
  const identity = outcome.identity ?? { type: 'None' };
  const places = givenPlaces(body);
  const kind = existing?.kind ?? stringAt(body, 'kind') ?? 'GlobalDocumentDB';
  const properties = existing
    ? (mergePatch(existing.properties, kept) as JsonObject)
    : newProperties(context, kind, kept);
  const tags = readTags(body['tags']) ?? existing?.tags ?? {};
  const account: StoredResource = {
    id: existing?.id ?? address.id,
    type: TYPE,
    name: address.name,
    location: existing?.location ?? String(body['location']),
    kind,
    tags,
    identity,
    properties: {
      ...properties,
      ...(existing && places === undefined
        ? {}
        : placesOf(context, address.name, properties, places)),
      ...keyOf(context, given, identity, existing),
      provisioningState: existing ? 'Updating' : 'Creating',
    },
  };
  checkFeatures(context, account, existing);
  return {
    pending: account,
    operation: operation('write', WRITE_MS, { asResource: true }),
    effects: outcome.effects,
  };
}

/** The key and who uses it; an account that has a key keeps one. */
function keyOf(
  context: UnitContext,
  given: JsonObject,
  identity: JsonObject,
  existing: StoredResource | undefined,
): JsonObject {
  const before = existing?.properties ?? {};
  const uri = stringAt(given, 'keyVaultKeyUri');
  const isRemoved = 'keyVaultKeyUri' in given && !uri && before['keyVaultKeyUri'] !== undefined;
  if (isRemoved) {
    const message = 'Updating KeyVaultKeyUri is not supported';
    throw refused(context, { message, evidence: 'documented' });
  }
  if (uri && context.keys.vaultOf(uri)) checkTenant(context, uri, before);
  // What an account shows while it is made comes back as nothing.
  const shown = stringAt(before, 'defaultIdentity');
  const user = (stringAt(given, 'defaultIdentity') || undefined) ?? shown ?? FIRST_PARTY;
  return {
    defaultIdentity: readDefaultIdentity(context, user, { identity }, shown),
    ...(uri ? { keyVaultKeyUri: readKeyUri(context, uri) } : {}),
  };
}

/** A vault in the tenant of the one before; what the two are named by in Azure's words was not seen. */
function checkTenant(context: UnitContext, uri: string, before: JsonObject): void {
  const tenantOf = (keyUri: string) =>
    stringAt(context.keys.vaultOf(keyUri)?.properties, 'tenantId')?.toLowerCase();
  const old = tenantOf(stringAt(before, 'keyVaultKeyUri') ?? '');
  const next = tenantOf(uri);
  if (old === undefined || old === next) return;
  const message = `The tenant for the new Key Vault ${next} does not match the one in the old Key Vault ${old}. New Key Vaults must be on the same tenant as the old ones.`;
  throw refused(context, { message, evidence: 'assumed' });
}

/** Whether a request changes who uses the key and nothing else: all that an account without its key allows. */
function isOfIdentityAlone(body: JsonObject): boolean {
  const properties = Object.keys(objectAt(body, 'properties'));
  const others = Object.keys(body).filter((name) => name !== 'identity' && name !== 'properties');
  return others.length === 0 && properties.every((name) => name === 'defaultIdentity');
}
