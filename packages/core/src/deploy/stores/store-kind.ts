/** The shape of what deploying knows of one kind of store. */
import type { GenericResource } from '@azure/arm-resources';

import { textAt } from '../../azure/json.ts';
import type { StoreKind } from '../../rules/index.ts';
import type { Attribute } from '../differences.ts';
import type { KnownStep } from '../step-unit.ts';

/** A store to make, its references resolved. */
export type KnownStore = KnownStep<'store.ensure'>;
/** The key that a store is to be under. */
export type KnownKey = KnownStep<'store.encrypt'>['key'];

/** One kind of store: what is sent, and what of the answer is compared. */
export interface StoreKindUnit {
  readonly kind: StoreKind;
  /** The body of a new store, without its place, tags, identity and key. */
  readonly body: (step: KnownStore) => GenericResource;
  /** The part of it that can be changed in place; all of it, its key too, when it is changed as a whole. */
  readonly update: (step: KnownStore, found: GenericResource) => GenericResource;
  /** The properties that put it under the key. */
  readonly encryption: (
    key: KnownKey,
    found?: GenericResource,
  ) => Readonly<Record<string, unknown>>;
  /** What is fixed once the store exists. */
  readonly fixed: (step: KnownStore, found: GenericResource) => readonly Attribute[];
  /** What can be changed in place, besides tags, identity and key. */
  readonly changeable: (step: KnownStore, found: GenericResource) => readonly Attribute[];
  /** How it is changed: a part of it, or as a whole. */
  readonly changedBy: 'PATCH' | 'PUT';
  /** Where the object id of the identity stands that uses the key, when the resource itself has none. */
  readonly principal?: string;
  /** The key that it is under, attribute by attribute. */
  readonly encrypted: (key: KnownKey, found: GenericResource) => readonly Attribute[];
}

/** Identity function that gives a unit its type and freezes it. */
export function defineStoreKind(unit: StoreKindUnit): StoreKindUnit {
  return Object.freeze(unit);
}

/** One attribute of a key: what it is to be, and what stands at its path. Nothing and an empty text are alike. */
export function keyAttribute(
  path: string,
  expected: string | undefined,
  found: GenericResource,
): Attribute {
  return [path, expected ?? '', withoutSlash(textAt(found, path)) ?? '', 'caseless'];
}

/** A URL without its last slash, as keys are told. */
function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}
