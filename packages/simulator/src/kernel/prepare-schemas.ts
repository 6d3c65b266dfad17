/** The schemas that a request will need: loaded before anything is served, which waits for nothing. */
import type { SimRequest } from './exchange.ts';
import type { JsonObject } from './json.ts';
import type { ArmPath } from './path.ts';
import { readObject, type RelaxedReader } from './read-json.ts';
import type { Services } from './services.ts';

/**
 * To be awaited, when it is a promise. Of the body; of what its type will write because of it; and of what an action
 * reads that was put.
 */
export function prepareSchemas(
  { method, body }: SimRequest,
  segments: readonly string[],
  path: ArmPath,
  { schemas, store, types }: Services,
): Promise<unknown> | undefined {
  const own = schemas.prepare(segments);
  let others: readonly (readonly string[])[] = [];
  if (path.kind === 'resource' && path.type.writesTypes && method === 'PUT') {
    const asked = readIfAny(body, path.type.readsRelaxed);
    const written = path.type.writesTypes(asked);
    others = (written === 'any' ? types.names() : written).map(pathOfType);
  } else if (path.kind === 'action' && path.type.readsBodies?.includes(path.action.toLowerCase())) {
    others = store.under(path.address.id).map(({ id }) => id.split('/').slice(1));
  }
  if (others.length === 0) return own;
  return Promise.all([own, ...others.map((other) => schemas.prepare(other))]);
}

/** A body before anything is checked: one that cannot be read is refused later. */
function readIfAny(text: string | undefined, relaxed: RelaxedReader | undefined): JsonObject {
  try {
    return readObject(text, (why) => new Error(why), relaxed);
  } catch {
    return {};
  }
}

/** Segments of a path that ends with a type, for a look-up by it. */
function pathOfType(type: string): readonly string[] {
  const [namespace = '', ...types] = type.split('/');
  return ['providers', namespace, ...types.flatMap((one) => [one, 'name'])];
}
