/**
 * Shared private links of a workspace: private endpoints of Microsoft's through which it reaches what its owner names. Each
 * waits for the owner of what it leads to.
 */
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import { same } from '../../kernel/path.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import {
  askedOf,
  decisionOn,
  type ServiceEndpoint,
  serviceEndpointId,
  withdrawnFrom,
} from '../../kernel/service-endpoint.ts';
import { badRequest } from './bad-request.ts';

const PROPERTY = 'sharedPrivateLinkResources';
const PATH = `properties.${PROPERTY}`;
/** How documents name what a link leads to: the resource, and which part of it. */
const LINKED = /^(.*)\/privateLinkResources\/[^/]+$/i;

/** The links of a request; what the owners of their targets say is not the request's to tell. */
export function readSharedLinks(given: Json): Json[] {
  if (!Array.isArray(given)) throw badRequest(`'${PATH}' must be a list`);
  const links = (given as readonly Json[]).map((link, index): JsonObject => {
    const properties = objectAt({ link }, 'link')['properties'];
    const member = (name: string): string => {
      const value = stringAt(properties, name);
      if (value) return value;
      throw badRequest(`'${PATH}[${index}].properties.${name}' is required`);
    };
    const name = stringAt(link, 'name');
    if (!name) throw badRequest(`'${PATH}[${index}].name' is required`);
    return {
      name,
      properties: {
        privateLinkResourceId: member('privateLinkResourceId'),
        groupId: member('groupId'),
        requestMessage: stringAt(properties, 'requestMessage') ?? '',
        status: 'Pending',
      },
    };
  });
  const names = links.map(({ name }) => String(name).toLowerCase());
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw badRequest(`'${PATH}' names '${double}' twice`);
  return links;
}

/** Refuses links to what is not there, or to a part that it does not have. */
export function checkSharedLinks(context: UnitContext, workspace: StoredResource): void {
  for (const { targetId, groupId } of endpointsOf(context, workspace)) {
    if (same(targetId, workspace.id)) {
      throw badRequest('a shared private link of a workspace cannot lead to the workspace itself');
    }
    const target = context.resource(targetId);
    if (!target) {
      throw badRequest(`the resource '${targetId}' of a shared private link is not there`);
    }
    const groups = context.privateLinkGroups(target).map((group) => group.groupId);
    if (groups.some((group) => same(group, groupId))) continue;
    const offered = groups.length === 0 ? 'no private link' : groups.join(', ');
    throw badRequest(`the resource '${targetId}' has ${offered}, and no '${groupId}'`);
  }
}

/** What links lead to once a workspace has others, or none: new ones ask, those that are gone are forgotten. */
export function linksChanged(
  context: UnitContext,
  before: StoredResource | undefined,
  after: StoredResource | undefined,
): StoredResource[] {
  const was = before ? endpointsOf(context, before) : [];
  const is = after ? endpointsOf(context, after) : [];
  const isIn = (all: readonly ServiceEndpoint[], one: ServiceEndpoint): boolean =>
    all.some(({ id, targetId }) => same(id, one.id) && same(targetId, one.targetId));
  const gone = withdrawnFrom(
    context,
    was.filter((one) => !isIn(is, one)),
  );
  return askedOf(
    context,
    is.filter((one) => !isIn(was, one)),
    (_target, { requestMessage }) => ({
      status: 'Pending',
      description: requestMessage,
      actionsRequired: 'None',
    }),
    gone,
  );
}

/** A workspace whose links tell what the owners of their targets say now. */
export function withSharedLinks(context: UnitContext, workspace: StoredResource): StoredResource {
  const links = linksOf(workspace);
  if (links.length === 0) return workspace;
  const endpoints = endpointsOf(context, workspace);
  const shown = links.map((link, index): JsonObject => {
    const { id = '', targetId = '' } = endpoints[index] ?? {};
    const status = decisionOn(context.resource(targetId), id) ?? 'Disconnected';
    return { ...link, properties: { ...objectAt(link, 'properties'), status } };
  });
  return { ...workspace, properties: { ...workspace.properties, [PROPERTY]: shown } };
}

interface LinkEndpoint extends ServiceEndpoint {
  readonly groupId: string;
  readonly requestMessage: string;
}

function endpointsOf(context: UnitContext, workspace: StoredResource): LinkEndpoint[] {
  return linksOf(workspace).map(({ name, properties }) => {
    const linked = stringAt(properties, 'privateLinkResourceId') ?? '';
    const owner = `${workspace.id}/${PROPERTY}/${String(name)}`;
    return {
      id: serviceEndpointId(context, 'Microsoft.MachineLearningServices', 'shared-links', owner),
      targetId: LINKED.exec(linked)?.[1] ?? linked,
      groupId: stringAt(properties, 'groupId') ?? '',
      requestMessage: stringAt(properties, 'requestMessage') ?? '',
    };
  });
}

function linksOf({ properties }: StoredResource): JsonObject[] {
  const links = properties[PROPERTY];
  return Array.isArray(links) ? (links as readonly Json[]).filter(isObject) : [];
}
