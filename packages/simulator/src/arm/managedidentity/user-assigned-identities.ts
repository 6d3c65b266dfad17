import { Refusal } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import { patchTags, readTags } from '../../kernel/tags.ts';
import { listAssociatedResources } from './associated-resources.ts';
import { IDENTITY_API_VERSIONS, IDENTITY_TYPE } from './identity-versions.ts';

const TYPE = IDENTITY_TYPE;
/** How long until the directory finds a new identity, milliseconds; recorded between 40 seconds and 4 minutes. */
const PRINCIPAL_VISIBLE_MS = 40_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/;

/** User-assigned managed identities. */
export const userAssignedIdentities: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: IDENTITY_API_VERSIONS,
  scope: 'group',
  checkName: (name) => {
    if (NAME.test(name)) return;
    throw new Refusal({
      status: 400,
      code: 'BadRequest',
      message: `The identity name '${name}' is invalid: 3-128 letters, digits, hyphens and underscores, beginning with a letter or digit.`,
      evidence: 'assumed',
    });
  },
  put: (context, { address, body, existing }) => {
    const tags = readTags(body['tags']) ?? {};
    // The service answers ids with a lower-case `resourcegroups`.
    const id = address.id.replace('/resourceGroups/', '/resourcegroups/');
    if (existing) return { done: { ...existing, tags } };
    const principalId = context.guid();
    const clientId = context.guid();
    const tenantId = context.subscription.tenantId;
    return {
      done: {
        id,
        type: TYPE,
        name: address.name,
        location: String(body['location']),
        tags,
        properties: { tenantId, principalId, clientId },
      },
      headers: { location: id },
      effects: {
        principals: [
          {
            objectId: principalId,
            tenantId,
            kind: 'managedIdentity',
            appId: clientId,
            displayName: address.name,
            groups: [],
            resourceId: id,
            visibleAt: context.propagatesAt(PRINCIPAL_VISIBLE_MS),
          },
        ],
      },
    };
  },
  patch: patchTags,
  remove: (context, { existing }) => ({
    removed: true,
    effects: {
      remove: context.under(existing.id).map(({ id }) => id),
      removePrincipals: [String(existing.properties['principalId'])],
    },
  }),
  actions: { 'POST listAssociatedResources': listAssociatedResources },
  present: ({ id, name, location, tags, properties }): JsonObject => ({
    id,
    name,
    type: TYPE,
    location,
    tags: tags ?? {},
    properties,
  }),
});
