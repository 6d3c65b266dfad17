/** Legal holds of containers: tags, which keep everything as it is as long as there is one. */
import { notSimulated } from '../../kernel/errors.ts';
import { legalHoldTags } from '../../kernel/immutability.ts';
import { type Json, type JsonObject, stringAt } from '../../kernel/json.ts';
import type { ActionAnswer, ActionRequest, UnitContext } from '../../kernel/resource-type.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import { byWhom, refused } from './immutability.ts';

/** Documented: tags of a container, and what one is made of. */
const TAGS_MAX_INCLUSIVE = 10;
const TAG = /^[a-z0-9]{3,23}$/;

/** The answer to `setLegalHold`: the tags that are given are added. */
export function setLegalHold(context: UnitContext, request: ActionRequest): ActionAnswer {
  const { resource, body } = request;
  if (body['allowProtectedAppendWritesAll'] === true) {
    throw notSimulated('allowProtectedAppendWritesAll of a legal hold');
  }
  const held = legalHoldTags(resource.properties);
  const known = new Set(held.map((one) => stringAt(one, 'tag')));
  const added = tagsIn(body)
    .filter((tag) => !known.has(tag))
    .map((tag) => ({ tag, ...byWhom(context) }));
  if (held.length + added.length > TAGS_MAX_INCLUSIVE) {
    throw refused(
      409,
      'LegalHoldTagsExceeded',
      `A container has ${TAGS_MAX_INCLUSIVE} tags of legal holds at most.`,
    );
  }
  return withTags(resource, [...held, ...added]);
}

/** The answer to `clearLegalHold`: the tags that are given are taken away. */
export function clearLegalHold(_context: UnitContext, request: ActionRequest): ActionAnswer {
  const { resource, body } = request;
  const cleared = new Set(tagsIn(body));
  const left = legalHoldTags(resource.properties).filter(
    (one) => !cleared.has(stringAt(one, 'tag') ?? ''),
  );
  return withTags(resource, left);
}

function tagsIn({ tags }: JsonObject): readonly string[] {
  const given = Array.isArray(tags) ? (tags as readonly Json[]) : [];
  const read = given.map((tag) => (typeof tag === 'string' ? tag.toLowerCase() : ''));
  const bad = read.find((tag) => !TAG.test(tag));
  if (read.length > 0 && bad === undefined) return [...new Set(read)];
  throw refused(
    400,
    'InvalidValuesForRequestParameters',
    `Values for request parameters are invalid: tags. '${bad ?? ''}' does not have 3 to 23 letters and digits.`,
  );
}

function withTags(container: StoredResource, tags: readonly Json[]): ActionAnswer {
  const holds = tags.length > 0;
  const properties = {
    ...container.properties,
    hasLegalHold: holds,
    legalHold: { hasLegalHold: holds, tags },
  };
  return {
    status: 200,
    body: { hasLegalHold: holds, tags: tags.map((one) => stringAt(one, 'tag') ?? '') },
    effects: { put: [{ ...container, properties }] },
  };
}
