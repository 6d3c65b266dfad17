/** The firewall of a vault, as it is described. The data plane enforces it. */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { invalidValue } from './vault-errors.ts';

const IP_RULES_MAX_INCLUSIVE = 1000;
const IPV4_CIDR =
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|(?=$|\/))){4}(?:\/(?:[12]?\d|3[0-2]))?$/;

/** The rules with everything filled in; `undefined` when they are what a vault has anyway, as Azure shows it. */
export function readNetworkAcls(value: Json | undefined): JsonObject | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw invalidValue('networkAcls', 'an object');
  const bypass = choice(value, 'bypass', ['AzureServices', 'None']);
  const defaultAction = choice(value, 'defaultAction', ['Allow', 'Deny']);
  const ipRules = rules(value, 'ipRules', (rule) => IPV4_CIDR.test(stringAt(rule, 'value') ?? ''));
  const virtualNetworkRules = rules(value, 'virtualNetworkRules', (rule) =>
    (stringAt(rule, 'id') ?? '').toLowerCase().includes('/subnets/'),
  );
  if (ipRules.length > IP_RULES_MAX_INCLUSIVE) {
    throw invalidValue(
      'networkAcls.ipRules',
      `a list of at most ${IP_RULES_MAX_INCLUSIVE} entries, not ${ipRules.length}`,
    );
  }
  const isDefault =
    bypass === 'AzureServices' &&
    defaultAction === 'Allow' &&
    ipRules.length + virtualNetworkRules.length === 0;
  return isDefault ? undefined : { bypass, defaultAction, ipRules, virtualNetworkRules };
}

function choice(value: JsonObject, name: string, known: readonly [string, ...string[]]): string {
  const given = value[name];
  if (given === undefined || given === null) return known[0];
  const found = known.find(
    (word) => typeof given === 'string' && word.toLowerCase() === given.toLowerCase(),
  );
  if (found === undefined) throw invalidValue(`networkAcls.${name}`, `one of ${known.join(', ')}`);
  return found;
}

function rules(
  value: JsonObject,
  name: 'ipRules' | 'virtualNetworkRules',
  isGood: (rule: Json) => boolean,
): readonly Json[] {
  const given = value[name];
  if (given === undefined || given === null) return [];
  const expected = name === 'ipRules' ? 'IPv4 addresses or ranges in CIDR form' : 'ids of subnets';
  if (!Array.isArray(given) || !(given as readonly Json[]).every(isGood)) {
    throw invalidValue(`networkAcls.${name}`, `a list of ${expected}`);
  }
  return given as readonly Json[];
}
