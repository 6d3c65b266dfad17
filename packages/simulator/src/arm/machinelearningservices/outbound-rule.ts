/** One outbound rule of the managed virtual network of a workspace, as a request has it and as it is kept. */
import { isObject, type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import { badRequest, oneOfWords } from './bad-request.ts';

const RULE_TYPES = ['FQDN', 'PrivateEndpoint', 'ServiceTag'] as const;
const PROTOCOLS = ['TCP', 'UDP', 'ICMP', '*'] as const;
const ACTIONS = ['Allow', 'Deny'] as const;

/** What names of the service's own rules begin with. */
export const OF_THE_SERVICE = '__SYS_';

/** Whether the service needs a rule: nobody else makes, changes or removes it. */
export function isRequired(rule: Json | undefined): boolean {
  return stringAt(rule, 'category') === 'Required';
}

/** Whether two rules are of one private endpoint: the same part of the same resource. */
export function isSameEndpoint(left: JsonObject, right: JsonObject): boolean {
  return (
    [left, right].every(({ type }) => type === 'PrivateEndpoint') &&
    targetOf(left) === targetOf(right)
  );
}

const targetOf = ({ destination }: JsonObject): string =>
  [stringAt(destination, 'serviceResourceId'), stringAt(destination, 'subresourceTarget')]
    .join('/')
    .toLowerCase();

/** A rule as it is kept, before the service has done anything about it. */
export function readOutboundRule(given: Json | undefined, path: string): JsonObject {
  if (!isObject(given)) throw badRequest(`'${path}' must be an object`);
  const type = oneOfWords(given['type'], RULE_TYPES, `${path}.type`);
  const { destination } = given;
  return {
    type,
    destination: READERS[type](destination, `${path}.destination`),
    status: 'Inactive',
    category: 'UserDefined',
  };
}

const READERS: Readonly<
  Record<(typeof RULE_TYPES)[number], (given: Json | undefined, path: string) => Json>
> = Object.freeze({
  FQDN: text,
  PrivateEndpoint: (given, path) => {
    const destination = objectIn(given, path);
    const serviceResourceId = text(destination['serviceResourceId'], `${path}.serviceResourceId`);
    if (!/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/.+/i.test(serviceResourceId)) {
      throw badRequest(`'${path}.serviceResourceId' must be the id of a resource`);
    }
    return {
      serviceResourceId,
      subresourceTarget: text(destination['subresourceTarget'], `${path}.subresourceTarget`),
      sparkEnabled: destination['sparkEnabled'] === true,
      sparkStatus: 'Inactive',
    };
  },
  ServiceTag: (given, path) => {
    const destination = objectIn(given, path);
    const { addressPrefixes, action } = destination;
    const isByPrefix = Array.isArray(addressPrefixes) && addressPrefixes.length > 0;
    const tag = destination['serviceTag'];
    return {
      // Documented: prefixes take the place of the tag.
      ...(isByPrefix && tag === undefined ? {} : { serviceTag: text(tag, `${path}.serviceTag`) }),
      protocol: oneOfWords(destination['protocol'], PROTOCOLS, `${path}.protocol`),
      portRanges: text(destination['portRanges'], `${path}.portRanges`),
      ...(isByPrefix ? { addressPrefixes } : {}),
      ...(action === undefined ? {} : { action: oneOfWords(action, ACTIONS, `${path}.action`) }),
    };
  },
});

function objectIn(value: Json | undefined, path: string): JsonObject {
  if (isObject(value)) return value;
  throw badRequest(`'${path}' must be an object`);
}

function text(value: Json | undefined, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw badRequest(`'${path}' is required`);
}
