/** Versions of policy definitions and of sets of them, one by one: each is what the whole was put as. */
import { Refusal } from '../../kernel/errors.ts';
import { invalidRequestContent } from '../../kernel/gateway-errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { isVersion, ofVersions, versionsOf, withVersions } from '../../kernel/policy/definition.ts';
import { pageOf } from '../../kernel/collections.ts';
import { wordOf } from '../../kernel/read-json.ts';
import type {
  ActionAnswer,
  ResourceAddress,
  ResourceType,
  UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { checkManagementGroup } from '../../kernel/surroundings.ts';
import { policyDefinitions, readPolicyDefinition } from './policy-definitions.ts';
import { policySetDefinitions } from './policy-set-definitions.ts';
import { assignmentsOf, checkVersion, membershipsOf } from './policy-names.ts';
import { readPolicySet } from './policy-set-request.ts';

/** What has versions. */
export interface Versioned {
  readonly type: ResourceType;
  /** The action that lists every version of every one at a scope. */
  readonly listAll: string;
  readonly read: (
    context: UnitContext,
    address: Pick<ResourceAddress, 'id' | 'name' | 'scope'>,
    body: JsonObject,
  ) => JsonObject;
}

export const versionedDefinitions: Versioned = {
  type: policyDefinitions,
  listAll: 'listPolicyDefinitionVersions',
  read: (_context, address, body) => readPolicyDefinition(address, body),
};
export const versionedSets: Versioned = {
  type: policySetDefinitions,
  listAll: 'listPolicySetDefinitionVersions',
  read: readPolicySet,
};

/** Where a version is: of which one, at which scope; empty for Azure's own. */
export interface VersionPlace {
  readonly scope: string;
  readonly name: string;
}

const NO_QUERY: ReadonlyMap<string, string> = new Map();

const checkPlace = (context: UnitContext, scope: string): void => {
  const { caller, managementGroups } = context;
  checkManagementGroup(scope, caller.tenantId, (one) => managementGroups.get(one));
};

/** The definition or the set that has the versions. */
function wholeOf({ type }: Versioned, context: UnitContext, place: VersionPlace): StoredResource {
  const { scope, name } = place;
  checkPlace(context, scope);
  const { subscriptionId } = context.subscription;
  const id = `${scope}/providers/${type.type}/${name}`;
  const address: ResourceAddress = {
    id,
    subscriptionId,
    resourceGroup: '',
    type: type.type,
    name,
    names: [name],
    parentId: '',
    scope,
  };
  const found = type.find ? type.find(context, address) : context.resource(id);
  if (found) return found;
  throw type.missing?.(context, address) ?? new TypeError(`no refusal of a missing ${type.type}`);
}

const nameOf = (properties: JsonObject): string => stringAt(properties, 'version') ?? '';

/** Each version of one as a resource of its own, newest first. */
const each = (whole: StoredResource): readonly StoredResource[] =>
  versionsOf(whole).map(({ versions: _versions, ...properties }) => ({
    id: `${whole.id}/versions/${nameOf(properties)}`,
    type: `${whole.type}/versions`,
    name: nameOf(properties),
    properties,
  }));

const shown = ({ id, type, name, properties }: StoredResource): JsonObject => ({
  properties,
  id,
  type,
  name,
});

function paged(
  context: UnitContext,
  all: readonly StoredResource[],
  path: string,
  query: ReadonlyMap<string, string>,
): ActionAnswer {
  const { items, next } = pageOf(all, '', query);
  const link = next === undefined ? {} : { nextLink: `${context.resourceManager}${path}?${next}` };
  return { status: 200, body: { value: items.map(shown), ...link } };
}

/** Every version of one. */
export function listVersions(
  kind: Versioned,
  context: UnitContext,
  place: VersionPlace,
  query: ReadonlyMap<string, string>,
): ActionAnswer {
  const whole = wholeOf(kind, context, place);
  return paged(context, each(whole), `${whole.id}/versions`, query);
}

/** Every version of every one that a list at a scope shows. */
export function listAllVersions(
  kind: Versioned,
  context: UnitContext,
  scope: string,
  query: ReadonlyMap<string, string>,
): ActionAnswer {
  checkPlace(context, scope);
  const listed = kind.type.list?.(context, scope, NO_QUERY) ?? [];
  const wholes = typeof listed === 'function' ? [...listed(undefined)] : listed;
  const path = `${scope}/providers/Microsoft.Authorization/${kind.listAll}`;
  return paged(context, wholes.flatMap(each), path, query);
}

/** One version. */
export function getVersion(
  kind: Versioned,
  context: UnitContext,
  place: VersionPlace,
  version: string,
): ActionAnswer {
  const whole = wholeOf(kind, context, place);
  const found = each(whole).find(({ name }) => name === version);
  if (!found) throw versionNotFound(whole, version);
  return { status: 200, body: shown(found) };
}

/** Adds a version to what is there, or writes one anew. */
export function putVersion(
  kind: Versioned,
  context: UnitContext,
  place: VersionPlace,
  version: string,
  body: JsonObject,
): ActionAnswer {
  const whole = wholeOf(kind, context, place);
  refuseBuiltIn(whole);
  const asked = objectAt(body, 'properties');
  const { version: given = version } = asked;
  if (given !== version) {
    throw invalidRequestContent(
      `the version '${wordOf(given)}' is not the '${version}' of the path`,
    );
  }
  checkVersion(version);
  const { id, name } = whole;
  const address = { id, name, scope: place.scope };
  const properties = kind.read(context, address, { ...body, properties: { ...asked, version } });
  const isNew = !versionsOf(whole).some((one) => nameOf(one) === version);
  const done = { ...whole, ...withVersions(properties, whole) };
  const written = each(done).find((one) => one.name === version);
  return {
    status: isNew ? 201 : 200,
    ...(written ? { body: shown(written) } : {}),
    effects: { put: [done] },
  };
}

/** Takes a version away; the last one goes with the whole, and one that something follows stays. */
export function removeVersion(
  kind: Versioned,
  context: UnitContext,
  place: VersionPlace,
  version: string,
): ActionAnswer {
  const whole = wholeOf(kind, context, place);
  refuseBuiltIn(whole);
  const kept = versionsOf(whole).filter((one) => nameOf(one) !== version);
  if (kept.length === versionsOf(whole).length) return { status: 204 };
  const [first, ...others] = kept;
  if (!first) throw versionInUse(whole, version, 'it is the only one');
  const isLost = (pattern: string | undefined): boolean =>
    pattern !== undefined &&
    isVersion(version, pattern) &&
    !kept.some((one) => isVersion(nameOf(one), pattern));
  const follower = followersOf(context, whole).find(({ pattern }) => isLost(pattern));
  if (follower) throw versionInUse(whole, version, `'${follower.id}' has no other to follow`);
  return { status: 200, effects: { put: [{ ...whole, ...ofVersions([first, ...others]) }] } };
}

/** What follows versions: assignments, and sets of what is a definition. */
function followersOf(
  context: UnitContext,
  { id }: StoredResource,
): readonly { readonly id: string; readonly pattern: string | undefined }[] {
  const assignments = assignmentsOf(context, id).flatMap((one) => {
    const { overrides = [] } = one;
    const others = overrides.filter(({ kind }) => kind === 'definitionVersion');
    const patterns = [one.definitionVersion, ...others.map(({ value }) => value)];
    return patterns.map((pattern) => ({ id: one.id, pattern }));
  });
  const sets = membershipsOf(context, id).map(({ setId, definitionVersion: pattern }) => ({
    id: setId,
    pattern,
  }));
  return [...assignments, ...sets];
}

function refuseBuiltIn({ name, properties }: StoredResource): void {
  if (properties['policyType'] !== 'BuiltIn') return;
  throw invalidRequestContent(
    `the versions of the built-in policy definition '${name}' are Azure's`,
  );
}

const versionNotFound = ({ name, type }: StoredResource, version: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'PolicyDefinitionVersionNotFound',
    message: `The version '${version}' of '${name}' (${type}) is not found.`,
    evidence: 'assumed',
  });

const versionInUse = ({ name }: StoredResource, version: string, why: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidDeletePolicyDefinitionVersionRequest',
    message: `The version '${version}' of '${name}' cannot be deleted: ${why}.`,
    evidence: 'assumed',
  });
