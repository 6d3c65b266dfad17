/** Attributes that keys and secrets share: as requests give them and as answers show them. */
import { isObject, type Json, type JsonObject } from '../../kernel/json.ts';
import { recoveryAttributes } from './recovery.ts';
import { badValue, invalidProperty } from './vault-errors.ts';
import type { VaultView } from './vault-view.ts';

/** What one version of a key or secret has, whichever it is. */
export interface VersionAttributes {
  readonly enabled: boolean;
  /** Epoch seconds, inclusive. */
  readonly notBefore?: number;
  /** Epoch seconds, exclusive. */
  readonly expires?: number;
  /** Epoch seconds. */
  readonly created: number;
  /** Epoch seconds. */
  readonly updated: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a request changes of them; members that it leaves out are left out. */
export type AttributeChanges = Partial<
  Pick<VersionAttributes, 'enabled' | 'notBefore' | 'expires' | 'tags'>
>;

const TAGS_MAX_INCLUSIVE = 15;
const TAG_CHARACTERS_MAX_INCLUSIVE = 256;

/** `attributes` and `tags` of a body. `noun` is what the refusals call the object. */
export function readAttributes(body: JsonObject, noun: 'key' | 'secret'): AttributeChanges {
  const attributes = body['attributes'] ?? {};
  if (!isObject(attributes)) throw invalidProperty();
  const enabled = attributes['enabled'] ?? undefined;
  if (enabled !== undefined && typeof enabled !== 'boolean') throw invalidProperty();
  const notBefore = seconds(attributes['nbf']);
  const expires = seconds(attributes['exp']);
  const tags = readTags(body['tags'], noun);
  return {
    ...(enabled === undefined ? {} : { enabled }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expires === undefined ? {} : { expires }),
    ...(tags === undefined ? {} : { tags }),
  };
}

/** Throws when something would end before it begins. */
export function checkValidity({
  notBefore,
  expires,
}: Pick<VersionAttributes, 'notBefore' | 'expires'>): void {
  if (notBefore !== undefined && expires !== undefined && expires <= notBefore) {
    throw badValue(`The attribute exp (${expires}) must be later than nbf (${notBefore})`);
  }
}

/** As an answer shows them. */
export function sharedAttributes(
  vault: VaultView,
  version: VersionAttributes,
  apiVersion: string,
): Json & object {
  return {
    enabled: version.enabled,
    ...(version.notBefore === undefined ? {} : { nbf: version.notBefore }),
    ...(version.expires === undefined ? {} : { exp: version.expires }),
    created: version.created,
    updated: version.updated,
    ...recoveryAttributes(vault, apiVersion),
  };
}

function seconds(value: Json | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw invalidProperty();
  return value;
}

function readTags(
  value: Json | undefined,
  noun: string,
): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalidProperty();
  const tags = Object.entries(value);
  if (tags.some(([, text]) => typeof text !== 'string')) throw invalidProperty();
  if (tags.length > TAGS_MAX_INCLUSIVE) {
    throw badValue(`A ${noun} has at most ${TAGS_MAX_INCLUSIVE} tags, not ${tags.length}`);
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
