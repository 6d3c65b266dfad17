/** Shared access signatures that a key of the account made: what their holder may do, as the published schemes have it. */
import { isInAddressRange } from '../../kernel/addresses.ts';
import { notSimulated } from '../../kernel/errors.ts';
import type { StoredResource } from '../../kernel/resource.ts';
import type { Services } from '../../kernel/services.ts';
import { accountSasText, SAS_HEADERS, serviceSasText } from '../../kernel/storage-sas.ts';
import * as refuse from './blob-errors.ts';
import type { BlobOperation, Level } from './operations.ts';
import { checkMadeByKey } from './shared-key.ts';

type Query = ReadonlyMap<string, string>;

/** What a request with a signature asks for. */
interface Signed {
  readonly services: Services;
  readonly account: StoredResource;
  readonly query: Query;
  readonly container: string;
  readonly blob: string;
  readonly isHttp: boolean;
  /** Where it comes from. */
  readonly address: string;
}

/** A signature that holds: what it lets its holder do. */
export interface SasGrant {
  /** Letters, as in `sp`. */
  readonly permissions: string;
  readonly isOfAccount: boolean;
  /** Of whom: a blob, a container with its blobs, or the levels of an account. */
  readonly levels: readonly Level[];
  /** Headers of an answer in the place of the blob's own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Older ones sign otherwise. */
const FIRST_VERSION = '2015-04-05';
const VERSION = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?Z)?$/;

/** By the letter of `srt`. */
const ACCOUNT_LEVELS: ReadonlyMap<string, Level> = new Map([
  ['s', 'account'],
  ['c', 'container'],
  ['o', 'blob'],
]);

export const isSas = (query: Query): boolean => query.has('sig');

/** Throws unless one of the account's keys made the signature, for now, for who comes and how. */
export function readSas(signed: Signed): SasGrant {
  const { query } = signed;
  refuseUnplayed(query);
  if (!VERSION.test(at(query, 'sv')) || at(query, 'sig') === '') throw refuse.badSignature();
  const isOfAccount = query.has('ss');
  const text = isOfAccount
    ? accountSasText(query, signed.account.name)
    : serviceSasText(query, resourceOf(signed));
  checkMadeByKey(signed.services, signed.account, text, at(query, 'sig'));
  checkTime(signed);
  checkSender(signed);
  if (isOfAccount && !at(query, 'ss').includes('b')) throw refuse.otherService();
  const levels: readonly Level[] = isOfAccount
    ? [...at(query, 'srt')].flatMap((letter) => ACCOUNT_LEVELS.get(letter) ?? [])
    : at(query, 'sr') === 'b'
      ? ['blob']
      : ['container', 'blob'];
  const headers = Object.entries(SAS_HEADERS).flatMap(([name, header]) =>
    query.has(name) ? [[header, at(query, name)] as const] : [],
  );
  return {
    permissions: at(query, 'sp'),
    isOfAccount,
    levels,
    headers: Object.fromEntries(headers),
  };
}

/** Throws unless the signature allows the operation. `isThere`: whether what is written is there already. */
export function checkGranted(
  { permissions, levels, isOfAccount }: SasGrant,
  { level, permits, isAccountSasOnly }: BlobOperation,
  isThere: () => boolean,
): void {
  if (!levels.includes(level)) throw refuse.otherResourceType();
  if (isAccountSasOnly === true && !isOfAccount) throw refuse.notPermitted();
  const isAllowed = permits.some(
    (letter) => permissions.includes(letter) && !(letter === 'c' && isThere()),
  );
  if (!isAllowed) throw refuse.notPermitted();
}

const at = (query: Query, name: string): string => query.get(name) ?? '';

function refuseUnplayed(query: Query): void {
  const what = query.has('skoid')
    ? 'a user delegation SAS'
    : query.has('si')
      ? 'a SAS with a stored access policy (si)'
      : query.has('ses')
        ? 'a SAS with an encryption scope (ses)'
        : query.has('sr') && !['b', 'c'].includes(at(query, 'sr'))
          ? `a SAS for the resource '${at(query, 'sr')}' (sr)`
          : at(query, 'sv') < FIRST_VERSION && VERSION.test(at(query, 'sv'))
            ? `a SAS of the version ${at(query, 'sv')}`
            : undefined;
  if (what !== undefined) throw notSimulated(`${what} of the blob service`);
}

const resourceOf = ({ account, query, container, blob }: Signed): string =>
  `/blob/${account.name}/${at(query, 'sr') === 'b' ? `${container}/${blob}` : container}`;

/** By the virtual clock, which a test moves. */
function checkTime({ services, query }: Signed): void {
  const { now } = services.world;
  const starts = at(query, 'st');
  const ends = at(query, 'se');
  // What looks like an instant may be none (a 13th month): no time is before or after that.
  const isNow = INSTANT.test(ends) && now < Date.parse(ends);
  const isBegun = starts === '' || (INSTANT.test(starts) && now >= Date.parse(starts));
  if (!isNow || !isBegun) throw refuse.badSignature();
}

function checkSender({ query, isHttp, address }: Signed): void {
  if (at(query, 'spr') === 'https' && isHttp) throw refuse.otherProtocol();
  const range = at(query, 'sip');
  if (range !== '' && !isInAddressRange(range, address)) throw refuse.otherAddress(address);
}
