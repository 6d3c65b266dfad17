/** What Key Vault refuses to do with keys, in its words. */
import { Refusal } from '../../kernel/errors.ts';
import { wordOf } from '../../kernel/read-json.ts';
import { badParameter, forbidden } from './vault-errors.ts';

const keyNotFoundError = (message: string): Refusal =>
  new Refusal({ status: 404, code: 'KeyNotFound', message, evidence: 'recorded' });

export const unsupportedSize = (size: unknown, supported: readonly number[]): Refusal =>
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

/** Azure/azure-sdk-for-net#13437: of a vault that has no symmetric keys. */
export const keyTypeNotSupported = (type: string): Refusal =>
  badParameter(`Invalid kty value: ${type}`, 'reported', 'KeyTypeNotSupported');

export const tooManyVersions = (versions: number, limit: number): Refusal =>
  badParameter(`The key has ${versions} versions; a backup holds at most ${limit}`, 'assumed');

export const policyIsImmutable = (): Refusal =>
  badParameter('AKV.SKR.1020: Immutable Key Release Policy cannot be modified.', 'recorded');

export const attestationUnverified = (): Refusal =>
  forbidden(
    'AccessDenied',
    'Target environment attestation statement cannot be verified.',
    'recorded',
  );

export const keyIsNotExportable = (): Refusal =>
  forbidden('AccessDenied', 'The key is not exportable: it has no release policy', 'assumed');

/** Documented is that the data plane denies; nobody has shown its words. */
export const disallowedByPolicy = (name: string, why: string): Refusal =>
  forbidden('ForbiddenByPolicy', `Key '${name}' was disallowed by policy. ${why}`, 'assumed');

export const managedHsmOnly = (operation: string): Refusal =>
  badParameter(
    `${operation} is an operation of a managed HSM; a vault does not have it`,
    'assumed',
  );
