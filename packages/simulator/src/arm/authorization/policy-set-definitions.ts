import { notSimulated, Refusal } from '../../kernel/errors.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { withVersions } from '../../kernel/policy/definition.ts';
import { defineResourceType, type ResourceType } from '../../kernel/resource-type.ts';
import { readDefinitionFilter } from './policy-list-filter.ts';
import { checkPolicyName, checkUnassigned, POLICY_API_VERSIONS } from './policy-names.ts';
import { holdsDefinitions, placesAbove } from './policy-places.ts';
import { readPolicySet } from './policy-set-request.ts';

const TYPE = 'Microsoft.Authorization/policySetDefinitions';

/** Sets of policy definitions, which are assigned together; Azure's own have members that are not at hand here. */
export const policySetDefinitions: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: POLICY_API_VERSIONS,
  scope: 'extension',
  isPublic: true,
  checkName: (name) => {
    checkPolicyName('policy set definition', name);
  },
  put: (context, { address, body, existing }) => {
    const { scope, name } = address;
    if (!holdsDefinitions(scope)) {
      throw notSimulated(`a policy set definition at the scope '${scope || '/'}'`);
    }
    const id = existing?.id ?? address.id;
    const versions = withVersions(readPolicySet(context, address, body), existing);
    return { done: { id, name, type: TYPE, ...versions }, status: existing ? 200 : 201 };
  },
  remove: (context, { existing }) => {
    checkUnassigned(context, 'PolicySetDefinition', existing);
    return { removed: true };
  },
  list: (context, scope, query) => {
    const accepts = readDefinitionFilter(TYPE, query.get('$filter'), scope);
    return placesAbove(context, scope)
      .flatMap((place) => context.resources(TYPE, place))
      .filter(accepts);
  },
  missing: (_context, { name }) => policySetDefinitionNotFound(name),
  present: ({ id, name, properties, systemData }): JsonObject => ({
    properties,
    id,
    type: TYPE,
    name,
    ...(systemData === undefined ? {} : { systemData: { ...systemData } }),
  }),
});

/** As the tests of Azure PowerShell have it. */
export const policySetDefinitionNotFound = (name: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'PolicySetDefinitionNotFound',
    message: `The policy set definition '${name}' could not be found.`,
    evidence: 'reported',
  });
