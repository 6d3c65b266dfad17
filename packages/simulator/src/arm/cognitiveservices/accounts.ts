import { notSimulated } from '../../kernel/errors.ts';
import { type JsonObject, mergePatch, objectAt, stringAt } from '../../kernel/json.ts';
import {
  checkIdentity,
  readIdentity,
  storeIdentity,
  systemPrincipalsOf,
} from '../../kernel/managed-identity.ts';
import { presentResource } from '../../kernel/present.ts';
import { privateLinkList } from '../../kernel/private-link-resources.ts';
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
import { together } from '../../kernel/together.ts';
import { checkKept, keptKey, KEY_TIMER, mustUseKey, withMeantKey } from './account-encryption.ts';
import { mustSayRestore, refused, subdomainInUse } from './account-errors.ts';
import { ACCOUNT_HOSTS } from './account-hosts.ts';
import { keyActions } from './account-keys.ts';
import { accountLinkGroups } from './account-private-link.ts';
import { keptOf } from './account-properties.ts';
import { ACCOUNT_API_VERSIONS } from './account-versions.ts';
import { deletedAccount, forgetDeleted, keepDeleted, SUBDOMAINS } from './deleted-accounts.ts';
import { mustHaveNoDeployments } from './deployments.ts';

const TYPE = 'Microsoft.CognitiveServices/accounts';
/** Kinds that are simulated; others are refused by name. */
const KINDS = [
  'AIServices',
  'OpenAI',
  'CognitiveServices',
  'ComputerVision',
  'ContentSafety',
  'Face',
  'FormRecognizer',
  'SpeechServices',
  'TextAnalytics',
  'TextTranslation',
];
/** What is refused by name when a request has it. */
const NOT_SIMULATED = ['userOwnedStorage', 'amlWorkspace', 'locations', 'networkInjections'];

/** Accounts of Azure AI services, Azure OpenAI among them; soft-deleted when they are removed. */
export const cognitiveServicesAccounts: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ACCOUNT_API_VERSIONS,
  scope: 'group',
  linkedAccess: [subnetsLetIn('properties.networkAcls.virtualNetworkRules.*.id')],
  put: write,
  patch: write,
  remove: (context, { existing }) => {
    mustHaveNoDeployments(context, existing);
    return {
      removed: true,
      effects: {
        ...keepDeleted(context, existing),
        removePrincipals: systemPrincipalsOf(existing),
      },
    };
  },
  actions: { ...keyActions, ...privateLinkList(accountLinkGroups) },
  privateLinkGroups: accountLinkGroups,
  timers: { [KEY_TIMER]: checkKept },
  present: (account) =>
    presentResource({
      ...account,
      properties: { privateEndpointConnections: [], ...account.properties },
    }),
  routes: [
    {
      method: 'POST',
      path: '/subscriptions/{subscriptionId}/providers/Microsoft.CognitiveServices/checkDomainAvailability',
      action: 'Microsoft.CognitiveServices/checkDomainAvailability/action',
      handle: (context, { body }) => {
        const subdomainName = stringAt(body, 'subdomainName') ?? '';
        const type = stringAt(body, 'type') ?? '';
        const kind = stringAt(body, 'kind');
        const holder = context.document(SUBDOMAINS, subdomainName.toLowerCase());
        const isSubdomainAvailable = holder === undefined;
        const reason = isSubdomainAvailable ? null : subdomainInUse(subdomainName).data.message;
        const told = { isSubdomainAvailable, reason, subdomainName, type };
        return { status: 200, body: kind === undefined ? told : { ...told, kind } };
      },
    },
  ],
});

function write(context: UnitContext, { address, body, existing }: WriteRequest): WriteAnswer {
  const given = withMeantKey(objectAt(body, 'properties'));
  const other = NOT_SIMULATED.find((name) => given[name] !== undefined);
  if (other !== undefined) throw notSimulated(`'${other}' of an AI Services account`);
  const before = existing ?? restored(context, address.id, given, body);
  const kind = kindOf(body, before);
  const sku = before && body['sku'] === undefined ? (before.sku ?? {}) : objectAt(body, 'sku');
  if (stringAt(sku, 'name') === undefined) throw refused("An account needs a 'sku.name'.");
  const asked = readIdentity(body['identity']);
  if (asked) checkIdentity(context, address, asked);
  const outcome = asked
    ? storeIdentity(context, address, asked, existing)
    : { ...(existing?.identity ? { identity: existing.identity } : {}), effects: {} };
  const location = before?.location ?? String(body['location']);
  const properties = mergePatch(before?.properties ?? newProperties(context, address.id), {
    ...keptOf(given),
    ...(existing ? {} : { dateCreated: context.iso }),
  }) as JsonObject;
  const subdomain = subdomainOf(context, address.id, properties, before);
  const tags = readTags(body['tags']) ?? before?.tags;
  const account: StoredResource = {
    id: before?.id ?? address.id,
    type: TYPE,
    name: before?.name ?? address.name,
    location,
    kind,
    sku,
    etag: `"${context.guid()}"`,
    ...(tags === undefined ? {} : { tags }),
    ...(outcome.identity ? { identity: outcome.identity } : {}),
    properties: { ...properties, endpoint: endpointOf(context, kind, location, subdomain) },
    ...(existing?.hidden ? { hidden: existing.hidden } : {}),
  };
  const isKeyTold = !existing || given['encryption'] !== undefined || asked !== undefined;
  if (isKeyTold) mustUseKey(context, account);
  const keyed = isKeyTold ? keptKey(context, account) : {};
  const named = subdomain
    ? [{ table: SUBDOMAINS, key: subdomain.toLowerCase(), value: account.id }]
    : [];
  const back = existing ? [] : forgetDeleted(account.id);
  return {
    done: account,
    effects: together(outcome.effects, { documents: [...named, ...back] }, keyed),
  };
}

/** The soft-deleted account that is to come back; `undefined`: there is none, and none is asked for. */
function restored(
  context: UnitContext,
  id: string,
  given: JsonObject,
  body: JsonObject,
): StoredResource | undefined {
  const found = deletedAccount(context, id);
  const isAsked = given['restore'] === true;
  if (!found) {
    if (!isAsked) return undefined;
    throw refused(`No soft-deleted account '${id}' can be restored.`, 'ResourceNotFound', 404);
  }
  if (!isAsked) throw mustSayRestore(found.resource.id);
  if (String(body['location']) !== found.resource.location) {
    throw refused(`The account '${id}' was deleted in '${found.resource.location ?? ''}'.`);
  }
  return found.resource;
}

function kindOf(body: JsonObject, before: StoredResource | undefined): string {
  const asked = stringAt(body, 'kind') ?? before?.kind;
  if (asked === undefined) throw refused("An account needs a 'kind'.");
  const kind = KINDS.find((one) => one.toLowerCase() === asked.toLowerCase());
  if (!kind) throw notSimulated(`the kind '${asked}' of an AI Services account`);
  if (before?.kind !== undefined && before.kind !== kind) {
    throw notSimulated(`the change of an account from ${before.kind} to ${kind}`);
  }
  return kind;
}

/** The name of the account's host: its own in all of Azure, and for good. */
function subdomainOf(
  context: UnitContext,
  id: string,
  properties: JsonObject,
  before: StoredResource | undefined,
): string | undefined {
  const name = stringAt(properties, 'customSubDomainName');
  const kept = stringAt(before?.properties, 'customSubDomainName');
  if (kept !== undefined && name?.toLowerCase() !== kept.toLowerCase()) {
    throw refused(`The subdomain name '${kept}' of an account cannot be changed.`);
  }
  if (!name) return undefined;
  const holder = context.document<string>(SUBDOMAINS, name.toLowerCase());
  if (holder !== undefined && holder.toLowerCase() !== id.toLowerCase()) throw subdomainInUse(name);
  return name;
}

function endpointOf(
  { cloud }: UnitContext,
  kind: string,
  location: string,
  subdomain: string | undefined,
): string {
  const { own, openAi = own, region } = ACCOUNT_HOSTS[cloud];
  if (!subdomain) return `https://${location}.${region}/`;
  const host = kind === 'OpenAI' ? openAi : own;
  return `https://${subdomain}.${host}/`;
}

function newProperties(context: UnitContext, id: string): JsonObject {
  return {
    internalId: context.namedGuid(id, 'internal').replaceAll('-', ''),
    isMigrated: false,
    publicNetworkAccess: 'Enabled',
    provisioningState: 'Succeeded',
  };
}
