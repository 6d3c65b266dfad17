/** What Resource Manager itself refuses, in its words: one vocabulary, and so one file. */
import type { RuleId } from '@azureml-cmk/core/rules';
import type { Caller } from './caller.ts';
import type { DenyAssignment } from './access.ts';
import { Refusal } from './errors.ts';
import { own } from './json.ts';

const gateway = { failureCause: 'gateway' } as const;

export const missingApiVersion = (): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'MissingApiVersionParameter',
    message: 'The api-version query parameter (?api-version=) is required for all requests.',
    evidence: 'reported',
  });

export const invalidApiVersion = (version: string, known: readonly string[]): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidApiVersionParameter',
    message: `The api-version '${version}' is invalid. The supported versions are '${known.toReversed().join(',')}'.`,
    // hashicorp/vault-plugin-secrets-azure#13.
    evidence: 'reported',
  });

export const unsupportedApiVersion = (
  type: string,
  version: string,
  location: string,
  known: readonly string[],
  locations: readonly string[],
): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'NoRegisteredProviderFound',
    message: `No registered resource provider found for location '${location}' and API version '${version}' for type '${type}'. The supported api-versions are '${known.toReversed().join(', ')}'. The supported locations are '${locations.join(', ')}'.`,
    evidence: 'recorded',
  });

export const authenticationFailed = (challenge: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 401,
    code: 'AuthenticationFailed',
    message: 'Authentication failed.',
    evidence: 'recorded',
    headers: { 'www-authenticate': challenge },
  });

/** What became of a request is not known: its service gave no answer. */
export const noAnswerOf = (namespace: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 504,
    code: 'GatewayTimeout',
    message: `The gateway did not receive a response from '${namespace}' within the specified time period.`,
    evidence: 'recorded',
  });

/** As shown in Azure/azure-cli#33657. */
export const subscriptionNotFound = (subscriptionId: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 404,
    code: 'SubscriptionNotFound',
    message: `The subscription '${subscriptionId}' could not be found.`,
    evidence: 'reported',
  });

export const invalidSubscriptionId = (subscriptionId: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidSubscriptionId',
    message: `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`,
    // Azure/apiops#460.
    evidence: 'reported',
  });

export const wrongTenant = (caller: Caller, tenantId: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 401,
    code: 'InvalidAuthenticationTokenTenant',
    message: `The access token is from the wrong issuer '${caller.issuer}'. It must match the tenant 'https://sts.windows.net/${tenantId}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${tenantId}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`,
    // Azure/pcs-cli#357.
    evidence: 'reported',
  });

export const readOnlySubscription = (subscriptionId: string, state: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'ReadOnlyDisabledSubscription',
    ...(state === 'Disabled'
      ? {
          message: `The subscription '${subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
          evidence: 'reported',
        }
      : {
          message: `The subscription '${subscriptionId}' is in state '${state}' and therefore marked as read only.`,
          evidence: 'assumed',
        }),
    ruleId: 'CMK-009',
  });

export const authorizationFailed = (
  caller: Caller,
  action: string,
  scope: string,
  isConditional = false,
): Refusal =>
  new Refusal({
    ...gateway,
    status: 403,
    code: 'AuthorizationFailed',
    message: `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization${isConditional ? ' or an ABAC condition not fulfilled' : ''} to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    evidence: isConditional ? 'documented' : 'recorded',
  });

export const deniedByAssignment = (
  caller: Caller,
  action: string,
  scope: string,
  deny: DenyAssignment,
): Refusal =>
  new Refusal({
    ...gateway,
    status: 403,
    code: 'DenyAssignmentAuthorizationFailed',
    message: `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${deny.name}' and Id '${deny.id}' at scope '${deny.scope}'.`,
    evidence: 'reported',
    ...ruleOf(deny, action),
  });

function ruleOf({ rules }: DenyAssignment, action: string): { readonly ruleId?: RuleId } {
  const ruleId = own(rules ?? {}, action.slice(action.lastIndexOf('/') + 1).toLowerCase());
  return ruleId === undefined ? {} : { ruleId };
}

export const requestsThrottled = (kind: string, bucket: string, waitSeconds: number): Refusal =>
  new Refusal({
    ...gateway,
    status: 429,
    code: 'SubscriptionRequestsThrottled',
    message: `Too many ${kind}: nothing is left of '${bucket}'. Please try again after '${waitSeconds}' seconds.`,
    evidence: 'assumed',
    headers: { 'retry-after': String(waitSeconds) },
  });

export const scopeLocked = (
  id: string,
  verb: 'write' | 'delete',
  scopes: readonly string[],
): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'ScopeLocked',
    message: `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: '${scopes.join("','")}'. Please remove the lock and try again.`,
    evidence: 'reported',
  });

/** As shown in Azure/azure-monitor-baseline-alerts#459. */
export const managementGroupNotFound = (name: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 404,
    code: 'ManagementGroupNotFound',
    message: `The management group '${name}' cannot be found.`,
    evidence: 'reported',
  });

export const resourceGroupNotFound = (name: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 404,
    code: 'ResourceGroupNotFound',
    message: `Resource group '${name}' could not be found.`,
    evidence: 'recorded',
  });

export const resourceGroupBeingDeleted = (name: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'ResourceGroupBeingDeleted',
    message: `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
    evidence: 'recorded',
  });

/** Azure/bicep-registry-modules#1607: each refusal is a detail without a code, its text the body that the service gave. */
export const resourceGroupDeletionBlocked = (
  groupId: string,
  refused: readonly {
    readonly resource: { readonly id: string; readonly type: string; readonly name: string };
    readonly refusal: Refusal;
  }[],
  trackingId: string,
): Refusal => {
  const group = groupId.split('/').pop() ?? '';
  const names = refused.map(({ resource: { type, name } }) => `${type}/${name}`).join(',');
  return new Refusal({
    ...gateway,
    status: 409,
    code: 'ResourceGroupDeletionBlocked',
    message: `Deletion of resource group '${group}' failed as resources with identifiers '${names}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '${trackingId}'. Please check audit logs for more details.`,
    details: refused.map(({ resource, refusal }) => ({
      target: resource.id,
      message: JSON.stringify(refusal.body()),
    })),
    evidence: 'reported',
  });
};

export const resourceNotFound = (type: string, names: readonly string[], group: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 404,
    code: 'ResourceNotFound',
    message: `The Resource '${type}/${names.join('/')}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    evidence: 'recorded',
  });

export const parentNotFound = (parentName: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 404,
    code: 'ParentResourceNotFound',
    message: `Can not perform requested operation on nested resource. Parent resource '${parentName}' not found.`,
    evidence: 'recorded',
  });

/** The providers of a workspace and of the stores behind it; of all others another rule speaks. */
const WORKSPACE_PROVIDERS: ReadonlySet<string> = new Set([
  'microsoft.machinelearningservices',
  'microsoft.storage',
  'microsoft.keyvault',
  'microsoft.documentdb',
  'microsoft.search',
]);

export const notRegistered = (namespace: string, state: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'MissingSubscriptionRegistration',
    message:
      state === 'Unregistered'
        ? `The subscription registration is in 'Unregistered' state. The subscription must be registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`
        : `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    evidence: 'recorded',
    ruleId: WORKSPACE_PROVIDERS.has(namespace.toLowerCase()) ? 'CMK-005' : 'CMK-006',
  });

export const invalidRequestContent = (why: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidRequestContent',
    message: `The request content was invalid and could not be deserialized: '${why}'.`,
    evidence: 'assumed',
  });

/** A member of the outermost object of a resource that is put, which nobody knows. */
export const invalidMember = (
  name: string,
  { line, position }: { readonly line: number; readonly position: number },
): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidRequestContent',
    message: `The request content was invalid and could not be deserialized: 'Could not find member '${name}' on object of type 'ResourceDefinition'. Path '${name}', line ${line}, position ${position}.'.`,
    // Azure/azure-powershell#4317.
    evidence: 'reported',
  });

export const locationRequired = (): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'LocationRequired',
    message: 'The location property is required for this definition.',
    // Azure/bicep#2311.
    evidence: 'reported',
  });

export const locationNotAvailable = (
  location: string,
  type: string,
  regions: readonly string[],
): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'LocationNotAvailableForResourceType',
    message: `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${regions.join(',')}'.`,
    // Azure/azure-rest-api-specs#8347.
    evidence: 'reported',
  });

export const malformedLocation = (location: string): Refusal =>
  new Refusal({
    ...gateway,
    status: 400,
    code: 'InvalidResourceLocation',
    message: `The specified location '${location}' is invalid. A location must consist of characters, whitespace, digit, or following symbols '(,)'.`,
    evidence: 'recorded',
  });

export const invalidResourceLocation = (
  name: string,
  group: string,
  stored: string,
  given: string,
): Refusal =>
  new Refusal({
    ...gateway,
    status: 409,
    code: 'InvalidResourceLocation',
    message: `The resource '${name}' already exists in location '${stored}' in resource group '${group}'. A resource with the same name cannot be created in location '${given}'. Please select a new resource name.`,
    // MicrosoftDocs/azure-docs#70422.
    evidence: 'reported',
  });

export const operationInProgress = (type: string, name: string): Refusal =>
  new Refusal({
    status: 409,
    code: 'Conflict',
    message: `Another operation on the resource '${name}' of the type '${type}' is in progress.`,
    evidence: 'assumed',
  });

export const operationPreempted = (): Refusal =>
  new Refusal({
    status: 409,
    code: 'OperationPreempted',
    message: 'Operation execution has been preempted by a more recent operation.',
    evidence: 'reported',
  });

export const operationCanceled = (): Refusal =>
  new Refusal({
    status: 409,
    code: 'OperationCanceled',
    message: 'The operation was aborted before it was done.',
    evidence: 'assumed',
  });

export const preconditionFailed = (): Refusal =>
  new Refusal({
    status: 412,
    code: 'PreconditionFailed',
    message: 'The condition given in the request header was not met.',
    evidence: 'assumed',
  });

export const quotaExceeded = (type: string, location: string, limit: number): Refusal =>
  new Refusal({
    status: 409,
    code: 'QuotaExceeded',
    message: `The subscription has reached its quota of ${limit} resources of type '${type}' in location '${location}'.`,
    evidence: 'assumed',
    ruleId: 'CMK-007',
  });

/** What is nested in a resource has to go before it; `nested` are ids. As in Azure/terraform-provider-azapi#894. */
export function nestedResourcesExist(nested: readonly string[]): Refusal {
  const named = nested.map((id) => id.slice(id.indexOf('/providers/') + '/providers/'.length));
  return new Refusal({
    status: 409,
    code: 'CannotDeleteResource',
    message: `Cannot delete resource while nested resources exist. Some existing nested resource IDs include: '${named.join(', ')}'. Please delete all nested resources before deleting this resource.`,
    evidence: 'reported',
  });
}
