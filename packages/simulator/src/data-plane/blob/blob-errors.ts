/**
 * What the blob service refuses, in its words. The tables of its error codes are published; where what goes over the wire
 * is another sentence than theirs, that is `reported`.
 */
import type { Evidence } from '@azureml-cmk/core/rules';
import { Refusal } from '../../kernel/errors.ts';
import type { Protection } from '../../kernel/immutability.ts';

function refused(
  status: number,
  code: string,
  message: string,
  evidence: Evidence = 'documented',
): Refusal {
  return new Refusal({ status, code, message, evidence });
}

export const noSuchAccount = (host: string): Refusal =>
  refused(
    404,
    'AccountNotFound',
    `There is no storage account at ${host}: on Azure this host name would not resolve`,
    'assumed',
  );

export const noCredential = (): Refusal =>
  refused(
    401,
    'NoAuthenticationInformation',
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
  );

export const badToken = (): Refusal =>
  refused(
    401,
    'InvalidAuthenticationInfo',
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
  );

export const badSignature = (): Refusal =>
  refused(
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
  );

export const keysNotPermitted = (): Refusal =>
  refused(
    403,
    'KeyBasedAuthenticationNotPermitted',
    'Key based authentication is not permitted on this storage account.',
    'reported',
  );

export const notPermitted = (): Refusal =>
  refused(
    403,
    'AuthorizationPermissionMismatch',
    'This request is not authorized to perform this operation using this permission.',
  );

export const otherResourceType = (): Refusal =>
  refused(
    403,
    'AuthorizationResourceTypeMismatch',
    'This request is not authorized to perform this operation using this resource type.',
  );

export const otherService = (): Refusal =>
  refused(
    403,
    'AuthorizationServiceMismatch',
    'This request is not authorized to perform this operation using this service.',
  );

export const otherProtocol = (): Refusal =>
  refused(
    403,
    'AuthorizationProtocolMismatch',
    'This request is not authorized to perform this operation using this protocol.',
  );

export const otherAddress = (address: string): Refusal =>
  refused(
    403,
    'AuthorizationSourceIPMismatch',
    `This request is not authorized to perform this operation using this source IP ${address}.`,
  );

export const resourceNotFound = (): Refusal =>
  refused(404, 'ResourceNotFound', 'The specified resource does not exist.');

export const closedToNetwork = (): Refusal =>
  refused(403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.');

export const needsHttps = (): Refusal =>
  refused(400, 'AccountRequiresHttps', 'The account being accessed does not support http.');

/** Whatever became of the key: disabled, deleted, expired, or the account may not use it. */
export const keyNotFound = (): Refusal =>
  new Refusal({
    status: 403,
    code: 'KeyVaultEncryptionKeyNotFound',
    message: 'The key vault key is not found to unwrap the encryption key.',
    evidence: 'reported',
    ruleId: 'CMK-021',
  });

export const containerNotFound = (): Refusal =>
  refused(404, 'ContainerNotFound', 'The specified container does not exist.');

export const containerExists = (): Refusal =>
  refused(409, 'ContainerAlreadyExists', 'The specified container already exists.');

export const blobNotFound = (): Refusal =>
  refused(404, 'BlobNotFound', 'The specified blob does not exist.');

export const blobExists = (): Refusal =>
  refused(409, 'BlobAlreadyExists', 'The specified blob already exists.');

/** MicrosoftDocs/feedback#1844 names the codes. */
export const blobImmutable = (protection: Protection): Refusal =>
  protection === 'legalHold'
    ? refused(
        409,
        'BlobImmutableDueToLegalHold',
        'This operation is not permitted as the blob is immutable due to one or more legal holds.',
        'reported',
      )
    : refused(
        409,
        'BlobImmutableDueToPolicy',
        'This operation is not permitted as the blob is immutable due to a policy.',
        'reported',
      );

/** MicrosoftDocs/feedback#1844. */
export const containerHeld = (): Refusal =>
  refused(
    409,
    'ContainerHasLegalHold',
    'The requested operation is not allowed as the container has one or more legal holds.',
    'reported',
  );

/** MicrosoftDocs/feedback#1844; Azure/azure-powershell#26148. */
export const containerLocked = (): Refusal =>
  refused(
    409,
    'ContainerImmutabilityPolicyLocked',
    'The requested operation is not allowed as the container has a locked immutability policy.',
    'reported',
  );

/** Documented: a container under a policy has to be empty. */
export const containerNotEmpty = (): Refusal =>
  refused(
    409,
    'ContainerImmutabilityPolicyFailure',
    'The container has an immutability policy and is not empty.',
    'assumed',
  );

export const publicAccessNotPermitted = (): Refusal =>
  refused(
    409,
    'PublicAccessNotPermitted',
    'Public access is not permitted on this storage account.',
    'reported',
  );

const CONDITION_NOT_MET = 'The condition specified using HTTP conditional header(s) is not met.';

export const conditionNotMet = (): Refusal =>
  refused(412, 'ConditionNotMet', CONDITION_NOT_MET, 'reported');

/** The same to a reader who has already what is there: no error, and no body. */
export const notModified = (): Refusal =>
  refused(304, 'ConditionNotMet', CONDITION_NOT_MET, 'reported');

export const invalidRange = (): Refusal =>
  refused(
    416,
    'InvalidRange',
    'The range specified is invalid for the current size of the resource.',
  );

export const invalidName = (): Refusal =>
  refused(
    400,
    'InvalidResourceName',
    'The specified resource name contains invalid characters.',
    'reported',
  );

export const invalidHeader = (): Refusal =>
  refused(
    400,
    'InvalidHeaderValue',
    'The value for one of the HTTP headers is not in the correct format.',
    'reported',
  );

export const missingHeader = (): Refusal =>
  refused(
    400,
    'MissingRequiredHeader',
    "An HTTP header that's mandatory for this request is not specified.",
    'reported',
  );

export const md5Mismatch = (): Refusal =>
  refused(
    400,
    'Md5Mismatch',
    'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
    'reported',
  );

export const invalidQuery = (): Refusal =>
  refused(
    400,
    'InvalidQueryParameterValue',
    'Value for one of the query parameters specified in the request URI is invalid.',
    'reported',
  );

export const outOfRangeQuery = (): Refusal =>
  refused(
    400,
    'OutOfRangeQueryParameterValue',
    'One of the query parameters specified in the request URI is outside the permissible range.',
    'reported',
  );

export const invalidXml = (): Refusal =>
  refused(400, 'InvalidXmlDocument', 'XML specified is not syntactically valid.', 'reported');

export const invalidBlockList = (): Refusal =>
  refused(400, 'InvalidBlockList', 'The specified block list is invalid.');
