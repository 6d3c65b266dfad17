import { Refusal } from './errors.ts';
import { isObject, type Json } from './json.ts';

/** Reads tags from a body: names to strings, or a refusal. */
export function readTags(tags: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (tags === undefined || tags === null) return undefined;
  if (!isObject(tags) || Object.values(tags).some((value) => typeof value !== 'string')) {
    throw new Refusal({
      status: 400,
      code: 'InvalidRequestContent',
      message: 'The request content was invalid: tags must be an object of strings.',
      evidence: 'assumed',
      failureCause: 'gateway',
    });
  }
  return tags as Readonly<Record<string, string>>;
}
