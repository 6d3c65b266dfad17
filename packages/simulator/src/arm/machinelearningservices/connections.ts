import {
  isObject,
  type Json,
  type JsonObject,
  mergePatch,
  objectAt,
  stringAt,
} from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';
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
import { badChild, childApiVersions, oneOf, propertiesOf, workspaceOf } from './child-model.ts';
import {
  keepCredential,
  type KeptCredential,
  readCredential,
  withoutSecrets,
} from './credential-secrets.ts';
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

/**
 * Connections of a workspace to what lies outside. Answers show no credentials: those are in the workspace's vault, and
 * nobody saw a secret go with its connection.
 */
export const connections: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: childApiVersions,
  scope: 'group',
  put: (context, request) => {
    checkWhole(context, request.address.id, ['keyVault']);
    return written(context, request, propertiesOf(request.body));
  },
  patch: (context, request) => {
    const given = propertiesOf(request.body);
    const before = request.existing?.properties ?? {};
    const hidden = objectAt(request.existing?.hidden, 'open');
    const merged = mergePatch({ ...before, credentials: hidden }, given) as JsonObject;
    return written(context, request, merged, !isObject(given['credentials']));
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
  context: UnitContext,
  { address, existing }: WriteRequest,
  given: JsonObject,
  keepsSecrets = false,
): WriteAnswer {
  const authType = oneOf(given['authType'], AUTH_TYPES, 'properties.authType');
  const { credentials, ...properties } = given;
  for (const name of ['category', 'target']) {
    if (typeof properties[name] !== 'string') throw badChild(`'properties.${name}' is required`);
  }
  const id = existing?.id ?? address.id;
  const all = isObject(credentials) ? Object.entries(credentials) : [];
  const secrets = all.filter(([name, value]) => isGiven(value) && !OPEN_MEMBERS.includes(name));
  const secretNames = secrets.map(([name]) => name);
  const open = isObject(credentials) ? withoutSecrets(credentials, secretNames) : {};
  const { hidden: was } = existing ?? {};
  const kept: KeptCredential = keepsSecrets
    ? { hidden: was ?? {}, documents: [] }
    : keptSecrets(context, id, Object.fromEntries(secrets));
  return {
    status: 200,
    done: {
      id,
      type: TYPE,
      name: address.name,
      properties: { ...properties, authType },
      hidden: { ...kept.hidden, open },
      ...(existing?.systemData ? { systemData: existing.systemData } : {}),
    },
    effects: { documents: kept.documents },
  };
}

const isGiven = (value: Json | undefined): boolean => value !== undefined && value !== null;

/** One secret for all of a connection's: the text of the only one, or JSON. */
function keptSecrets(context: UnitContext, id: string, secrets: JsonObject): KeptCredential {
  const [[textName, text] = [], ...others] = Object.entries(secrets);
  if (textName === undefined) return { hidden: {}, documents: [] };
  if (typeof text === 'string' && others.length === 0) {
    const { hidden, documents } = keepCredential(context, id, text);
    return { hidden: { ...hidden, textName }, documents };
  }
  return keepCredential(context, id, JSON.stringify(secrets));
}

/** `POST listsecrets`: the connection with credentials. */
function listSecrets(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  const { id, name, type, properties, hidden } = resource;
  const credentials: Json = { ...objectAt(hidden, 'open'), ...secretsOf(context, resource) };
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

function secretsOf(context: UnitContext, { id, hidden }: StoredResource): JsonObject {
  if (hidden?.['secretId'] === undefined) return {};
  const value = readCredential(context, workspaceOf(context, id), hidden);
  const textName = stringAt(hidden, 'textName');
  if (textName !== undefined) return { [textName]: value };
  const members = parseJson(value);
  if (isObject(members)) return members;
  throw badChild('the secret of the connection in the vault is no object of JSON');
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
