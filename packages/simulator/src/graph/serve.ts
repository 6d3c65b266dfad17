/** Which request of Microsoft Graph means what. What is not here is refused by name. */
import type { Caller } from '../kernel/caller.ts';
import type { Principal } from '../kernel/directory.ts';
import { decode, type RequestTarget, type SimRequest } from '../kernel/exchange.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { stringAt } from '../kernel/json.ts';
import { readObject } from '../kernel/read-json.ts';
import type { Services } from '../kernel/services.ts';
import { createServicePrincipal } from './create-service-principal.ts';
import * as refuse from './errors.ts';
import {
  addFederatedCredential,
  FEDERATED_CREDENTIALS,
  listFederatedCredentials,
} from './federated-credentials.ts';
import { memberLists, memberQuestions, ofGroupsAlone } from './memberships.ts';
import {
  type Collection,
  collectionOf,
  collections,
  objectBy,
  objectsIn,
  withType,
} from './objects.ts';
import { pageOf, readFilter, selected } from './query.ts';

/** A body, with the status that is not 200. */
export interface GraphAnswer {
  readonly status?: 201;
  readonly body: Record<string, Json>;
}

/** An answer or a refusal. */
export type Served = refuse.GraphError | GraphAnswer;

/** One request, read. */
interface Asked {
  readonly services: Services;
  readonly caller: Caller;
  readonly target: RequestTarget;
  readonly path: string;
  readonly body: JsonObject;
  /** `https://graph.microsoft.com/v1.0/$metadata`. */
  readonly context: string;
}

const PATH =
  /^\/v1\.0\/(me|[a-z]+)(?:\(\)|\((\w+)='((?:[^']|'')*)'\))?(?:\/([^/()]+))?(?:\/([a-z.]+))?$/i;
/** Documented for `getByIds`. */
const MAX_IDS = 1000;

export function serve(
  request: SimRequest,
  target: RequestTarget,
  services: Services,
  caller: Caller,
): Served {
  const path = decode(target.path);
  const { method } = request;
  const notSimulated = refuse.graphNotSimulated(`${method} ${path}`);
  const match = PATH.exec(path);
  if (!match || (method !== 'GET' && method !== 'POST')) return notSimulated;
  const [, first = '', keyName, keyValue, second, third] = match;
  let body: JsonObject;
  try {
    body = readObject(request.body, (_, detail) => new SyntaxError(detail));
  } catch (error) {
    if (error instanceof SyntaxError) return refuse.badBody(error.message);
    throw error;
  }
  const context = `${services.settings.cloud.graph}/v1.0/$metadata`;
  const asked: Asked = { services, caller, target, path, body, context };

  if (first.toLowerCase() === 'me') {
    if (keyValue !== undefined || third !== undefined) return notSimulated;
    return serveMe(asked, method, second, notSimulated);
  }
  if (first.toLowerCase() === 'directoryobjects') {
    return serveDirectoryObjects(asked, method, second, third, notSimulated);
  }
  const collection = collections.get(first.toLowerCase());
  if (!collection) return notSimulated;
  const key =
    keyValue !== undefined
      ? { name: keyName, value: keyValue.replaceAll("''", "'") }
      : second === undefined
        ? undefined
        : { name: undefined, value: second };
  const below = keyValue === undefined ? third : second;
  if (keyValue !== undefined && third !== undefined) return notSimulated;
  if (keyName !== undefined && keyName !== 'id' && keyName !== collection.alternateKey) {
    return notSimulated;
  }
  const hidden = directoryRefusal(asked);
  if (key === undefined) {
    if (method === 'GET') return hidden ?? list(asked, collection);
    return collection.name === 'servicePrincipals' ? (hidden ?? create(asked)) : notSimulated;
  }
  const isFederation =
    collection.name === 'applications' && below?.toLowerCase() === FEDERATED_CREDENTIALS;
  if (below === undefined && method !== 'GET') return notSimulated;
  if (below !== undefined && !isFederation && !isMembership(collection, method, below)) {
    return notSimulated;
  }
  if (hidden) return hidden;
  const { directory } = services;
  const found = objectBy(collection, directory, caller.tenantId, key);
  if (!found) return refuse.resourceNotFound(key.value);
  if (isFederation) return federation(asked, collection, method, found);
  return below === undefined
    ? one(asked, collection, collection.show(found))
    : membership(asked, method, found, below);
}

/** Who may not read the directory; about oneself everyone may ask. */
function directoryRefusal({ services, caller }: Asked): refuse.GraphError | undefined {
  const me = services.directory.principal(caller.objectId);
  return me?.readsDirectory === false ? refuse.insufficientPrivileges() : undefined;
}

function serveMe(
  asked: Asked,
  method: string,
  below: string | undefined,
  notSimulated: refuse.GraphError,
): Served {
  const { services, caller } = asked;
  const users = collections.get('users');
  const isKnown =
    below === undefined ? method === 'GET' : users && isMembership(users, method, below);
  if (!users || !isKnown) return notSimulated;
  if (caller.kind !== 'user') return refuse.meWithoutUser();
  const me = services.directory.principal(caller.objectId);
  if (!me) return refuse.resourceNotFound(caller.objectId);
  return below === undefined
    ? one(asked, users, users.show(me))
    : membership(asked, method, me, below);
}

function serveDirectoryObjects(
  asked: Asked,
  method: string,
  second: string | undefined,
  third: string | undefined,
  notSimulated: refuse.GraphError,
): Served {
  const { services, caller, context, body } = asked;
  const { directory } = services;
  const isBatch = method === 'POST' && second?.toLowerCase() === 'getbyids';
  const isOne = method === 'GET' && second !== undefined;
  if (third !== undefined || (!isBatch && !isOne)) return notSimulated;
  const hidden = directoryRefusal(asked);
  if (hidden) return hidden;
  const ofTenant = (id: unknown): Principal | undefined => {
    const found = typeof id === 'string' ? directory.principal(id) : undefined;
    return found?.tenantId === caller.tenantId ? found : undefined;
  };
  if (isOne) {
    const found = ofTenant(second);
    if (!found) return refuse.resourceNotFound(second);
    return {
      body: { '@odata.context': `${context}#directoryObjects/$entity`, ...withType(found) },
    };
  }
  const { ids, types } = body;
  if (!Array.isArray(ids) || ids.length > MAX_IDS) {
    return refuse.badBody(`'ids' must be an array of at most ${MAX_IDS} ids`);
  }
  const wanted = Array.isArray(types) ? types.map((type) => String(type).toLowerCase()) : [];
  const value = ids.flatMap((id) => {
    const found = ofTenant(id);
    if (!found) return [];
    const kind = collectionOf(found).type.replace('#microsoft.graph.', '').toLowerCase();
    const isWanted =
      wanted.length === 0 || wanted.includes('directoryobject') || wanted.includes(kind);
    return isWanted ? [withType(found)] : [];
  });
  return { body: { '@odata.context': `${context}#directoryObjects`, value } };
}

function isMembership(collection: Collection, method: string, below: string): boolean {
  const name = below.toLowerCase();
  if (collection.name === 'applications') return false;
  if (method === 'POST') return memberQuestions.has(name);
  return memberLists.has(name) && (!ofGroupsAlone.has(name) || collection.name === 'groups');
}

function membership(asked: Asked, method: string, of: Principal, below: string): Served {
  const { services, context, body } = asked;
  const name = below.toLowerCase();
  if (method === 'POST') {
    const value = memberQuestions.get(name)?.(services.directory, of, body) ?? [];
    return { body: { '@odata.context': `${context}#Collection(Edm.String)`, value } };
  }
  const found = memberLists.get(name)?.(services.directory, of) ?? [];
  return paged(asked, `${context}#directoryObjects`, found.map(withType));
}

function federation(
  asked: Asked,
  collection: Collection,
  method: string,
  application: Principal,
): Served {
  const { id } = collection.show(application);
  const context = `${asked.context}#applications('${String(id)}')/federatedIdentityCredentials`;
  if (method === 'GET') return paged(asked, context, listFederatedCredentials(application));
  const made = addFederatedCredential(asked.services.directory, application, asked.body);
  if ('evidence' in made) return made;
  return { status: 201, body: { '@odata.context': `${context}/$entity`, ...made.credential } };
}

function one(asked: Asked, collection: Collection, shown: Record<string, Json>): Served {
  const unknown = unknownOption(asked, ['$select']);
  if (unknown) return unknown;
  const select = asked.target.query.get('$select');
  return {
    body: {
      '@odata.context': `${asked.context}#${collection.name}${selection(select)}/$entity`,
      ...selected(shown, select),
    },
  };
}

function list(asked: Asked, collection: Collection): Served {
  const { services, caller, context, target } = asked;
  const filter = target.query.get('$filter');
  const matches = filter === undefined ? () => true : readFilter(filter, collection.filterable);
  if (!matches) return refuse.graphNotSimulated(`the $filter '${filter}' on ${collection.name}`);
  const shown = objectsIn(collection, services.directory, caller.tenantId)
    .map(collection.show)
    .filter(matches);
  const select = target.query.get('$select');
  return paged(asked, `${context}#${collection.name}${selection(select)}`, shown, ['$filter']);
}

function paged(
  asked: Asked,
  context: string,
  shown: readonly Record<string, Json>[],
  more: readonly string[] = [],
): Served {
  const { query, origin } = asked.target;
  const unknown = unknownOption(asked, ['$select', '$top', '$skiptoken', ...more]);
  if (unknown) return unknown;
  const found = pageOf(shown, query);
  if (!found) return refuse.badPage();
  const select = query.get('$select');
  const next = new URLSearchParams([...query].filter(([name]) => name !== '$skiptoken'));
  if (found.next !== undefined) next.set('$skiptoken', found.next);
  return {
    body: {
      '@odata.context': context,
      ...(found.next === undefined
        ? {}
        : { '@odata.nextLink': `${origin}${asked.target.path}?${next.toString()}` }),
      value: found.page.map((object) => selected(object, select)),
    },
  };
}

function create({ services, caller, context, body }: Asked): Served {
  const unknown = Object.keys(body).find((name) => name !== 'appId');
  if (unknown !== undefined) {
    return refuse.graphNotSimulated(`creating a service principal with '${unknown}'`);
  }
  const made = createServicePrincipal(services, caller.tenantId, stringAt(body, 'appId') ?? '');
  if ('evidence' in made) return made;
  const shown = collectionOf(made).show(made);
  return {
    status: 201,
    body: { '@odata.context': `${context}#servicePrincipals/$entity`, ...shown },
  };
}

function unknownOption(asked: Asked, known: readonly string[]): refuse.GraphError | undefined {
  const unknown = [...asked.target.query.keys()].find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : refuse.graphNotSimulated(`the query option '${unknown}'`);
}

const selection = (select: string | undefined): string => (select ? `(${select})` : '');
