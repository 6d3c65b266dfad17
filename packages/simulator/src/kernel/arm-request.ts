import type { SimRequest, RequestTarget } from './exchange.ts';
import * as refuse from './gateway-errors.ts';
import type { JsonObject } from './json.ts';
import type { ArmPath } from './path.ts';
import { readObject, type RelaxedReader } from './read-json.ts';
import type { Settle } from './settle.ts';

/** One request, read. */
export interface ArmRequest {
  readonly method: string;
  readonly target: RequestTarget;
  readonly path: ArmPath;
  /** What roles call it, by method; remembered. */
  readonly actions: Map<string, string>;
  readonly segments: readonly string[];
  readonly apiVersion: string;
  readonly rawBody: string | undefined;
  /** Reads a body that is no JSON. */
  readonly relaxed: RelaxedReader | undefined;
  readonly headers: SimRequest['headers'];
  readonly settle: Settle;
}

/** The body as an object; none is an empty one. */
export function readBody(request: ArmRequest): JsonObject {
  return readObject(
    request.rawBody,
    (_why, detail) => refuse.invalidRequestContent(detail),
    request.relaxed,
  );
}
