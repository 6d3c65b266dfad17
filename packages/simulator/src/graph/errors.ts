/** What Microsoft Graph refuses, in its words. */
import type { Evidence } from '@azureml-cmk/core/rules';
import type { TokenDecision } from '../kernel/caller.ts';

/** One refusal of Microsoft Graph. */
export interface GraphError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly evidence: Evidence;
  /** The finer code, and the property that it is about. */
  readonly detail?: { readonly code: string; readonly target: string };
}

export const insufficientPrivileges = (): GraphError => ({
  status: 403,
  code: 'Authorization_RequestDenied',
  message: 'Insufficient privileges to complete the operation.',
  evidence: 'recorded',
});

export const resourceNotFound = (key: string): GraphError => ({
  status: 404,
  code: 'Request_ResourceNotFound',
  message: `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
  evidence: 'recorded',
});

/** As shown in microsoftgraph/msgraph-sdk-php#1163. */
export const meWithoutUser = (): GraphError => ({
  status: 400,
  code: 'BadRequest',
  message: '/me request is only valid with delegated authentication flow.',
  evidence: 'reported',
});

/** As shown in Azure/reliable-web-app-pattern-java#185. */
export const servicePrincipalExists = (appId: string): GraphError => ({
  status: 409,
  code: 'Request_MultipleObjectsWithSameKeyValue',
  message: `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
  evidence: 'reported',
});

/** As shown in question 5883620 of Microsoft Q&A. */
export const noBackingApplication = (appId: string): GraphError => ({
  status: 400,
  code: 'Request_BadRequest',
  message: `The appId '${appId}' of the service principal does not reference a valid application object.`,
  evidence: 'reported',
  detail: { code: 'NoBackingApplicationObject', target: 'appId' },
});

export const badBody = (detail: string): GraphError => ({
  status: 400,
  code: 'BadRequest',
  message: `The body of the request cannot be read: ${detail}`,
  evidence: 'assumed',
});

export const badPage = (): GraphError => ({
  status: 400,
  code: 'Request_UnsupportedQuery',
  message: '$top must be a whole number from 1 to 999, and $skiptoken one that was given out',
  evidence: 'assumed',
});

export const graphNotSimulated = (what: string): GraphError => ({
  status: 501,
  code: 'NotSimulated',
  message: `${what} of Microsoft Graph is not simulated`,
  evidence: 'assumed',
});

type Failure = Extract<TokenDecision, { failure: string }>['failure'];

const TOKEN_WORDS: Readonly<Record<Failure, readonly [string, Evidence]>> = {
  missing: ['Access token is empty.', 'reported'],
  audience: ['Access token validation failure. Invalid audience.', 'reported'],
  expired: ['Lifetime validation failed, the token is expired.', 'reported'],
  notYetValid: ['Lifetime validation failed, the token is not valid yet.', 'assumed'],
  malformed: ['The access token cannot be read.', 'assumed'],
  signature: ['Access token validation failure. Invalid signature.', 'assumed'],
  issuer: ['Access token validation failure. Invalid issuer.', 'assumed'],
};

export const invalidToken = (failure: Failure): GraphError => ({
  status: 401,
  code: 'InvalidAuthenticationToken',
  message: TOKEN_WORDS[failure][0],
  evidence: TOKEN_WORDS[failure][1],
});
