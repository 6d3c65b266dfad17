import { isObject, type Json, type JsonObject, mergePatch, objectAt } from '../../kernel/json.ts';
import {
  type ActionAnswer,
  type ActionRequest,
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { childNotFound } from './child-errors.ts';
import { badChild, childApiVersions, oneOf, propertiesOf } from './child-model.ts';
import { namesIn, simulatedSecrets, withoutSecrets } from './credentials.ts';
import { WORKSPACES } from './workspace-model.ts';
import { checkWhole } from './workspace-whole.ts';

const TYPE = `${WORKSPACES}/connections`;

const AUTH_TYPES = [
  'PAT',
  'ManagedIdentity',
  'UsernamePassword',
  'None',
  'SAS',
  'AccountKey',
  'ServicePrincipal',
  'AccessKey',
  'ApiKey',
  'CustomKeys',
  'OAuth2',
  'AAD',
] as const;

/** Members of credentials that tell who, not what is secret. */
const OPEN_MEMBERS = ['username', 'resourceId', 'clientId', 'tenantId', 'accessKeyId', 'authUrl'];

/** Connections of a workspace to what lies outside. Answers show no credentials. */
export const connections: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: (context, request) => {
    checkWhole(context, request.address.id, ['keyVault']);
    return written(request, propertiesOf(request.body));
  },
  patch: (_context, request) => {
    const given = propertiesOf(request.body);
    const before = request.existing?.properties ?? {};
    const hidden = objectAt(request.existing?.hidden, 'open');
    const merged = mergePatch({ ...before, credentials: hidden }, given) as JsonObject;
    const kept = isObject(given['credentials'])
      ? []
      : ((request.existing?.hidden?.['secretNames'] ?? []) as readonly string[]);
    return written(request, merged, kept);
  },
  remove: () => ({ removed: true }),
  isListed: ({ properties }, query) =>
    ['target', 'category'].every((name) => {
      const wanted = query.get(name);
      return wanted === undefined || wanted === properties[name];
    }),
  missing: (context, address) =>
    childNotFound(context, address, {
      code: 'UserError',
      message: `Connection ${address.name} can't be found in this workspace`,
      evidence: 'recorded',
    }),
  actions: { 'POST listsecrets': listSecrets },
});

function written(
  { address, existing }: WriteRequest,
  given: JsonObject,
  keptSecrets: readonly string[] = [],
): WriteAnswer {
  const authType = oneOf(given['authType'], AUTH_TYPES, 'properties.authType');
  const { credentials, ...properties } = given;
  for (const name of ['category', 'target']) {
    if (typeof properties[name] !== 'string') throw badChild(`'properties.${name}' is required`);
  }
  const secretNames = namesIn(credentials).filter((name) => !OPEN_MEMBERS.includes(name));
  const open = isObject(credentials) ? withoutSecrets(credentials, secretNames) : {};
  return {
    status: 200,
    done: {
      id: existing?.id ?? address.id,
      type: TYPE,
      name: address.name,
      properties: { ...properties, authType },
      hidden: { open, secretNames: [...new Set([...keptSecrets, ...secretNames])] },
      ...(existing?.systemData ? { systemData: existing.systemData } : {}),
    },
  };
}

/** `POST listsecrets`: the connection with credentials. */
function listSecrets(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const { id, name, type, properties, hidden } = resource;
  const secretNames = (hidden?.['secretNames'] ?? []) as readonly string[];
  const credentials: Json = {
    ...objectAt(hidden, 'open'),
    ...simulatedSecrets(context, id, secretNames),
  };
  const hasAny = Object.keys(credentials).length > 0;
  return {
    status: 200,
    body: {
      id,
      name,
      type,
      properties: { ...properties, ...(hasAny ? { credentials } : {}) },
    },
  };
}
