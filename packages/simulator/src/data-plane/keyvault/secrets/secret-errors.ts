/** What Key Vault refuses about secrets, in its words. */
import { Refusal } from '../../../kernel/errors.ts';
import { badValue } from '../vault-errors.ts';

const notFound = (message: string): Refusal =>
  new Refusal({ status: 404, code: 'SecretNotFound', message, evidence: 'recorded' });

/** `which`: a name, or `{name}/{version}`. */
export const secretNotFound = (which: string): Refusal =>
  notFound(
    `A secret with (name/id) ${which} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );

export const deletedSecretNotFound = (name: string): Refusal =>
  notFound(`Deleted Secret not found: ${name}`);

export const secretDisabled = (): Refusal =>
  new Refusal({
    status: 403,
    code: 'Forbidden',
    innerCode: 'SecretDisabled',
    message: 'Operation get is not allowed on a disabled secret.',
    evidence: 'recorded',
  });

export const valueTooLong = (sizeBytes: number, maxBytes: number): Refusal =>
  badValue(`The value of a secret has at most ${maxBytes} bytes, not ${sizeBytes}`);

export const contentTypeTooLong = (characters: number, maxCharacters: number): Refusal =>
  badValue(
    `The contentType of a secret has at most ${maxCharacters} characters, not ${characters}`,
  );

/** Documented without words. */
export const tooManyVersions = (versions: number, maxVersions: number): Refusal =>
  badValue(
    `A secret of more than ${maxVersions} versions cannot be backed up; this one has ${versions}`,
  );

/** Documented without words. */
export const unsupportedContentType = (asked: string): Refusal =>
  badValue(
    `outContentType is application/x-pkcs12 or application/x-pem-file, and only certificates are converted; not ${asked}`,
  );
