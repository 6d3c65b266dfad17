/** What the data plane of Key Vault refuses, in its words. */
import { Refusal, type RefusalData } from '../../kernel/errors.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { vaultText } from './access-errors.ts';
import type { VaultView } from './vault-view.ts';

type Evidence = RefusalData['evidence'];

const badParameter = (message: string, evidence: Evidence): Refusal =>
  new Refusal({ status: 400, code: 'BadParameter', message, evidence });

const forbidden = (innerCode: string, message: string, evidence: Evidence): Refusal =>
  new Refusal({ status: 403, code: 'Forbidden', innerCode, message, evidence });

const keyNotFoundError = (message: string): Refusal =>
  new Refusal({ status: 404, code: 'KeyNotFound', message, evidence: 'recorded' });

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

export const unsupportedRsaSize = (size: unknown, supported: readonly number[]): Refusal =>
  badParameter(
    `Unsupported key size (${wordOf(size)}). Supported sizes are [${supported.join(', ')}]`,
    'assumed',
  );

export const unsupportedCurveSize = (size: unknown): Refusal =>
  badParameter(
    `Unsupported key size (${wordOf(size)}). Supported sizes are [256, 384, 521]`,
    'reported',
  );

export const sizeOffCurve = (size: unknown, curve: string, sizeBits: number): Refusal =>
  badParameter(
    `The key_size ${wordOf(size)} does not fit the curve ${curve}, which has ${sizeBits} bits`,
    'assumed',
  );

/** Azure/AzureKeyVault#22. */
export const unsupportedOperations = (
  given: readonly string[],
  supported: readonly string[],
): Refusal => {
  const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ');
  return badParameter(
    `Unsupported key operation(s): ${list(given)}. Supported values are ${list(supported)}.`,
    'reported',
  );
};

export const algorithmOffCurve = (
  kid: string,
  curve: string,
  algorithm: string,
  needed: string,
): Refusal =>
  badParameter(
    `Key and signing algorithm are incompatible. Key ${kid} uses curve '${curve}', and algorithm '${algorithm}' can only be used with curve '${needed}'.`,
    'reported',
  );

/** Azure/azure-sdk-for-python#11822. */
export const notAJsonWebKey = (): Refusal =>
  badParameter('The property "key" must be a valid JsonWebKey object.', 'reported');

/** Azure/azure-sdk-for-python#28452 has the words for RSA. */
export const numbersDoNotFit = (kind: 'RSA' | 'EC'): Refusal =>
  badParameter(
    `${kind} key is not valid - cannot instantiate crypto service`,
    kind === 'RSA' ? 'reported' : 'assumed',
  );

export const hardwareOnStandard = (): Refusal =>
  badParameter('Hardware key operation not allowed on standard vault', 'reported');

export const exportableNeedsPolicy = (): Refusal =>
  badParameter('AKV.SKR.1004: Exportable keys must have release policy.', 'recorded');

export const policyNeedsExportable = (): Refusal =>
  badParameter('AKV.SKR.1005: Non-exportable keys must not have release policy.', 'recorded');

/** `which`: a name, or `{name}/{version}`. */
export const keyNotFound = (which: string): Refusal =>
  keyNotFoundError(
    `A key with (name/id) ${which} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

export const deletedKeyNotFound = (name: string): Refusal =>
  keyNotFoundError(`Deleted Key not found: ${name}`);

export const nameIsDeleted = (name: string): Refusal =>
  conflict(
    'ObjectIsDeletedButRecoverable',
    `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.`,
  );

export const nameIsBeingDeleted = (name: string): Refusal =>
  conflict(
    'ObjectIsBeingDeleted',
    `Key ${name} is currently being deleted and cannot be re-created; retry later.`,
  );

export const keyIsBeingDeleted = (): Refusal =>
  conflict('ObjectIsBeingDeleted', 'Key is currently being deleted.');

/** Recorded for a certificate. */
export const recoveredWhileDeleting = (name: string): Refusal =>
  conflict('ObjectIsBeingDeleted', `Key ${name} is currently being deleted.`);

export const keyIsNotDeleted = (name: string): Refusal =>
  new Refusal({
    status: 400,
    code: 'MethodNotAllowed',
    innerCode: 'RequestNotAllowedOnNonDeletedObject',
    message: `Key exists already: ${name}`,
    evidence: 'assumed',
  });

export const purgeIsProtected = (vault: VaultView): Refusal =>
  new Refusal({
    status: 403,
    code: 'Forbidden',
    message: `Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed. Vault: ${vaultText(vault)}`,
    evidence: 'reported',
  });

export const keyDisabled = (operation: string): Refusal =>
  forbidden('KeyDisabled', `Operation ${operation} is not allowed on a disabled key.`, 'reported');

export const keyOutsideValidity = (operation: string, isExpired: boolean): Refusal =>
  forbidden(
    'KeyNotYetValidOrExpired',
    `Operation ${operation} is not allowed on ${isExpired ? 'an expired key' : 'a key that is not yet valid'}.`,
    'assumed',
  );

export const operationNotInKeyOps = (operation: string): Refusal =>
  forbidden(
    'KeyOperationForbidden',
    `Operation ${operation} is not permitted on this key.`,
    'documented',
  );
