/** Rules of network security groups: kept in the list of their group, read and written one by one too. */
import { Refusal } from '../../kernel/errors.ts';
import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../kernel/json.ts';

/** Priorities that a rule can have; the group's own come after these. */
const PRIORITY_MIN_INCLUSIVE = 100;
const PRIORITY_MAX_INCLUSIVE = 4096;
const CHOICES = Object.freeze({
  direction: ['Inbound', 'Outbound'],
  access: ['Allow', 'Deny'],
  protocol: ['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*'],
});

/** A rule as its group lists it, checked. */
export function readRule(groupId: string, name: string, given: JsonObject): JsonObject {
  const chosen = Object.entries(CHOICES).map(([member, choices]) => {
    const asked = stringAt(given, member) ?? '';
    const known = choices.find((one) => one.toLowerCase() === asked.toLowerCase());
    if (known !== undefined) return [member, known];
    throw invalid(name, `'${member}' must be one of ${choices.join(', ')}`);
  });
  const { priority } = given;
  const isFree =
    Number.isInteger(priority) &&
    Number(priority) >= PRIORITY_MIN_INCLUSIVE &&
    Number(priority) <= PRIORITY_MAX_INCLUSIVE;
  if (!isFree) {
    throw invalid(
      name,
      `'priority' must be a whole number from ${PRIORITY_MIN_INCLUSIVE} to ${PRIORITY_MAX_INCLUSIVE}`,
    );
  }
  return {
    name,
    id: `${groupId}/securityRules/${name}`,
    properties: { ...given, ...Object.fromEntries(chosen), provisioningState: 'Succeeded' },
  };
}

/** Throws for two rules of one direction with one priority. */
export function checkPriorities(rules: readonly JsonObject[]): void {
  const seen = new Map<string, string>();
  for (const { name, properties } of rules) {
    const { direction, priority } = objectAt({ properties }, 'properties');
    const place = `${String(direction)} ${String(priority)}`;
    const other = seen.get(place);
    if (other !== undefined) {
      throw new Refusal({
        status: 400,
        code: 'SecurityRuleConflict',
        message: `Security rule ${String(name)} conflicts with rule ${other}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
        evidence: 'reported',
      });
    }
    seen.set(place, String(name));
  }
}

/** The rules in a list that a group or a request has. */
export function rulesIn(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isObject) : [];
}

/** The rules that every group has, which nobody changes. */
export function defaultRules(groupId: string): JsonObject[] {
  return DEFAULTS.map(([name, description, from, to, access, priority, direction]) => ({
    name,
    id: `${groupId}/defaultSecurityRules/${name}`,
    properties: {
      provisioningState: 'Succeeded',
      description,
      protocol: '*',
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: from,
      destinationAddressPrefix: to,
      access,
      priority,
      direction,
    },
  }));
}

const [NET, INTERNET, BALANCER] = ['VirtualNetwork', 'Internet', 'AzureLoadBalancer'] as const;

/** Name, description, source, destination, access, priority, direction, as published. */
const DEFAULTS: readonly (readonly [string, string, string, string, string, number, string])[] = [
  [
    'AllowVnetInBound',
    'Allow inbound traffic from all VMs in VNET',
    NET,
    NET,
    'Allow',
    65_000,
    'Inbound',
  ],
  [
    'AllowAzureLoadBalancerInBound',
    'Allow inbound traffic from azure load balancer',
    BALANCER,
    '*',
    'Allow',
    65_001,
    'Inbound',
  ],
  ['DenyAllInBound', 'Deny all inbound traffic', '*', '*', 'Deny', 65_500, 'Inbound'],
  [
    'AllowVnetOutBound',
    'Allow outbound traffic from all VMs to all VMs in VNET',
    NET,
    NET,
    'Allow',
    65_000,
    'Outbound',
  ],
  [
    'AllowInternetOutBound',
    'Allow outbound traffic from all VMs to Internet',
    '*',
    INTERNET,
    'Allow',
    65_001,
    'Outbound',
  ],
  ['DenyAllOutBound', 'Deny all outbound traffic', '*', '*', 'Deny', 65_500, 'Outbound'],
];

function invalid(name: string, why: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'SecurityRuleInvalid',
    message: `The security rule '${name}' is invalid: ${why}.`,
    evidence: 'assumed',
  });
}
