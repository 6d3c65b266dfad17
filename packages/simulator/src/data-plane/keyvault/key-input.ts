/** Members that the bodies of create and update share. */
import type { Json, JsonObject } from '../../kernel/json.ts';
import { type AttributeChanges, readAttributes } from './attributes.ts';
import { invalidName, invalidProperty } from './vault-errors.ts';
import type { StoredKeyVersion } from './key-store.ts';

const NAME = /^[0-9a-zA-Z-]{1,127}$/;
/** `import` wraps other keys for import, `export` releases. */
const KEY_OPS = new Set('encrypt decrypt sign verify wrapKey unwrapKey import export'.split(' '));

/** Throws for what cannot name a key; secrets are named alike. */
export function checkKeyName(name: string): void {
  if (!NAME.test(name)) throw invalidName(name);
}

/** What a request changes of a version; members that it leaves out are left out. */
export type KeyChanges = AttributeChanges & Partial<Pick<StoredKeyVersion, 'operations'>>;

export function readChanges(body: JsonObject): KeyChanges {
  const operations = readOperations(body['key_ops']);
  return {
    ...(operations === undefined ? {} : { operations }),
    ...readAttributes(body, 'key'),
  };
}

function readOperations(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isGood =
    Array.isArray(value) &&
    (value as readonly Json[]).every((item) => typeof item === 'string' && KEY_OPS.has(item));
  if (!isGood) throw invalidProperty();
  return [...new Set(value as readonly string[])];
}
