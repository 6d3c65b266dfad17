/** What lies in a workspace: its api-versions, its workspace, and the refusals that all of it shares. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { normalizeLocation } from '../../kernel/regions.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { WORKSPACES } from './workspace-model.ts';
import { workspaceApiVersions } from './workspace-versions.ts';

/** Oldest first; two previews served what lies in a workspace alone. */
export const childApiVersions: readonly string[] = Object.freeze(
  [...workspaceApiVersions, '2022-01-01-preview', '2022-02-01-preview'].toSorted(),
);

/** Segments of a workspace's id. */
const WORKSPACE_SEGMENTS = 9;

/** The workspace that something lies in; the pipeline has seen that it is there. */
export function workspaceOf(context: UnitContext, id: string): StoredResource {
  const workspace = context.resource(id.split('/').slice(0, WORKSPACE_SEGMENTS).join('/'));
  if (!workspace) throw new TypeError(`the workspace of '${id}' is not there`);
  return workspace;
}

/** Whether a type is one of what lies in a workspace. */
export function isChildType(type: string): boolean {
  return type.startsWith(`${WORKSPACES}/`);
}

/** The `properties` of a body, which must be there. */
export function propertiesOf(body: JsonObject): JsonObject {
  const { properties } = body;
  if (isObject(properties)) return properties;
  throw badChild("'properties' is required");
}

/** Where something is to be; default: where its workspace is. */
export function locationOf(body: JsonObject, workspace: StoredResource): string {
  const { location } = body;
  if (typeof location === 'string' && location.trim() !== '') return normalizeLocation(location);
  return workspace.location ?? '';
}

/** 400 in the words of the simulator. */
export function badChild(message: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'UserError',
    message,
    evidence: 'assumed',
    failureCause: 'service',
  });
}

/** Words for a member that must be one of a few; a refusal names them. */
export function oneOf<Value extends string>(
  value: Json | undefined,
  known: readonly Value[],
  path: string,
): Value {
  const found = known.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw badChild(
    value === undefined
      ? `'${path}' is required: ${known.join(', ')}`
      : `'${path}' is ${JSON.stringify(value)}; it must be one of ${known.join(', ')}`,
  );
}
