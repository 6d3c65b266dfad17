import { Refusal } from '../../kernel/errors.ts';
import { type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';
import {
  defineResourceType,
  type ResourceAddress,
  type ResourceType,
  type UnitContext,
} from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { patchTags } from '../../kernel/tags.ts';
import { NETWORK_API_VERSIONS } from './network-api-versions.ts';
import { networkResource } from './network-resource.ts';
import { checkPriorities, defaultRules, readRule, rulesIn } from './security-rule.ts';

const TYPE = 'Microsoft.Network/networkSecurityGroups';
const SUBNETS = 'Microsoft.Network/virtualNetworks/subnets';

/** Network security groups: what may come into a subnet and go out. They are kept and shown; no traffic is there to filter. */
export const networkSecurityGroups: ResourceType = defineResourceType({
  type: TYPE,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  derive: withSubnets,
  put: (context, request) => {
    const { address, body, existing } = request;
    const id = existing?.id ?? address.id;
    const securityRules = rulesIn(objectAt(body, 'properties')['securityRules']).map((rule) =>
      readRule(id, stringAt(rule, 'name') ?? '', objectAt(rule, 'properties')),
    );
    checkPriorities(securityRules);
    const properties = { securityRules, defaultSecurityRules: defaultRules(id) };
    return { done: networkResource(context, TYPE, request, properties) };
  },
  patch: patchTags,
  remove: (context, { existing }) => {
    const [user] = subnetsUnder(context, existing.id);
    if (user === undefined) return { removed: true };
    throw new Refusal({
      status: 400,
      code: 'InUseNetworkSecurityGroupCannotBeDeleted',
      message: `Network security group ${existing.id} cannot be deleted because it is in use by the following resources: ${user} In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
      evidence: 'recorded',
    });
  },
});

/** The rules of a group one by one. */
export const securityRules: ResourceType = defineResourceType({
  type: `${TYPE}/securityRules`,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  needsLocation: false,
  find: (context, address) => ruleOf(context, address, 'securityRules'),
  list: (context, scope) => rulesOf(context.resource(scope), 'securityRules'),
  put: (context, { address, body }) => {
    const group = context.resource(address.parentId);
    if (!group) throw new TypeError('the kernel answers for a group that is not there');
    const rule = readRule(group.id, address.name, objectAt(body, 'properties'));
    const rules = [...others(group, address.name), rule];
    checkPriorities(rules);
    return {
      done: asResource(rule, 'securityRules'),
      isStored: false,
      effects: { put: [withRules(group, rules)] },
    };
  },
  remove: (context, { address }) => {
    const group = context.resource(address.parentId);
    return {
      removed: true,
      effects: { put: group ? [withRules(group, others(group, address.name))] : [] },
    };
  },
});

/** The rules that a group has by itself. */
export const defaultSecurityRules: ResourceType = defineResourceType({
  type: `${TYPE}/defaultSecurityRules`,
  apiVersions: NETWORK_API_VERSIONS,
  scope: 'group',
  find: (context, address) => ruleOf(context, address, 'defaultSecurityRules'),
  list: (context, scope) => rulesOf(context.resource(scope), 'defaultSecurityRules'),
});

type RuleList = 'securityRules' | 'defaultSecurityRules';

function ruleOf(
  context: UnitContext,
  { parentId, name }: ResourceAddress,
  list: RuleList,
): StoredResource | undefined {
  return rulesOf(context.resource(parentId), list).find(
    (rule) => rule.name.toLowerCase() === name.toLowerCase(),
  );
}

const rulesOf = (group: StoredResource | undefined, list: RuleList): StoredResource[] =>
  rulesIn(group?.properties[list]).map((rule) => asResource(rule, list));

function asResource({ id, name, properties }: JsonObject, list: RuleList): StoredResource {
  return {
    id: String(id),
    type: `${TYPE}/${list}`,
    name: String(name),
    properties: objectAt({ properties }, 'properties'),
  };
}

function others(group: StoredResource, name: string): JsonObject[] {
  return rulesIn(group.properties['securityRules']).filter(
    (rule) => stringAt(rule, 'name')?.toLowerCase() !== name.toLowerCase(),
  );
}

function withRules(group: StoredResource, rules: readonly JsonObject[]): StoredResource {
  return { ...group, properties: { ...group.properties, securityRules: rules } };
}

/** A group with the subnets that name it. */
function withSubnets(context: UnitContext, group: StoredResource): StoredResource {
  const { properties } = group;
  const subnets = subnetsUnder(context, group.id).map((id) => ({ id }));
  return { ...group, properties: { ...properties, ...(subnets.length > 0 ? { subnets } : {}) } };
}

/** Ids of the subnets that a group is for. */
function subnetsUnder(context: UnitContext, groupId: string): string[] {
  return context
    .resources(SUBNETS, groupId.split('/').slice(0, 3).join('/'))
    .filter(({ properties }) => {
      const named = stringAt(objectAt(properties, 'networkSecurityGroup'), 'id');
      return named?.toLowerCase() === groupId.toLowerCase();
    })
    .map(({ id }) => id);
}
