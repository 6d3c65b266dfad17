/** Assets with versions: a container by name, and versions in it. A PUT of a version makes the container too. */
import type { JsonObject } from '../../kernel/json.ts';
import {
  defineResourceType,
  type RemoveAnswer,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { stamp } from '../../kernel/system-data.ts';
import { isInView } from './asset-views.ts';
import { refuseQueries } from './child-errors.ts';
import { holdsAll, versionOrder } from './child-lists.ts';
import { badChild, childApiVersions, propertiesOf } from './child-model.ts';
import { WORKSPACES } from './workspace-model.ts';

/** What tells one kind of asset from another. */
export interface AssetKind {
  /** `models`. */
  readonly collection: string;
  /** Members of a version that must be there. */
  readonly required: readonly string[];
  /** Members of a version that only the service sets or that are always shown. */
  readonly version: (given: JsonObject, context: UnitContext) => JsonObject;
  /** Members that a container takes from the first version. */
  readonly container?: (version: JsonObject) => JsonObject;
  /** Members of a container that must be there. */
  readonly containerRequired?: readonly string[];
  /** Query member of the list of versions that says how many are passed over. */
  readonly versionOffset?: string;
  /** Query members of the lists that are not simulated. */
  readonly unknownQueries?: readonly string[];
  /** Query member with the items on a page of containers. Default `$top`. */
  readonly containerPageSize?: string;
}

const typeOf = (kind: AssetKind): string => `${WORKSPACES}/${kind.collection}`;
const versionTypeOf = (kind: AssetKind): string => `${typeOf(kind)}/versions`;

/** The versions in a container: roles and locks can lie under it, too. */
const versionsOf = (
  context: UnitContext,
  kind: AssetKind,
  containerId: string,
): readonly StoredResource[] => context.resources(versionTypeOf(kind), containerId);

/** The containers of a kind. */
export function assetContainers(kind: AssetKind): ResourceType {
  const type = typeOf(kind);
  return defineResourceType({
    type,
    apiVersions: childApiVersions,
    scope: 'group',
    put: (context, { address, body, existing }) => {
      const given = propertiesOf(body);
      checkMembers(given, kind.containerRequired ?? []);
      return {
        done: {
          id: existing?.id ?? address.id,
          type,
          name: address.name,
          properties: container(context, kind, address.id, given),
          ...(existing?.systemData ? { systemData: existing.systemData } : {}),
        },
      };
    },
    remove: (context, { existing }) => removeContainer(context, existing),
    isListed: ({ properties }, query) => {
      refuseQueries(type, query, kind.unknownQueries ?? []);
      return isInView(properties, query);
    },
    ...(kind.containerPageSize === undefined ? {} : { pageSizeParameter: kind.containerPageSize }),
  });
}

/** The versions of a kind. */
export function assetVersions(kind: AssetKind): ResourceType {
  const type = versionTypeOf(kind);
  return defineResourceType({
    type,
    apiVersions: childApiVersions,
    scope: 'group',
    makesParent: true,
    put: (context, request) => writeVersion(kind, context, request),
    remove: (context, { existing }) => {
      const id = existing.id.split('/').slice(0, -2).join('/');
      const left = versionsOf(context, kind, id).filter((version) => version.id !== existing.id);
      const parent = context.resource(id);
      const put = parent ? [counted(parent, left)] : [];
      return { removed: true, effects: { put } };
    },
    isListed: ({ name, properties }, query) => {
      refuseQueries(type, query, kind.unknownQueries ?? []);
      return (
        isInView(properties, query) &&
        isVersion(name, properties, query) &&
        holdsAll(properties['tags'], query.get('tags') ?? query.get('$tags')) &&
        holdsAll(properties['properties'], query.get('properties'))
      );
    },
    order: versionOrder(type),
    ...(kind.versionOffset === undefined ? {} : { offsetParameter: kind.versionOffset }),
  });
}

/** `version` and `description` ask for one of exactly this. */
function isVersion(
  name: string,
  properties: JsonObject,
  query: ReadonlyMap<string, string>,
): boolean {
  const version = query.get('version');
  const description = query.get('description');
  return (
    (version === undefined || version === name) &&
    (description === undefined || description === properties['description'])
  );
}

function writeVersion(kind: AssetKind, context: UnitContext, request: WriteRequest): WriteAnswer {
  const { address, apiVersion, body, existing } = request;
  const given = propertiesOf(body);
  checkMembers(given, kind.required);
  const version: StoredResource = {
    id: existing?.id ?? address.id,
    type: versionTypeOf(kind),
    name: address.name,
    properties: {
      description: null,
      tags: {},
      properties: {},
      isArchived: false,
      isAnonymous: false,
      ...given,
      ...kind.version(given, context),
    },
    ...(existing?.systemData ? { systemData: existing.systemData } : {}),
  };
  const parent = context.resource(address.parentId) ?? {
    ...stamp(
      {
        id: address.parentId,
        type: typeOf(kind),
        name: address.names[1] ?? '',
        properties: container(context, kind, address.parentId, kind.container?.(given) ?? {}),
      },
      undefined,
      context,
    ),
  };
  const others = versionsOf(context, kind, address.parentId).filter(({ id }) => id !== version.id);
  const location = `${context.resourceManager}${version.id}?api-version=${apiVersion}`;
  return {
    done: version,
    ...(existing ? {} : { headers: { location } }),
    effects: { put: [counted(parent, [...others, version])] },
  };
}

function container(
  context: UnitContext,
  kind: AssetKind,
  id: string,
  given: JsonObject,
): JsonObject {
  const { latestVersion: _latest, nextVersion: _next, ...kept } = given;
  return {
    description: null,
    tags: {},
    properties: {},
    isArchived: false,
    ...kept,
    ...versionsIn(versionsOf(context, kind, id)),
  };
}

/** A container that tells of the versions in it. */
function counted(parent: StoredResource, versions: readonly StoredResource[]): StoredResource {
  return { ...parent, properties: { ...parent.properties, ...versionsIn(versions) } };
}

/** The latest version is the one that was made last; the next is one more than the highest number. */
function versionsIn(versions: readonly StoredResource[]): JsonObject {
  const latest = versions.toSorted(byAge).at(-1);
  const numbers = versions.map(({ name }) => Number(name)).filter(Number.isInteger);
  return {
    latestVersion: latest?.name ?? null,
    nextVersion: String(Math.max(0, ...numbers) + 1),
  };
}

/** One that is being made has no date yet: it is the last. At one instant the higher number is later. */
function byAge(left: StoredResource, right: StoredResource): number {
  const [before, after] = [left, right].map(({ systemData }) => systemData?.createdAt ?? '9');
  if (before !== after) return (before ?? '') < (after ?? '') ? -1 : 1;
  return (Number(left.name) || 0) - (Number(right.name) || 0);
}

function removeContainer(context: UnitContext, existing: StoredResource): RemoveAnswer {
  return {
    removed: true,
    effects: { remove: context.under(existing.id).map(({ id }) => id) },
  };
}

function checkMembers(given: JsonObject, names: readonly string[]): void {
  for (const name of names) {
    if (given[name] === undefined || given[name] === null) {
      throw badChild(`'properties.${name}' is required`);
    }
  }
}
