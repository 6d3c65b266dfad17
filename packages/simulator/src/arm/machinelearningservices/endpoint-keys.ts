/** Keys and tokens of endpoints. Those made here begin with `sim-`; none opens anything: nobody answers at a scoring URL. */
import { objectAt, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { badChild, oneOf } from './child-model.ts';

/** How long a token of an endpoint lasts, seconds. */
const TOKEN_SECONDS = 12 * 60 * 60;
/** When a client is to ask for the next one, seconds. */
const REFRESH_SECONDS = 4 * 60 * 60;

/** `POST listKeys`. */
export function listEndpointKeys(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  checkMode(resource, 'Key', 'keys');
  return {
    status: 200,
    body: {
      primaryKey: keyOf(context, resource, 'Primary'),
      secondaryKey: keyOf(context, resource, 'Secondary'),
    },
  };
}

/** `POST regenerateKeys`: another key under the same name, made here or brought along. */
export function regenerateKeys(
  _context: UnitContext,
  { resource, body }: ActionRequest,
): ActionAnswer {
  checkMode(resource, 'Key', 'keys');
  const which = oneOf(body['keyType'], ['Primary', 'Secondary'], 'keyType');
  const keyValue = body['keyValue'] ?? undefined;
  if (keyValue !== undefined && (typeof keyValue !== 'string' || keyValue === '')) {
    throw badChild("'keyValue' must be a string that is not empty");
  }
  const generations = objectAt(resource.hidden, 'keyGenerations');
  const { [which]: _before, ...values } = objectAt(resource.hidden, 'keyValues');
  const hidden = {
    ...resource.hidden,
    keyGenerations: { ...generations, [which]: Number(generations[which] ?? 0) + 1 },
    keyValues: { ...values, ...(keyValue === undefined ? {} : { [which]: keyValue }) },
  };
  return { status: 200, effects: { put: [{ ...resource, hidden }] } };
}

/** `POST token`. */
export function endpointToken(context: UnitContext, { resource }: ActionRequest): ActionAnswer {
  checkMode(resource, 'AMLToken', 'tokens');
  const seconds = Math.floor(context.now / 1000);
  return {
    status: 200,
    body: {
      accessToken: `sim-${context.namedGuid(resource.id, 'token', context.iso)}`,
      tokenType: 'Bearer',
      expiryTimeUtc: seconds + TOKEN_SECONDS,
      refreshAfterTimeUtc: seconds + REFRESH_SECONDS,
    },
  };
}

function keyOf(context: UnitContext, { id, hidden }: StoredResource, which: string): string {
  const brought = stringAt(objectAt(hidden, 'keyValues'), which);
  if (brought !== undefined) return brought;
  const generation = objectAt(hidden, 'keyGenerations')[which] ?? 0;
  return `sim-${context.namedGuid(id, which, String(Number(generation)))}`;
}

function checkMode({ name, properties }: StoredResource, mode: string, what: string): void {
  const { authMode } = properties;
  if (authMode === mode) return;
  throw badChild(`the endpoint '${name}' has no ${what}: its authMode is ${String(authMode)}`);
}
