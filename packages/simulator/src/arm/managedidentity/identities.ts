import { stringAt } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import { IDENTITY_API_VERSIONS } from './identity-versions.ts';
import { identityOperations } from './identity-operations.ts';

const TYPE = 'Microsoft.ManagedIdentity/identities';

/** The system-assigned identity of a resource, which goes by the name `default`; made and removed with its resource. */
export const identities: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: IDENTITY_API_VERSIONS.filter((version) => version >= '2018-11-30'),
  scope: 'extension',
  needsLocation: false,
  find: (context, { id, name, scope }) => {
    const owner = context.resource(scope);
    const principal = context.principal(stringAt(owner?.identity, 'principalId') ?? '');
    if (!owner || !principal || name.toLowerCase() !== 'default') return undefined;
    return {
      id,
      type: TYPE,
      name: 'default',
      ...(owner.location === undefined ? {} : { location: owner.location }),
      properties: {
        tenantId: principal.tenantId,
        principalId: principal.objectId,
        clientId: principal.appId,
      },
    };
  },
  routes: [identityOperations],
});
