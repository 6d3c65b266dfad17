/** Members that the bodies of create and update share. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import type { StoredKeyVersion } from './key-store.ts';
import { badValue, invalidName, invalidProperty } from './vault-errors.ts';

const NAME = /^[0-9a-zA-Z-]{1,127}$/;
const TAGS_MAX_INCLUSIVE = 15;
const TAG_CHARACTERS_MAX_INCLUSIVE = 256;
/** `import` wraps other keys for import, `export` releases. */
const KEY_OPS = new Set('encrypt decrypt sign verify wrapKey unwrapKey import export'.split(' '));

/** Throws for what cannot name a key. */
export function checkKeyName(name: string): void {
  if (!NAME.test(name)) throw invalidName(name);
}

/** What a request changes of a version; members that it leaves out are left out. */
export type KeyChanges = Partial<
  Pick<StoredKeyVersion, 'operations' | 'enabled' | 'notBefore' | 'expires' | 'tags'>
>;

export function readChanges(body: JsonObject): KeyChanges {
  const attributes = body['attributes'] ?? {};
  if (!isObject(attributes)) throw invalidProperty();
  const enabled = attributes['enabled'] ?? undefined;
  if (enabled !== undefined && typeof enabled !== 'boolean') throw invalidProperty();
  const notBefore = seconds(attributes['nbf']);
  const expires = seconds(attributes['exp']);
  const operations = readOperations(body['key_ops']);
  const tags = readTags(body['tags']);
  return {
    ...(operations === undefined ? {} : { operations }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expires === undefined ? {} : { expires }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Throws when a key would end before it begins. */
export function checkValidity({
  notBefore,
  expires,
}: Pick<StoredKeyVersion, 'notBefore' | 'expires'>): void {
  if (notBefore !== undefined && expires !== undefined && expires <= notBefore) {
    throw badValue(`The attribute exp (${expires}) must be later than nbf (${notBefore})`);
  }
}

function seconds(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw invalidProperty();
  return value;
}

function readOperations(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isGood =
    Array.isArray(value) &&
    (value as readonly Json[]).every((item) => typeof item === 'string' && KEY_OPS.has(item));
  if (!isGood) throw invalidProperty();
  return [...new Set(value as readonly string[])];
}

function readTags(value: Json | undefined): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalidProperty();
  const tags = Object.entries(value);
  if (tags.some(([, text]) => typeof text !== 'string')) throw invalidProperty();
  if (tags.length > TAGS_MAX_INCLUSIVE) {
    throw badValue(`A key has at most ${TAGS_MAX_INCLUSIVE} tags, not ${tags.length}`);
  }
  const long = tags.find(([name, text]) =>
    [name, String(text)].some((part) => part.length > TAG_CHARACTERS_MAX_INCLUSIVE),
  );
  if (long) {
    throw badValue(
      `The tag '${long[0].slice(0, TAG_CHARACTERS_MAX_INCLUSIVE)}' has a name or value of more than ${TAG_CHARACTERS_MAX_INCLUSIVE} characters`,
    );
  }
  return value as Readonly<Record<string, string>>;
}
