/** The firewall of a vault, as it is described. The data plane enforces it. */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { invalidValue, noServiceEndpoint } from './vault-errors.ts';

const IP_RULES_MAX_INCLUSIVE = 1000;
const VIRTUAL_NETWORK_RULES_MAX_INCLUSIVE = 200;
/** Addresses of private networks, RFC 1918. */
const PRIVATE_ADDRESS = /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)/;
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
  checkLength('ipRules', ipRules, IP_RULES_MAX_INCLUSIVE);
  checkLength('virtualNetworkRules', virtualNetworkRules, VIRTUAL_NETWORK_RULES_MAX_INCLUSIVE);
  const hidden = ipRules.find((rule) => PRIVATE_ADDRESS.test(stringAt(rule, 'value') ?? ''));
  if (hidden !== undefined) {
    throw invalidValue(
      'networkAcls.ipRules',
      `a list of public addresses; '${stringAt(hidden, 'value')}' is private (RFC 1918)`,
    );
  }
  const isDefault =
    bypass === 'AzureServices' &&
    defaultAction === 'Allow' &&
    ipRules.length + virtualNetworkRules.length === 0;
  if (isDefault) return undefined;
  return {
    bypass,
    defaultAction,
    ipRules: ipRules.map((rule) => ({ value: asRange(stringAt(rule, 'value') ?? '') })),
    virtualNetworkRules: virtualNetworkRules.map((rule) => ({
      ...(rule as JsonObject),
      id: (stringAt(rule, 'id') ?? '').toLowerCase(),
    })),
  };
}

/** A single address is told as a range of one. */
const asRange = (address: string): string => (address.includes('/') ? address : `${address}/32`);

function checkLength(name: string, list: readonly Json[], maxInclusive: number): void {
  if (list.length <= maxInclusive) return;
  throw invalidValue(
    `networkAcls.${name}`,
    `a list of at most ${maxInclusive} entries, not ${list.length}`,
  );
}

/** Throws unless every subnet that the firewall lets in is there and has the service endpoint of Key Vault. */
export function checkSubnets(context: UnitContext, acls: Json | undefined): void {
  const listed = isObject(acls) ? acls['virtualNetworkRules'] : undefined;
  if (!Array.isArray(listed)) return;
  for (const rule of listed as readonly JsonObject[]) {
    if (rule['ignoreMissingVnetServiceEndpoint'] === true) continue;
    const id = stringAt(rule, 'id') ?? '';
    const subnet = context.resource(id);
    if (!subnet) {
      throw invalidValue(
        'networkAcls.virtualNetworkRules',
        `a list of subnets that are there; '${id}' is not`,
      );
    }
    if (!hasServiceEndpoint(subnet.properties)) {
      const networkId = subnet.id.split('/').slice(0, -2).join('/');
      throw noServiceEndpoint([subnet.name], networkId);
    }
  }
}

function hasServiceEndpoint(properties: JsonObject): boolean {
  const endpoints = properties['serviceEndpoints'];
  return (
    Array.isArray(endpoints) &&
    (endpoints as readonly Json[]).some((endpoint) =>
      /^Microsoft\.KeyVault(?:\.Global)?$/i.test(stringAt(endpoint, 'service') ?? ''),
    )
  );
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
