/** The firewall of an account, for who comes over the Internet. */
import { isInRange } from '../../kernel/addresses.ts';
import { isObject, objectAt, stringAt } from '../../kernel/json.ts';
import type { StoredResource } from '../../kernel/resource.ts';

export function letsIn({ properties }: StoredResource, address: string): boolean {
  if (properties['publicNetworkAccess'] === 'Disabled') return false;
  const { defaultAction, ipRules } = objectAt(properties, 'networkAcls');
  if (defaultAction !== 'Deny') return true;
  const rules = Array.isArray(ipRules) ? ipRules.filter(isObject) : [];
  return rules.some((rule) => isInRange(stringAt(rule, 'value') ?? '', address));
}
