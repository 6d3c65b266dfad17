import { Refusal } from '../../kernel/errors.ts';
import { stringAt } from '../../kernel/json.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import { patchTags } from '../../kernel/tags.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { NETWORK_INTERFACES } from './network-types.ts';

/** Network interfaces: those of private endpoints and private link services, which come and go with them. Making one for a machine answers 501. */
export const networkInterfaces: ResourceType = defineResourceType({
  type: NETWORK_INTERFACES,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  patch: patchTags,
  remove: (context, { existing }) => {
    const { properties } = existing;
    const user =
      stringAt(properties['privateEndpoint'], 'id') ??
      stringAt(properties['privateLinkService'], 'id') ??
      '';
    if (!context.resource(user)) return { removed: true };
    throw new Refusal({
      status: 400,
      code: 'NicInUse',
      message: `Network Interface ${existing.id} is used by existing resource ${user} In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
      evidence: 'recorded',
    });
  },
});
