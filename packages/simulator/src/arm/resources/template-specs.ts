/** Template specs: templates that are kept as resources, in versions. */
import { type Json, type JsonObject, isObject, objectAt, stringAt } from '../../kernel/json.ts';
import { Refusal } from '../../kernel/errors.ts';
import { parentNotFound } from '../../kernel/gateway-errors.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
  type WriteAnswer,
  type WriteRequest,
} from '../../kernel/resource-type.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';
import { TEMPLATE_SPEC_VERSIONS, TEMPLATE_SPECS } from './template-spec-model.ts';

const API_VERSIONS = ['2021-03-01-preview', '2021-05-01', '2022-02-01'] as const;
/** Documented. */
const NAME_MAX_CHARACTERS = 90;
const NAME = /^[-\w.()]+$/;
const SPEC_MEMBERS = ['description', 'displayName', 'metadata'] as const;
const VERSION_MEMBERS = [
  'description',
  'linkedTemplates',
  'mainTemplate',
  'metadata',
  'uiFormDefinition',
] as const;

/** A template spec: what its versions have in common. They go with it. */
export const templateSpecs: ResourceType = defineResourceType({
  type: TEMPLATE_SPECS,
  apiVersions: API_VERSIONS,
  scope: 'group',
  checkName,
  put: (_context, request) => written(TEMPLATE_SPECS, SPEC_MEMBERS, request),
  patch: patchTags,
  remove: (context, { existing }) => ({
    removed: true,
    effects: { remove: versionsOf(context, existing).map(({ id }) => id) },
  }),
  expand: withVersions,
});

/** One version of a template spec: a template with those that it links to. */
export const templateSpecVersions: ResourceType = defineResourceType({
  type: TEMPLATE_SPEC_VERSIONS,
  apiVersions: API_VERSIONS,
  scope: 'group',
  // Recorded: a GET of one whose spec is not there tells of the version.
  checksParent: true,
  checkName,
  put: (context, request) => {
    const spec = specOf(context, request.address.parentId);
    const given = objectAt(request.body, 'properties');
    if (!isObject(given['mainTemplate'])) {
      throw refused("'mainTemplate' of a version of a template spec must be an object.");
    }
    checkArtifacts(given['linkedTemplates']);
    return written(TEMPLATE_SPEC_VERSIONS, VERSION_MEMBERS, request, besideSpec(spec, request));
  },
  patch: patchTags,
  remove: () => ({ removed: true }),
  list: (context, scope) => versionsOf(context, specOf(context, scope)),
});

function checkName(name: string): void {
  if (name.length <= NAME_MAX_CHARACTERS && NAME.test(name)) return;
  throw refused(
    `The name '${name}' must have 1-${NAME_MAX_CHARACTERS} letters, digits, '-', '_', '.', '(' and ')'.`,
  );
}

/** Documented: each has a path of its own, from the main template. */
function checkArtifacts(given: Json | undefined): void {
  const artifacts = Array.isArray(given) ? (given as readonly Json[]) : [];
  const paths = artifacts.map((one) => stringAt(one, 'path') ?? '');
  const isWhole = artifacts.every((one) => isObject(one) && isObject(one['template']));
  if (!isWhole || paths.includes('') || (given !== undefined && !Array.isArray(given))) {
    throw refused("'linkedTemplates' must be a list of objects with 'path' and 'template'.");
  }
  const doubled = paths.find((path, index) => paths.indexOf(path) !== index);
  if (doubled !== undefined) throw refused(`'linkedTemplates' has the path '${doubled}' twice.`);
}

function written(
  type: string,
  members: readonly string[],
  { address, body, existing }: WriteRequest,
  location: string = existing?.location ?? String(body['location']),
): WriteAnswer {
  const given = objectAt(body, 'properties');
  const tags = readTags(body['tags']);
  return {
    done: {
      id: existing?.id ?? address.id,
      type,
      name: existing?.name ?? address.name,
      location,
      ...(tags === undefined ? {} : { tags }),
      properties: kept(given, members),
      ...(existing?.systemData ? { systemData: existing.systemData } : {}),
    },
  };
}

const kept = (given: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(
    members.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );

function specOf(context: UnitContext, id: string): StoredResource {
  const spec = context.resource(id);
  if (spec) return spec;
  throw parentNotFound(id.split('/').at(-1) ?? '');
}

/** Documented: a version lies where its spec does. */
function besideSpec({ location = '' }: StoredResource, { address, body }: WriteRequest): string {
  const asked = normalizeLocation(String(body['location']));
  if (asked === location) return location;
  throw refused(
    `The version '${address.name}' must be in '${location}' as its template spec is, not in '${asked}'.`,
  );
}

const versionsOf = (context: UnitContext, { id }: StoredResource): StoredResource[] =>
  context.resources(TEMPLATE_SPEC_VERSIONS, id);

/** What `$expand=versions` tells of them. */
function withVersions(context: UnitContext, spec: StoredResource, word: string): StoredResource {
  if (word.toLowerCase() !== 'versions') throw refused(`'${word}' is nothing that '$expand' adds.`);
  const versions = versionsOf(context, spec).map(({ name, properties, systemData }) => {
    const description = stringAt(properties, 'description');
    const told: JsonObject = {
      ...(description === undefined ? {} : { description }),
      ...(systemData
        ? { timeCreated: systemData.createdAt, timeModified: systemData.lastModifiedAt }
        : {}),
    };
    return [name, told] as const;
  });
  return { ...spec, properties: { ...spec.properties, versions: Object.fromEntries(versions) } };
}

const refused = (message: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'InvalidTemplateSpec',
    message,
    evidence: 'assumed',
    failureCause: 'gateway',
  });
