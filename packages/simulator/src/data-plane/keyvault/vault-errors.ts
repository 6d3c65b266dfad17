/** What a vault refuses whatever lies in it, in the words of Key Vault. */
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import { vaultText } from './access-errors.ts';
import type { VaultView } from './vault-view.ts';

type Evidence = RefusalData['evidence'];

/** What lies in a vault, as Azure's sentences name it. */
export type ObjectNoun = 'Key' | 'Secret';

export const badParameter = (message: string, evidence: Evidence, innerCode?: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'BadParameter',
    message,
    evidence,
    ...(innerCode === undefined ? {} : { innerCode }),
  });

export const forbidden = (innerCode: string, message: string, evidence: Evidence): Refusal =>
  new Refusal({ status: 403, code: 'Forbidden', innerCode, message, evidence });

const conflict = (innerCode: string, message: string): Refusal =>
  new Refusal({ status: 409, code: 'Conflict', innerCode, message, evidence: 'recorded' });

/** Nobody answers under the name: on Azure it does not resolve. */
export const noSuchVault = (host: string): Refusal =>
  new Refusal({
    status: 404,
    code: 'VaultNotFound',
    message: `There is no vault at ${host}, or it is deleted: on Azure this host name would not resolve`,
    evidence: 'assumed',
  });

export const missingApiVersion = (): Refusal =>
  badParameter('The query parameter api-version is required', 'assumed');

export const unknownApiVersion = (version: string): Refusal =>
  badParameter(`The api-version '${version}' is not supported`, 'assumed');

/** What an older version says of an operation that it has not, nobody showed. */
export const operationSince = (operation: string, since: string, version: string): Refusal =>
  badParameter(
    `${operation} needs api-version ${since} or later, the request has ${version}`,
    'assumed',
  );

export const operationNotSpecified = (): Refusal =>
  badParameter('Operation not specified', 'recorded');

export const methodNotAllowed = (method: string): Refusal =>
  new Refusal({
    status: 405,
    code: 'MethodNotAllowed',
    message: `HTTP ${method} not allowed`,
    evidence: 'recorded',
  });

export const invalidName = (name: string): Refusal =>
  badParameter(`The request URI contains an invalid name: ${name}`, 'reported');

/** Azure's words for a body that it cannot read; they name no property. */
export const invalidProperty = (): Refusal =>
  badParameter('Property  has invalid value\r\n', 'reported');

/** A value that Azure refuses in words that nobody has published. */
export const badValue = (message: string): Refusal => badParameter(message, 'assumed');

export const nameIsDeleted = (noun: ObjectNoun, name: string): Refusal =>
  conflict(
    'ObjectIsDeletedButRecoverable',
    `${noun} ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the ${noun.toLowerCase()} can only be recovered or purged.`,
  );

export const nameIsBeingDeleted = (noun: ObjectNoun, name: string): Refusal =>
  conflict(
    'ObjectIsBeingDeleted',
    `${noun} ${name} is currently being deleted and cannot be re-created; retry later.`,
  );

export const purgedWhileDeleting = (noun: ObjectNoun): Refusal =>
  conflict('ObjectIsBeingDeleted', `${noun} is currently being deleted.`);

/** Recorded for a certificate. */
export const recoveredWhileDeleting = (noun: ObjectNoun, name: string): Refusal =>
  conflict('ObjectIsBeingDeleted', `${noun} ${name} is currently being deleted.`);

/** Recorded for a secret. */
export const isNotDeleted = (noun: ObjectNoun, name: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'MethodNotAllowed',
    innerCode: 'RequestNotAllowedOnNonDeletedObject',
    message: `${noun} exists already: ${name}`,
    evidence: noun === 'Secret' ? 'recorded' : 'assumed',
  });

/** As shown in dotnet/sign#403. */
export const tooManyRequests = (): Refusal =>
  new Refusal({
    status: 429,
    code: 'Throttled',
    message:
      'Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached',
    evidence: 'reported',
  });

/** No inner code. */
export const restoreConflict = (noun: ObjectNoun, id: string): Refusal => {
  const word = noun.toLowerCase();
  return new Refusal({
    status: 409,
    code: 'Conflict',
    message:
      `There was a conflict restoring the ${word} '${id}'. This can happen if either: a second ${word} with the same name was created after the first ${word} was deleted; thus trying to restore a ${word} whose name is already in use. ` +
      `To fix this, rename the second ${word} to something else so that the restore works. The second probable cause of this exception is when multiple operations are performed in parallel against the ${word}. To avoid this error, perform operations against a ${word} in a sequential manner.`,
    evidence: 'recorded',
  });
};

/** The code is a sentence. */
export const malformedBackup = (): Refusal =>
  new Refusal({
    status: 400,
    code: 'Malformed backup blob',
    message: 'Backup blob contains invalid or corrupt version.',
    evidence: 'recorded',
  });

export const purgeIsProtected = (vault: VaultView): Refusal =>
  new Refusal({
    status: 403,
    code: 'Forbidden',
    message: `Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: ${vaultText(vault)}`,
    evidence: 'reported',
  });
