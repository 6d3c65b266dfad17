/** What an account can be given. No published document is at hand, so its shape is checked here. */
import { invalidRequestContent } from '../../kernel/gateway-errors.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';

type Kind = 'string' | 'boolean' | 'object' | 'array';

const GIVEN: readonly (readonly [name: string, kind: Kind])[] = [
  ['customSubDomainName', 'string'],
  ['encryption', 'object'],
  ['networkAcls', 'object'],
  ['publicNetworkAccess', 'string'],
  ['disableLocalAuth', 'boolean'],
  ['restrictOutboundNetworkAccess', 'boolean'],
  ['allowedFqdnList', 'array'],
  ['dynamicThrottlingEnabled', 'boolean'],
  ['allowProjectManagement', 'boolean'],
  ['apiProperties', 'object'],
];

/** The members that an account keeps; each is what it has to be, or a null that takes it away. */
export function keptOf(given: JsonObject): JsonObject {
  return Object.fromEntries(
    GIVEN.flatMap(([name, kind]) => {
      const value = given[name];
      if (value === undefined) return [];
      if (value !== null && kindOf(value) !== kind) {
        const shown = typeof value === 'object' ? 'the value' : `'${String(value)}'`;
        throw invalidRequestContent(
          `Could not convert ${kindOf(value)} to ${kind}: ${shown}. Path 'properties.${name}'.`,
        );
      }
      return [[name, value]];
    }),
  );
}

const kindOf = (value: Json): string => (Array.isArray(value) ? 'array' : typeof value);
