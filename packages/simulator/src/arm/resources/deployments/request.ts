/** A request for a deployment: its name, its place, what it asks. */
import { invalidRequestContent } from '../../../kernel/gateway-errors.ts';
import { isObject, type JsonObject, stringAt } from '../../../kernel/json.ts';
import { normalizeLocation } from '../../../kernel/regions.ts';
import type { ResourceAddress, UnitContext } from '../../../kernel/resource-type.ts';
import type { StoredResource } from '../../../kernel/resource.ts';
import { invalidDeployment, invalidLocation, locationMissing } from './errors.ts';
import { load, type Loaded } from './loaded.ts';
import { DEPLOYMENTS, placeAt, scopeIdOf } from './place.ts';
import { preflight } from './preflight.ts';

const NAME_MAX_CHARACTERS = 64;
const NAME = /^[-\w.()]+$/;

export function checkName(name: string): void {
  if (name.length > NAME_MAX_CHARACTERS) {
    // MicrosoftDocs/azure-docs#62281.
    throw invalidDeployment(
      `The provided deployment name '${name}' has a length of '${name.length}' which exceeds the maximum length of '${NAME_MAX_CHARACTERS}'.`,
      'reported',
    );
  }
  if (!NAME.test(name)) {
    throw invalidDeployment(
      `The name '${name}' of a deployment may have letters, digits, '-', '_', '.', '(' and ')'.`,
    );
  }
}

/** What a request for a deployment asks, read and checked before anything is deployed. */
export function loadRequest(
  context: UnitContext,
  { name, scope }: Pick<ResourceAddress, 'name' | 'scope'>,
  body: JsonObject,
  existing: StoredResource | undefined,
): Loaded {
  // In the group's own case, which the path need not have.
  const place = placeAt(context.resource(scope)?.id ?? scope);
  if (!place) throw new Error(`'${scope}' is no scope of deployments`);
  const id = `${scopeIdOf(place)}/providers/${DEPLOYMENTS}/${name}`;
  const { properties } = body;
  if (!isObject(properties)) throw invalidRequestContent("'properties' must be an object");
  const location = locationOf(name, body, place.resourceGroup, existing);
  const loaded = load(context, {
    id,
    name,
    place,
    properties,
    ...(location === undefined ? {} : { location }),
  });
  preflight(context, loaded.items);
  return loaded;
}

/** Only of a deployment at a subscription, where it must be given and stays. */
function locationOf(
  name: string,
  body: JsonObject,
  resourceGroup: string,
  existing: StoredResource | undefined,
): string | undefined {
  const given = stringAt(body, 'location');
  if (resourceGroup !== '') {
    if (given === undefined || given === '') return undefined;
    throw invalidDeployment(
      `The 'location' property is not allowed for '${name}'. Please see https://aka.ms/arm-deployment-resource-group for usage details.`,
    );
  }
  if (given === undefined || given === '') throw locationMissing(name);
  const location = normalizeLocation(given);
  if (existing?.location !== undefined && existing.location !== location) {
    throw invalidLocation(name, location, existing.location);
  }
  return location;
}
