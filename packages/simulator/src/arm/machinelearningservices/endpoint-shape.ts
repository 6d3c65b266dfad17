/** What online and batch endpoints have in common. */
import { notSimulated } from '../../kernel/errors.ts';
import { type JsonObject, objectAt } from '../../kernel/json.ts';
import type { UnitContext } from '../../kernel/resource-type.ts';
import { oneOf, propertiesOf } from './child-model.ts';

/** Hosts of scoring URLs in each cloud. */
const INFERENCE_HOSTS = Object.freeze({
  public: 'inference.ml.azure.com',
  usGovernment: 'inference.ml.azure.us',
  china: 'inference.ml.azure.cn',
});

/** `https://{endpoint}.{region}.inference.ml.azure.com`. */
export function inferenceHost(context: UnitContext, name: string, location: string): string {
  return `https://${name.toLowerCase()}.${location}.${INFERENCE_HOSTS[context.cloud]}`;
}

/** The members of `properties` that both kinds know, completed. */
export function readEndpoint(body: JsonObject): JsonObject {
  const given = propertiesOf(body);
  const authMode = oneOf(given['authMode'], ['Key', 'AMLToken', 'AADToken'], 'properties.authMode');
  if (given['keys'] !== undefined && given['keys'] !== null) {
    throw notSimulated("an endpoint's 'properties.keys' of your own");
  }
  return {
    description: given['description'] ?? null,
    properties: objectAt(given, 'properties'),
    scoringUri: null,
    swaggerUri: null,
    authMode,
  };
}
