/**
 * A store of Azure whose data is under a customer's key: data keys that the customer's key wraps, and what becomes of
 * them when the key gets a new version or cannot be reached. The service looks at the key at fixed times, so that
 * nothing happens at once; what it found stays until it looks again.
 */
import { firstKeyRefusal, KEY_OPERATIONS } from './customer-key.ts';
import type { Json, JsonObject } from './json.ts';
import type { WrappedKey } from './ports.ts';
import type { Effects, UnitContext } from './resource-type.ts';

/** Table of {@link EncryptedStore} by the lower-case id of the store. */
export const ENCRYPTED_STORES = 'encryptedStores';
/** Name of the timer by which Azure Cosmos DB looks at the key of an account, for who makes accounts. */
export const COSMOS_DB_KEY_TIMER = 'Microsoft.DocumentDB/databaseAccounts.checkKey';

/** Table of {@link SearchIndex} by the lower-case id of the search service, `|` and the name of the index. */
export const SEARCH_INDICES = 'searchIndices';

const HOUR_MS = 60 * 60_000;
/** How often a store looks at its key: documented as "about an hour" for new versions and for keys that are gone. */
export const KEY_CHECK_MS: number = HOUR_MS;
/** For how long after a new version came into use the one before is still needed: Azure Cosmos DB documents 24 hours. */
export const PREVIOUS_VERSION_NEEDED_MS: number = 24 * HOUR_MS;

/** A key that encrypts data, itself encrypted. */
export interface DataKey extends WrappedKey {
  /** Tells the data keys of a store apart: `1` is the first. */
  readonly id: string;
  /** Virtual epoch milliseconds. */
  readonly madeAt: number;
  /** When another came into use for new data; absent on the one in use. Virtual epoch milliseconds. */
  readonly supersededAt?: number;
}

/** What a store knows of its key. */
export interface EncryptedStore {
  /** ARM id. */
  readonly id: string;
  /** As the store names the customer's key: without a version it follows the newest. */
  readonly keyIdentifier: string;
  /** Object id of who used it last. */
  readonly principalId: string;
  /** The one in use first. */
  readonly dataKeys: readonly [DataKey, ...DataKey[]];
  /** When it looks at the key again; a timer of another instant is an old one. Virtual epoch milliseconds. */
  readonly checkAt: number;
  /** Since when it has been without its key, and what the vault answered; absent: it has it. */
  readonly lost?: LostKey;
}

/** Why a store is without its key. */
export interface LostKey {
  /** Virtual epoch milliseconds. */
  readonly since: number;
  /** Identifier of the version that was refused, or of the key. */
  readonly keyIdentifier: string;
  /** Of what the vault answered. */
  readonly status: number;
  readonly code: string;
  readonly innerCode?: string;
}

/** An index over metadata of one kind: made with the first of it, encrypted under the key of its service. */
export interface SearchIndex extends JsonObject {
  readonly name: string;
  /** Virtual epoch milliseconds. */
  readonly madeAt: number;
  /** Which of the service's data keys. */
  readonly dataKey: string;
  /** The definition: AES-256-GCM, base64url. */
  readonly text: string;
}

/** Who uses which key for which store; `handler` names the timer that looks at it. */
export interface StoreKey {
  readonly id: string;
  readonly keyIdentifier: string;
  readonly principalId: string | undefined;
  readonly handler: string;
}

/** What a look at the key came to. */
export interface KeyCheck {
  readonly store: EncryptedStore;
  readonly effects: Effects;
}

/** The store as it is known. */
export function encryptedStore(context: UnitContext, id: string): EncryptedStore | undefined {
  return context.document<EncryptedStore>(ENCRYPTED_STORES, id.toLowerCase());
}

/**
 * Looks at the key of a store now, and says when it will look again. A new store, or one that is given another key, gets
 * a data key under it; of one that has a key, see {@link followed}. Throws the vault's `Refusal` when a key that a
 * store does not have yet cannot be used.
 */
export function checkStoreKey(context: UnitContext, about: StoreKey): KeyCheck {
  const known = encryptedStore(context, about.id);
  const isKnown = known?.keyIdentifier === about.keyIdentifier;
  const found = isKnown ? looked(context, known, about) : underNewKey(context, known, about);
  return checkedNow(context, found, about.handler);
}

/** What a look at the key came to, with the timer of the next one. */
export function checkedNow(
  context: UnitContext,
  found: Omit<EncryptedStore, 'checkAt'>,
  handler: string,
): KeyCheck {
  const { id } = found;
  const store: EncryptedStore = { ...found, checkAt: context.now + KEY_CHECK_MS };
  const { subscriptionId } = context.subscription;
  return {
    store,
    effects: {
      documents: [
        { table: ENCRYPTED_STORES, key: id.toLowerCase(), value: store as unknown as Json },
      ],
      timers: [{ dueAt: store.checkAt, handler, payload: { subscriptionId, id } }],
    },
  };
}

/** Whether a timer is the one that a store waits for. */
export function isCheckDue(context: UnitContext, payload: JsonObject): boolean {
  const { id } = payload;
  return typeof id === 'string' && encryptedStore(context, id)?.checkAt === context.now;
}

/** Forgets a store, its data keys and its indices: what they encrypt is lost. */
export function forgetStore(context: UnitContext, id: string): NonNullable<Effects['documents']> {
  const indices = context.documents(SEARCH_INDICES, `${id.toLowerCase()}|`);
  return [
    { table: ENCRYPTED_STORES, key: id.toLowerCase(), value: undefined },
    ...indices.map(([key]) => ({ table: SEARCH_INDICES, key, value: undefined })),
  ];
}

function underNewKey(
  context: UnitContext,
  known: EncryptedStore | undefined,
  { id, keyIdentifier, principalId }: StoreKey,
): Omit<EncryptedStore, 'checkAt'> {
  if (principalId === undefined) throw new TypeError('a key is used by somebody');
  const added = nextDataKey(context, { id, keyIdentifier, principalId }, known?.dataKeys ?? []);
  return { id, keyIdentifier, principalId, dataKeys: added };
}

/** A store that finds its key: it follows it. One that does not: it is without it until it looks again. */
function looked(
  context: UnitContext,
  known: EncryptedStore,
  { principalId }: StoreKey,
): Omit<EncryptedStore, 'checkAt'> {
  const lost = lossOf(context, known, principalId, needsOf(known));
  if (lost) return { ...known, lost };
  if (principalId === undefined) throw new TypeError('a key is used by somebody');
  const { lost: _lost, ...found } = known;
  // What was forgotten with the loss is asked for again.
  if (known.lost) context.keys.unwrap(known.dataKeys[0], principalId);
  return { ...found, principalId, dataKeys: followed(context, found, principalId) };
}

/** With the key as it is now, then with versions that still wrap data keys. */
function needsOf({ keyIdentifier, dataKeys }: EncryptedStore): readonly KeyNeed[] {
  const versions = new Set(dataKeys.map(({ kid }) => kid));
  return [
    ...KEY_OPERATIONS.map((operation) => [keyIdentifier, operation] as const),
    ...[...versions].map((kid) => [kid, 'unwrapKey'] as const),
  ];
}

/** Something that a service does with a key. */
export type KeyOperation = (typeof KEY_OPERATIONS)[number];
/** A key, or a version of it, and what a store has to be able to do with it. */
type KeyNeed = readonly [identifier: string, operation: KeyOperation];

/** What the vault refuses first, so that a store is without its key; nothing: it has it. News stands in the ledger. */
export function lossOf(
  context: UnitContext,
  known: Pick<EncryptedStore, 'lost'> | undefined,
  principalId: string | undefined,
  needs: readonly KeyNeed[],
): LostKey | undefined {
  const since = known?.lost?.since ?? context.now;
  if (principalId === undefined) {
    return { since, keyIdentifier: '', status: 401, code: 'Unauthorized' };
  }
  for (const [keyIdentifier, operation] of needs) {
    const refusal = context.keys.refuses(keyIdentifier, principalId, operation);
    if (!refusal) continue;
    if (!known?.lost) context.keys.asks(keyIdentifier, principalId, operation);
    const { status, code, innerCode } = refusal.data;
    const inner = innerCode === undefined ? {} : { innerCode };
    return { since, keyIdentifier, status, code, ...inner };
  }
  return undefined;
}

/**
 * Data keys of a store that has its key: a new version gets a data key for new data, and what is encrypted stays as it
 * is; when its time has come, the data key of before is wrapped again, and the version of before is needed no more.
 */
function followed(
  context: UnitContext,
  { id, keyIdentifier, dataKeys }: Omit<EncryptedStore, 'checkAt'>,
  principalId: string,
): EncryptedStore['dataKeys'] {
  const newest = context.keys.describe(keyIdentifier)?.id;
  const isRotated = newest !== undefined && newest !== dataKeys[0].kid;
  const [inUse, ...before] = isRotated
    ? nextDataKey(context, { id, keyIdentifier, principalId }, dataKeys)
    : dataKeys;
  return [
    inUse,
    ...before.map((dataKey) => {
      const { supersededAt = context.now, kid } = dataKey;
      const isDue = supersededAt + PREVIOUS_VERSION_NEEDED_MS <= context.now;
      if (!isDue || kid === inUse.kid) return dataKey;
      return { ...dataKey, ...context.keys.rewrap(dataKey, keyIdentifier, principalId) };
    }),
  ];
}

function nextDataKey(
  context: UnitContext,
  about: KeyUser,
  before: readonly DataKey[],
): EncryptedStore['dataKeys'] {
  const refusal = firstKeyRefusal(context, about.keyIdentifier, about.principalId);
  if (refusal) throw refusal;
  return [
    newDataKey(context, about, before.length + 1),
    ...before.map((dataKey) => ({ supersededAt: context.now, ...dataKey })),
  ];
}

/** Who uses a key, or a version of it, for which store. */
interface KeyUser {
  readonly id: string;
  readonly keyIdentifier: string;
  readonly principalId: string;
  /** What the data key is made for, where it is the same before and after the customer's key. */
  readonly purpose?: string;
}

/** A data key that a store has not had; throws the vault's `Refusal` when it cannot be wrapped. */
export function newDataKey(context: UnitContext, about: KeyUser, number: number): DataKey {
  const { id: storeId, keyIdentifier, principalId } = about;
  const id = String(number);
  const purpose =
    about.purpose === undefined
      ? `${storeId.toLowerCase()}|${id}|${context.now}`
      : `${about.purpose}|${id}`;
  const wrapped = context.keys.wrapNew(keyIdentifier, principalId, purpose);
  return { id, madeAt: context.now, ...wrapped };
}
