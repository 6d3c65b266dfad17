/** Refusals of deployments and of the templates that they are made from. */
import { notSimulated, Refusal, type RefusalDetail } from '../../../kernel/errors.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { Evidence } from '@azureml-cmk/core/rules';
import { ExpressionUnread, FunctionNotPlayed, TemplateError } from '../template/template-error.ts';

const gateway = { failureCause: 'gateway' } as const;

/** Where something stands in a template. */
export interface TemplatePosition {
  readonly lineNumber: number;
  readonly linePosition: number;
  readonly path: string;
}

const NOWHERE: TemplatePosition = { lineNumber: 0, linePosition: 0, path: '' };

/** What was looked at: `template resource 'x'`. */
export interface TemplatePlace {
  readonly what: string;
  readonly position: TemplatePosition;
}

/** `The template resource 'x' at line '1' and column '20'`. */
export const sentenceOf = ({ what, position }: TemplatePlace): string =>
  `The ${what} at line '${position.lineNumber}' and column '${position.linePosition}'`;

export function invalidTemplate(
  why: string,
  evidence: Evidence,
  position: TemplatePosition = NOWHERE,
): Refusal {
  return new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidTemplate',
    message: `Deployment template validation failed: '${why}'.`,
    evidence,
    additionalInfo: violationAt(position),
  });
}

/** The same where something is found only when the deployment is under way: F5Networks/f5-azure-arm-templates#238. */
export function processingFailed(
  error: TemplateError,
  resource: string,
  position: TemplatePosition,
): Refusal {
  const { lineNumber, linePosition } = position;
  return new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidTemplate',
    message: `Unable to process template language expressions for resource '${resource}' at line '${lineNumber}' and column '${linePosition}'. '${error.message}'`,
    evidence: error.evidence,
    additionalInfo: violationAt({ ...position, path: '' }),
  });
}

const violationAt = (position: TemplatePosition) => [
  { type: 'TemplateViolation', info: { ...position } satisfies JsonObject },
];

/** Azure/azure-cnab-quickstarts#33. */
const expressionUnread = ({ message, evidence }: ExpressionUnread): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidTemplate',
    message: `Deployment template language expression evaluation failed: '${message}'. Please see https://aka.ms/arm-functions for usage details.`,
    evidence,
    additionalInfo: violationAt(NOWHERE),
  });

/** Runs what may find a template wrong; `where` is asked only then. The words around it: Azure/bicep#1697. */
export function withinTemplate<T>(run: () => T, where?: () => TemplatePlace): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FunctionNotPlayed) throw notSimulated(error.message);
    if (error instanceof ExpressionUnread) throw expressionUnread(error);
    if (!(error instanceof TemplateError)) throw error;
    if (!where) throw invalidTemplate(error.message, error.evidence);
    const place = where();
    throw invalidTemplate(
      `${sentenceOf(place)} is not valid: ${error.message}. Please see https://aka.ms/arm-functions for usage details.`,
      error.evidence,
      place.position,
    );
  }
}

/** Azure-Samples/azure-search-openai-demo#1483, #242; several are joined with colons (Azure/Azure-Landing-Zones#4197). */
export function notAuthorized(failures: readonly string[]): Refusal {
  const [only = ''] = failures;
  return new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidTemplateDeployment',
    message:
      failures.length === 1
        ? `The template deployment failed with error: '${only}'.`
        : `Deployment failed with multiple errors: '${failures.join(':')}'`,
    evidence: 'reported',
  });
}

/** Azure-Samples/azure-search-openai-demo#120. */
export const deniedByPolicy = (refusals: readonly Refusal[]): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidTemplateDeployment',
    message:
      'The template deployment failed because of policy violation. Please see details for more information.',
    evidence: 'reported',
    details: refusals.map(detailOf),
  });

/** A refusal as a part of another. */
export function detailOf(refusal: Refusal): RefusalDetail {
  const { code, target, details, additionalInfo } = refusal.data;
  return {
    code,
    message: refusal.text,
    ...(target === undefined ? {} : { target }),
    ...(details === undefined ? {} : { details }),
    ...(additionalInfo === undefined ? {} : { additionalInfo }),
  };
}

/** Azure/CanadaPubSecALZ#380. */
export const deploymentActive = (name: string, from: number): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'DeploymentActive',
    message: `Unable to edit or replace deployment '${name}': previous deployment from '${asDotNet(from)}' is still active (expiration time is '${asDotNet(from + EXPIRES_AFTER_MS)}'). Please see https://aka.ms/arm-deploy-resources for usage details.`,
    evidence: 'reported',
  });

/** Reported: a deployment that runs for a week expires. */
const EXPIRES_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/** `7/18/2023 8:40:40 PM`. */
function asDotNet(instant: number): string {
  const iso = new Date(instant).toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  const hour = Number(iso.slice(11, 13));
  return `${month}/${day}/${year} ${hour % 12 || 12}:${iso.slice(14, 19)} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** mddazure/azure-route-server-lab#1; the status as in Azure/AzureMonitorStarterPacks#180. */
export const invalidLocation = (name: string, given: string, stored: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'InvalidDeploymentLocation',
    message: `Invalid deployment location '${given}'. The deployment '${name}' already exists in location '${stored}'.`,
    evidence: 'reported',
  });

/** MicrosoftDocs/azure-docs#60262, with the link of Azure/azure-monitor-baseline-alerts#230. */
export const locationMissing = (name: string): Refusal =>
  invalidDeployment(
    `The 'location' property must be specified for '${name}'. Please see https://aka.ms/arm-deployment-subscription for usage details.`,
    'reported',
  );

export const invalidDeployment = (message: string, evidence: Evidence = 'assumed'): Refusal =>
  new Refusal({ ...gateway, status: 400, code: 'InvalidDeployment', message, evidence });

export const deploymentNotFound = (name: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 404,
    code: 'DeploymentNotFound',
    message: `Deployment '${name}' could not be found.`,
    evidence: 'recorded',
  });

/** MicrosoftDocs/azure-docs, `hdinsight-troubleshoot-autoscale`; in full: devkimchi.com of 2018-05. */
export const quotaExceeded = (name: string, count: number, limit: number): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'DeploymentQuotaExceeded',
    message: `Creating the deployment '${name}' would exceed the quota of '${limit}'. The current deployment count is '${count}', please delete some deployments before creating a new one. Please see https://aka.ms/arm-deploy for usage details.`,
    evidence: 'reported',
  });

/** The words around what failed inside, with the link that they bear since 2023: Azure/Azure-Landing-Zones#1710. */
export const deploymentFailed = (id: string, details: readonly RefusalDetail[]): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'DeploymentFailed',
    target: id,
    message:
      'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
    evidence: 'reported',
    details,
  });
