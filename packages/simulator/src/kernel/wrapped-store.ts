/**
 * A customer's own store under the customer's key: a storage account, a registry, the disks of a set. Its service has one
 * data key, which the version in use wraps and another version wraps again, so that what is stored is never encrypted
 * anew. Which version is in use is the service's business; whether the store still has it, it looks at once an hour.
 */
import { KEY_OPERATIONS } from './customer-key.ts';
import type { JsonObject } from './json.ts';
import type { Effects, UnitContext } from './resource-type.ts';
import {
  checkedNow,
  type DataKey,
  type EncryptedStore,
  encryptedStore,
  isCheckDue,
  type KeyCheck,
  type KeyOperation,
  lossOf,
  newDataKey,
  type StoreKey,
} from './encrypted-store.ts';

/** Who uses which version of which key for which store. */
export interface WrappedStoreKey extends StoreKey {
  /** Versioned identifier of the version in use. */
  readonly version: string;
  /** What its service has to be able to do with that version to go on. */
  readonly needs: readonly KeyOperation[];
  /** What the data key is made for, where the service had it before the customer's key came. */
  readonly purpose?: string;
}

/**
 * Puts a store under a version of a key, or leaves it there, and says when it looks. Throws the vault's `Refusal` when
 * the data key cannot be wrapped.
 */
export function wrapStore(context: UnitContext, about: WrappedStoreKey): Effects {
  const known = encryptedStore(context, about.id);
  const isSame =
    known?.dataKeys[0].kid === about.version &&
    known.keyIdentifier === about.keyIdentifier &&
    known.principalId === about.principalId;
  return isSame && !known.lost ? {} : looked(context, about, known).effects;
}

/** The hourly look of a store; nothing when it is under no key any more, or looks at another instant. */
export function lookAtStore(
  context: UnitContext,
  payload: JsonObject,
  about: WrappedStoreKey | undefined,
): KeyCheck | undefined {
  if (!about || !isCheckDue(context, payload)) return undefined;
  return looked(context, about, encryptedStore(context, about.id));
}

function looked(
  context: UnitContext,
  about: WrappedStoreKey,
  known: EncryptedStore | undefined,
): KeyCheck {
  const { id, keyIdentifier, principalId, version, handler } = about;
  const isUnder = known?.dataKeys[0].kid === version;
  const needs = isUnder ? about.needs : KEY_OPERATIONS;
  const lost = lossOf(
    context,
    known,
    principalId,
    needs.map((operation) => [version, operation]),
  );
  const found = {
    id,
    keyIdentifier,
    principalId: principalId ?? known?.principalId ?? '',
    dataKeys:
      known && (isUnder || lost) ? known.dataKeys : ([wrapped(context, about, known)] as const),
    ...(lost ? { lost } : {}),
  };
  // What was forgotten with the loss is asked for again.
  if (isUnder && known.lost && !lost) context.keys.unwrap(known.dataKeys[0], found.principalId);
  return checkedNow(context, found, handler);
}

/** The same data key under another version; a new one where nobody can unwrap it: what lies under that one is lost. */
function wrapped(
  context: UnitContext,
  { id, version, principalId, purpose }: WrappedStoreKey,
  known: EncryptedStore | undefined,
): DataKey {
  if (principalId === undefined) throw new TypeError('a key is used by somebody');
  const [before] = known?.dataKeys ?? [];
  if (before && !context.keys.refuses(before.kid, principalId, 'unwrapKey')) {
    return { ...before, ...context.keys.rewrap(before, version, principalId) };
  }
  const number = Number(before?.id ?? 0) + 1;
  return newDataKey(
    context,
    { id, keyIdentifier: version, principalId, ...(purpose === undefined ? {} : { purpose }) },
    number,
  );
}
