import { Refusal } from './errors.ts';
import { isObject, type Json } from './json.ts';
import type { ResourceType } from './resource-type.ts';

/** Tags of one resource at most. */
const MAX_TAGS = 50;
const NAME_MAX_CHARACTERS = 512;
const VALUE_MAX_CHARACTERS = 256;
const RESERVED = /[<>%&\\?/\p{Cc}]/u;

function checkTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) {
    throw invalidTags(
      'TooManyTags',
      `A resource has ${MAX_TAGS} tags at most; got ${entries.length}.`,
    );
  }
  for (const [name, value] of entries) {
    if (name === '' || name.length > NAME_MAX_CHARACTERS) {
      throw invalidTags(
        'InvalidTagNameLength',
        `A tag name has 1 to ${NAME_MAX_CHARACTERS} characters.`,
      );
    }
    if (RESERVED.test(name)) {
      throw invalidTags(
        'InvalidTagNameCharacters',
        `Tag name '${name}' contains invalid characters.`,
      );
    }
    if (value.length > VALUE_MAX_CHARACTERS) {
      throw invalidTags(
        'InvalidTagValueLength',
        `The value of the tag '${name}' has more than ${VALUE_MAX_CHARACTERS} characters.`,
      );
    }
  }
}

function invalidTags(code: string, message: string): Refusal {
  return new Refusal({ status: 400, code, message, evidence: 'assumed', failureCause: 'gateway' });
}

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
  const read = tags as Readonly<Record<string, string>>;
  checkTags(read);
  return read;
}

/** A PATCH that changes the tags alone; tags that are given replace those that were there. */
export const patchTags: NonNullable<ResourceType['patch']> = (_context, { body, existing }) => {
  if (!existing) throw new TypeError('the kernel answers a PATCH of what is not there');
  return { done: { ...existing, tags: readTags(body['tags']) ?? existing.tags ?? {} } };
};
