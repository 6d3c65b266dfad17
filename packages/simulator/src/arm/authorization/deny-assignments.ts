import { DENY_ASSIGNMENTS, type DenyAssignment } from '../../kernel/access.ts';
import { notSimulated, Refusal } from '../../kernel/errors.ts';
import {
  defineResourceType,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';

const TYPE = 'Microsoft.Authorization/denyAssignments';
/** Stands for all principals in a deny assignment. */
const EVERYONE = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
const AT_SCOPE = /^\s*atScope\(\)\s*$/i;
const BY_NAME = /^\s*denyAssignmentName\s+eq\s+'([^']*)'\s*$/i;

/** Deny assignments: services make them on what they manage, and everybody may read them. */
export const denyAssignments: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: ['2018-07-01-preview', '2022-04-01'],
  scope: 'extension',
  list: (context, scope, query) => {
    const accepts = readFilter(query.get('$filter'));
    const here = `${scope.toLowerCase()}/`;
    return all(context)
      .filter((deny) => {
        const isAbove = here.startsWith(`${deny.scope}/`);
        const isBelow = `${deny.scope}/`.startsWith(here);
        return (isAbove || isBelow) && accepts(deny, isAbove);
      })
      .map((deny) => asResource(context, deny));
  },
  find: (context, { name, scope }) => {
    const found = all(context).find(
      (deny) => deny.scope === scope.toLowerCase() && nameOf(deny) === name.toLowerCase(),
    );
    return found && asResource(context, found);
  },
  missing: (_context, { name }) =>
    new Refusal({
      status: 404,
      code: 'DenyAssignmentNotFound',
      message: `The deny assignment '${name}' is not found.`,
      evidence: 'assumed',
    }),
  present: ({ id, name, properties }) => ({ properties, id, type: TYPE, name }),
});

const all = (context: UnitContext): DenyAssignment[] =>
  context.documents<DenyAssignment>(DENY_ASSIGNMENTS, '').map(([, deny]) => deny);

function readFilter(
  filter: string | undefined,
): (deny: DenyAssignment, isAbove: boolean) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  if (AT_SCOPE.test(filter)) return (_deny, isAbove) => isAbove;
  const name = BY_NAME.exec(filter)?.[1]?.toLowerCase();
  if (name === undefined) throw notSimulated(`the deny assignment filter '${filter}'`);
  return (deny) => deny.name.toLowerCase() === name;
}

/** Refusals name a deny assignment by the digits of its name alone. */
const nameOf = ({ id }: DenyAssignment): string =>
  id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function asResource(context: UnitContext, deny: DenyAssignment): StoredResource {
  const scope = context.resource(deny.scope)?.id ?? deny.scope;
  const name = nameOf(deny);
  return {
    id: `${scope}/providers/${TYPE}/${name}`,
    type: TYPE,
    name,
    properties: {
      denyAssignmentName: deny.name,
      permissions: [{ actions: deny.actions, notActions: [], dataActions: [], notDataActions: [] }],
      scope,
      doNotApplyToChildScopes: false,
      principals: deny.principals?.map((id) => ({ id, type: 'Group' })) ?? [EVERYONE],
      excludePrincipals: deny.excludedPrincipals.map((id) => ({ id, type: 'ServicePrincipal' })),
      isSystemProtected: true,
    },
  };
}
