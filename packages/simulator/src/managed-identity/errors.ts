/** What the token endpoints of a machine refuse, in their words. */
import type { Evidence } from '@azureml-cmk/core/rules';
import { EVIDENCE_HEADER } from '../kernel/answers.ts';
import { simulatorWording } from '../kernel/errors.ts';
import type { SimResponse } from '../kernel/exchange.ts';

/** One refusal of an endpoint. */
export interface MachineError {
  readonly status: number;
  /** `invalid_request`; App Service has none and is told by its shape. */
  readonly error: string;
  readonly message: string;
  readonly evidence: Evidence;
  readonly shape: 'oauth' | 'appService';
}

/** As shown in Hexadite/acs-keyvault-agent#43 and many others. */
export const multipleIdentities = (): MachineError => ({
  status: 400,
  error: 'invalid_request',
  message:
    'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request',
  evidence: 'reported',
  shape: 'oauth',
});

/** The machine has no identity, or none that was asked for. */
export const identityNotFound = (): MachineError => ({
  status: 400,
  error: 'invalid_request',
  message: 'Identity not found',
  evidence: 'reported',
  shape: 'oauth',
});

export const noMetadataHeader = (): MachineError => ({
  status: 400,
  error: 'invalid_request',
  message: 'Required metadata header not specified',
  evidence: 'documented',
  shape: 'oauth',
});

export const missingVariable = (name: string): MachineError => ({
  status: 400,
  error: 'invalid_request',
  message: `The query variable '${name}' is missing.`,
  evidence: 'assumed',
  shape: 'oauth',
});

export const unableToLoad = (): MachineError => ({
  status: 400,
  error: 'BadRequest',
  message: 'No managed identity of the machine is the one that was asked for.',
  evidence: 'assumed',
  shape: 'appService',
});

export const wrongHeader = (name: string): MachineError => ({
  status: 401,
  error: 'Unauthorized',
  message: `The header '${name}' is not that of the environment.`,
  evidence: 'assumed',
  shape: 'appService',
});

export const notSimulated = (what: string): MachineError => ({
  status: 501,
  error: 'not_simulated',
  message: `${what} is not simulated`,
  evidence: 'assumed',
  shape: 'oauth',
});

/** A refusal as the endpoint answers it. */
export function refusal({ status, error, message, evidence, shape }: MachineError): SimResponse {
  const words = evidence === 'assumed' ? `${message}${simulatorWording}` : message;
  return machineAnswer(
    status,
    shape === 'oauth'
      ? { error, error_description: words }
      : { statusCode: status, message: words },
    { [EVIDENCE_HEADER]: evidence },
  );
}

/** An answer of an endpoint. */
export function machineAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): SimResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
