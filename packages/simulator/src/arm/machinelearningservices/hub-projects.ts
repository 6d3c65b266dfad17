/** What a hub and its projects have in common: resources, the managed stores, who knows of whom. */
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import { keepMetadataIn, metadataPlace } from '../../kernel/metadata-place.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { linkedAuthorizationFailed } from '../../kernel/linked-access.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Effects, ResourceAddress, UnitContext } from '../../kernel/resource-type.ts';
import { together } from '../../kernel/together.ts';
import { badRequest } from './bad-request.ts';
import { admit, expel } from './managed-access.ts';
import { principalsOf, WORKSPACES } from './workspace-model.ts';

/** What whoever makes a project needs at its hub. */
const JOIN_ACTION = `${WORKSPACES}/hubs/join/action`;

/** What a project shows of its hub as its own. */
const INHERITED = [
  'storageAccount',
  'keyVault',
  'applicationInsights',
  'containerRegistry',
] as const;

const HUB_ID =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.MachineLearningServices\/workspaces\/[^/]+$/i;

/** Id of a project's hub; `undefined` of other workspaces. */
export function hubIdOf(workspace: StoredResource): string | undefined {
  return stringAt(workspace.properties, 'hubResourceId');
}

/** Refuses a request for a project whose hub's id is none, or whose caller may not join the hub. */
export function checkJoin(context: UnitContext, address: ResourceAddress, hubId: string): void {
  const [, subscriptionId] = HUB_ID.exec(hubId) ?? [];
  if (subscriptionId === undefined) {
    throw badRequest(
      `'properties.hubResourceId' must be the id of a ${WORKSPACES}, not '${hubId}'`,
    );
  }
  if (subscriptionId.toLowerCase() !== context.subscription.subscriptionId.toLowerCase()) {
    throw notSimulated('a project in another subscription than its hub');
  }
  if (context.allows(context.caller.objectId, JOIN_ACTION, hubId)) return;
  throw linkedAuthorizationFailed(context, `${WORKSPACES}/write`, address.id, JOIN_ACTION, hubId);
}

/** The hub of a project, or a refusal when it is not one that can have the project. */
export function requireHub(context: UnitContext, project: StoredResource): StoredResource {
  const id = hubIdOf(project) ?? '';
  const hub = context.resource(id);
  if (!hub) throw unfit(`The hub '${id}' of the project was not found.`);
  if (hub.kind !== 'Hub') throw unfit(`The workspace '${id}' is not a hub.`);
  if (hub.location !== project.location) {
    throw unfit(
      `The project '${project.name}' is in ${project.location}, but its hub is in ${hub.location}.`,
    );
  }
  return hub;
}

/** Live projects of a hub. */
export function projectsOf(context: UnitContext, hub: StoredResource): StoredResource[] {
  const scope = `/subscriptions/${context.subscription.subscriptionId}`;
  return context
    .resources(WORKSPACES, scope)
    .filter((one) => hubIdOf(one)?.toLowerCase() === hub.id.toLowerCase());
}

/** Refuses to delete a hub that has projects; other workspaces have none. */
export function checkNoProjects(context: UnitContext, hub: StoredResource): void {
  if (hub.kind !== 'Hub') return;
  const names = projectsOf(context, hub).map(({ name }) => name);
  if (names.length === 0) return;
  throw new Refusal({
    status: 409,
    code: 'Conflict',
    message: `The hub '${hub.name}' cannot be deleted while it has projects: ${names.join(', ')}.`,
    evidence: 'assumed',
  });
}

/** What a project has from its hub. */
export function inherited(hub: StoredResource): JsonObject {
  return {
    hubResourceId: hub.id,
    ...Object.fromEntries(INHERITED.map((name) => [name, hub.properties[name] ?? null])),
  };
}

/** Projects as they are once their hub has changed. */
export function followingProjects(context: UnitContext, hub: StoredResource): StoredResource[] {
  return projectsOf(context, hub).map((project) => ({
    ...project,
    properties: { ...project.properties, ...inherited(hub) },
  }));
}

/** The hub knows of a new project, whose identity and metadata go into the hub's managed stores. */
export function joined(
  context: UnitContext,
  project: StoredResource,
  hub: StoredResource,
): Effects {
  return together(
    withMembers(hub, [...members(hub), project.id]),
    admit(context, hub, principalsOf(context, project)),
    { documents: keepMetadataIn(project.id, metadataPlace(context, hub.id)) },
  );
}

/** The hub forgets a project, whose identity loses the stores, unless somebody else of the hub runs as it too. */
export function left(context: UnitContext, project: StoredResource): Effects {
  const hub = context.resource(hubIdOf(project) ?? '');
  if (!hub) return {};
  const others = projectsOf(context, hub).filter(({ id }) => !isSameId(id, project.id));
  const staying = new Set([hub, ...others].flatMap((one) => principalsOf(context, one)));
  const gone = principalsOf(context, project).filter((principal) => !staying.has(principal));
  const ids = members(hub).filter((id) => !isSameId(id, project.id));
  return together(withMembers(hub, ids), expel(context, hub, gone), {
    documents: keepMetadataIn(project.id, undefined),
  });
}

const isSameId = (left: string, right: string): boolean =>
  left.toLowerCase() === right.toLowerCase();

/** Ids of a hub's projects, as it shows them. */
export function members(hub: StoredResource | undefined): readonly string[] {
  const ids: Json | undefined = hub?.properties['associatedWorkspaces'];
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
}

function withMembers(hub: StoredResource, ids: readonly string[]): Effects {
  return {
    put: [{ ...hub, properties: { ...hub.properties, associatedWorkspaces: [...ids] } }],
  };
}

function unfit(message: string): Refusal {
  return new Refusal({ status: 400, code: 'BadRequest', message, evidence: 'assumed' });
}
