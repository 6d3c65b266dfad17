import { isObject, type Json, type JsonObject } from './json.ts';

/** How deep a body may be nested, the outermost object included; deeper, and work on it would exhaust the stack. */
export const BODY_DEPTH_MAX_INCLUSIVE = 128;

/** Why a body was not read. */
export type Unread = 'not JSON' | 'not an object' | 'too deep';

/** Reads a text that is no JSON; throws what it cannot read either. */
export type RelaxedReader = (text: string) => Json;

/** The text of a body as an object; none is an empty one. `refuse` makes the error, in the words of who was asked. */
export function readObject(
  text: string | undefined,
  refuse: (why: Unread, detail: string) => Error,
  relaxed?: RelaxedReader,
): JsonObject {
  if (text === undefined || text === '') return {};
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch (error) {
    const read = relaxed && readIfAny(text, relaxed);
    if (read === undefined) {
      throw refuse('not JSON', error instanceof Error ? error.message : 'not JSON');
    }
    body = read;
  }
  if (!isObject(body)) throw refuse('not an object', 'the body must be a JSON object');
  if (isDeeper(body, BODY_DEPTH_MAX_INCLUSIVE)) {
    throw refuse('too deep', `the body is nested deeper than ${BODY_DEPTH_MAX_INCLUSIVE} levels`);
  }
  return body;
}

function readIfAny(text: string, relaxed: RelaxedReader): Json | undefined {
  try {
    return relaxed(text);
  } catch {
    return undefined;
  }
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const member of Object.values(value) as Json[]) {
    if (isDeeper(member, levels - 1)) return true;
  }
  return false;
}

/** A value in a message: JSON, since an object can hold a `toString` of its own. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
