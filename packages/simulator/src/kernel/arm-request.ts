import type { SimRequest, RequestTarget } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { ArmPath } from './path.ts';

/** One request, read. */
export interface ArmRequest {
  readonly method: string;
  readonly target: RequestTarget;
  readonly path: ArmPath;
  readonly segments: readonly string[];
  readonly apiVersion: string;
  readonly rawBody: string | undefined;
  readonly headers: SimRequest['headers'];
}

/** The body as an object; none is an empty one. */
export function readBody(request: ArmRequest): JsonObject {
  if (request.rawBody === undefined || request.rawBody === '') return {};
  let body: Json;
  try {
    body = JSON.parse(request.rawBody) as Json;
  } catch (error) {
    throw refuse.invalidRequestContent(error instanceof Error ? error.message : 'not JSON');
  }
  if (!isObject(body)) throw refuse.invalidRequestContent('the body must be a JSON object');
  return body;
}
