import { describe, expect, it } from 'vitest';

import { simulatorWording } from '../../src/errors/known/recogniser.ts';
import { translate } from '../../src/errors/translate.ts';
import { type Hop, isCmkError } from '../../src/errors/index.ts';
import { simulatorWording as ofRules } from '../../src/rules/types.ts';

/** A refusal as the SDK's clients throw it. */
function restError(status: number, body: unknown, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error('The request failed.'), {
    name: 'RestError',
    statusCode: status,
    response: {
      status,
      bodyAsText: JSON.stringify(body),
      headers: { get: (name: string) => headers[name.toLowerCase()] },
    },
  });
}
const arm = (code: string, message: string, more: object = {}): object => ({
  error: { code, message, ...more },
});

interface Case {
  readonly name: string;
  readonly thrown: unknown;
  readonly hop?: Hop;
  readonly recorded?: { readonly status: number; readonly body: unknown };
  readonly expected: {
    readonly code: string;
    readonly ruleId?: string;
    readonly retryable: boolean;
    readonly hop?: Hop;
  };
}

const kvDenied =
  "The user, group or application 'appid=a;oid=o;iss=https://sts.windows.net/t/' does not have keys get permission on key vault 'kv;location=eastus'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287";

const cases: readonly Case[] = [
  {
    name: 'a registry whose identity may not use the key (MicrosoftDocs/azure-docs#61015)',
    thrown: restError(
      400,
      arm(
        'BadRequest',
        "Failed to access KeyId 'https://kv.vault.azure.net/keys/k/v'. Verify that identity 'c' has 'Get, Wrap Key, Unwrap Key' permission on key 'https://kv.vault.azure.net/keys/k/v'. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.",
      ),
    ),
    hop: 'containerRegistry',
    expected: { code: 'CMK_STORE_KEY_ACCESS_DENIED', ruleId: 'CMK-013', retryable: false },
  },
  ...[
    "Azure resource '/subscriptions/s/resourcegroups/g/providers/Microsoft.ContainerRegistry/registries/r' does not have access to identity 'i' Try forcibly adding the identity to the registry r. For more information on bring your own key, please visit 'https://aka.ms/acr/cmk'.",
    'The identity associated with the registry is inactive. This could be due to attempted removal of the identity. Reassign the identity manually',
  ].map((message) => ({
    name: `a registry without its identity: ${message.slice(0, 24)}`,
    thrown: restError(403, arm('Forbidden', message)),
    hop: 'containerRegistry' as const,
    expected: { code: 'CMK_REGISTRY_IDENTITY_GONE', ruleId: 'CMK-013', retryable: false },
  })),
  {
    name: 'a Databricks workspace that may not use the key (Azure/azure-powershell#22898)',
    thrown: restError(
      400,
      arm(
        'WorkspaceUpdateFailed',
        `Unable to perform update operation for the workspace : 'dbw' failed : 'PERMISSION_DENIED: Invalid permissions on the specified KeyVault https://kv.vault.azure.net/. Please give Databricks the following access permissions to the given KeyVault: [Get, Wrap, Unwrap]. Wrapped Message: Status code 403, {"error":{"code":"Forbidden","message":"${kvDenied}","innererror":{"code":"AccessDenied"}}}'.`,
      ),
    ),
    hop: 'databricks',
    expected: { code: 'CMK_STORE_KEY_ACCESS_DENIED', ruleId: 'CMK-013', retryable: false },
  },
  {
    name: 'a key of another size, in words of the simulator',
    thrown: restError(
      400,
      arm(
        'BadRequest',
        "The key 'k' of the account 'a' cannot be used: it has 3072 bits, not 2048. (simulator wording)",
      ),
    ),
    hop: 'aiServices',
    expected: { code: 'CMK_STORE_KEY_KIND', ruleId: 'CMK-010', retryable: false },
  },
  {
    name: 'the same words from somebody else, who may mean something else by them',
    thrown: restError(
      400,
      arm(
        'BadRequest',
        "The key 'k' of the account 'a' cannot be used: it has 3072 bits, not 2048.",
      ),
    ),
    hop: 'aiServices',
    expected: { code: 'CMK_AZURE_REFUSED', retryable: false },
  },
  {
    name: 'a vault name that is not one',
    thrown: restError(
      400,
      arm('VaultNameNotValid', 'The vault name should be string of 3 to 24 characters'),
    ),
    hop: 'vault',
    expected: { code: 'CMK_VAULT_NAME_INVALID', retryable: false },
  },
  {
    name: 'a vault name that is taken',
    thrown: restError(409, arm('VaultAlreadyExists', "The vault name 'kv' is already in use.")),
    hop: 'vault',
    expected: { code: 'CMK_VAULT_NAME_TAKEN', retryable: false },
  },
  {
    name: 'a vault that is soft-deleted (same code as a conflict)',
    thrown: restError(
      409,
      arm(
        'ConflictError',
        'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.',
      ),
    ),
    hop: 'vault',
    expected: { code: 'CMK_VAULT_SOFT_DELETED', retryable: false },
  },
  {
    name: 'two operations on one vault',
    thrown: restError(
      409,
      arm(
        'ConflictError',
        "A conflict occurred that prevented the operation from completing. The operation failed because the Key Vault 'kv' changed",
      ),
    ),
    hop: 'vault',
    expected: { code: 'CMK_CONFLICT', retryable: true, hop: 'vault' },
  },
  {
    name: 'purge protection sent as false',
    thrown: restError(
      400,
      arm(
        'BadRequest',
        'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
      ),
    ),
    hop: 'vault',
    expected: { code: 'CMK_PURGE_PROTECTION_IRREVERSIBLE', ruleId: 'CMK-002', retryable: false },
  },
  {
    name: 'a retention that is set already',
    thrown: restError(
      400,
      arm(
        'BadRequest',
        'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
      ),
    ),
    hop: 'vault',
    expected: { code: 'CMK_RETENTION_IMMUTABLE', retryable: false },
  },
  {
    name: 'a purge of what is protected',
    thrown: restError(
      403,
      arm(
        'Forbidden',
        'Operation "purge" is not allowed because purge protection is enabled for this vault.',
      ),
    ),
    hop: 'key',
    expected: { code: 'CMK_PURGE_PROTECTED', retryable: false },
  },
  {
    name: 'no access policy for the caller',
    thrown: restError(403, arm('Forbidden', kvDenied, { innererror: { code: 'AccessDenied' } })),
    hop: 'key',
    expected: { code: 'CMK_KEY_ACCESS_DENIED', ruleId: 'CMK-008', retryable: false, hop: 'access' },
  },
  {
    name: 'no role for the caller',
    thrown: restError(
      403,
      arm(
        'Forbidden',
        'Caller is not authorized to perform action on resource.\r\nIf role assignments',
        { innererror: { code: 'ForbiddenByRbac' } },
      ),
    ),
    hop: 'key',
    expected: { code: 'CMK_KEY_ACCESS_DENIED', ruleId: 'CMK-008', retryable: false },
  },
  {
    name: 'a purge without the permission',
    thrown: restError(403, arm('Forbidden', kvDenied.replace('keys get', 'keys purge'))),
    hop: 'key',
    expected: { code: 'CMK_PURGE_FORBIDDEN', ruleId: 'CMK-008', retryable: false },
  },
  {
    name: 'the vault firewall',
    thrown: restError(
      403,
      arm(
        'Forbidden',
        'Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7',
        { innererror: { code: 'ForbiddenByFirewall' } },
      ),
    ),
    hop: 'key',
    expected: { code: 'CMK_VAULT_FIREWALL', retryable: false, hop: 'network' },
  },
  {
    name: 'a vault without public access',
    thrown: restError(
      403,
      arm(
        'Forbidden',
        'Public network access is disabled and request is not from a trusted service nor via an approved private link.',
      ),
    ),
    hop: 'key',
    expected: { code: 'CMK_VAULT_NOT_PUBLIC', retryable: false },
  },
  {
    name: 'a key that is soft-deleted',
    thrown: restError(
      409,
      arm(
        'Conflict',
        'Key k is currently in a deleted but recoverable state, and its name cannot be reused',
      ),
    ),
    hop: 'key',
    expected: { code: 'CMK_KEY_SOFT_DELETED', retryable: false },
  },
  {
    name: 'a hardware key in a standard vault',
    thrown: restError(
      400,
      arm('BadParameter', 'Hardware key operation not allowed on standard vault'),
    ),
    hop: 'key',
    expected: { code: 'CMK_KEY_NEEDS_PREMIUM_VAULT', retryable: false },
  },
  {
    name: 'an operation that key_ops leaves out',
    thrown: restError(
      403,
      arm('Forbidden', 'Operation decrypt is not permitted on this key.', {
        innererror: { code: 'KeyOperationForbidden' },
      }),
    ),
    hop: 'key',
    expected: { code: 'CMK_KEY_OPERATION_NOT_PERMITTED', retryable: false },
  },
  {
    name: 'a disabled key',
    thrown: restError(
      403,
      arm('Forbidden', 'Operation wrapKey is not allowed on a disabled key.', {
        innererror: { code: 'KeyDisabled' },
      }),
    ),
    hop: 'key',
    expected: { code: 'CMK_KEY_DISABLED', ruleId: 'CMK-012', retryable: false },
  },
  {
    name: 'a key that a storage account cannot use',
    thrown: restError(
      400,
      arm('BadRequest', 'The operation failed because of authentication issue on the keyvault.'),
    ),
    hop: 'storage',
    expected: { code: 'CMK_STORAGE_KEY_UNUSABLE', ruleId: 'CMK-013', retryable: false },
  },
  {
    name: 'a principal that is too new',
    thrown: restError(
      400,
      arm('PrincipalNotFound', 'Principal e92c does not exist in the directory 5482.'),
    ),
    hop: 'access',
    expected: { code: 'CMK_PRINCIPAL_NOT_FOUND', retryable: true, hop: 'principal' },
  },
  {
    name: 'purge protection missing, seen only by the policy that remembers failed operations',
    thrown: new Error('The long-running operation has failed. Inner. outer.'),
    hop: 'workspace',
    recorded: {
      status: 200,
      body: {
        status: 'Failed',
        error: {
          code: 'BadRequest',
          message: 'CMK workspaces should have purge protection enabled on their CMK keyvault.',
        },
      },
    },
    expected: {
      code: 'CMK_PURGE_PROTECTION_MISSING',
      ruleId: 'CMK-002',
      retryable: false,
      hop: 'vault',
    },
  },
  {
    name: 'the same inside a deployment, as text with JSON in it',
    thrown: restError(
      409,
      arm('DeploymentFailed', 'At least one resource deployment operation failed.', {
        details: [
          {
            code: 'ResourceDeploymentFailure',
            message:
              "The 'AzureAsyncOperationWaiting' resource operation completed with terminal provisioning state 'Failed'.",
            details: [
              {
                code: 'BadRequest',
                message:
                  '{\r\n  "error": {\r\n    "code": "BadRequest",\r\n    "message": "CMK workspaces should have purge protection enabled on their CMK keyvault."\r\n  }\r\n}',
              },
            ],
          },
        ],
      }),
    ),
    hop: 'workspace',
    expected: { code: 'CMK_PURGE_PROTECTION_MISSING', ruleId: 'CMK-002', retryable: false },
  },
  {
    name: 'a vault that Cosmos DB does not find: "try again" does not help',
    thrown: restError(
      503,
      arm(
        'ServiceUnavailable',
        'Database account creation failed. Operation Id: 1, Error: Error contacting the Azure Key Vault resource. Please try again.',
      ),
    ),
    hop: 'workspace',
    expected: { code: 'CMK_KEY_UNREACHABLE', ruleId: 'CMK-017', retryable: false },
  },
  {
    name: 'a firewall that keeps Cosmos DB out, as a top-level error with JSON in its message',
    thrown: restError(403, {
      code: 'Forbidden',
      message:
        'Database account creation failed. Operation Id: 1, Error : Message: {"code":"Forbidden","message":"Client address is not authorized and caller was ignored because bypass is set to None","innererror":{"code":"ForbiddenByFirewall"}}\r\nActivityId: 2, Microsoft.Azure.Documents.Common/2.14.0',
    }),
    hop: 'workspace',
    expected: { code: 'CMK_VAULT_FIREWALL', retryable: false, hop: 'network' },
  },
  {
    name: 'a region without capacity, quoted by Cosmos DB',
    thrown: restError(503, {
      code: 'ServiceUnavailable',
      message:
        'Database account creation failed. Operation Id: 1, Error : Message: {"code":"ServiceUnavailable","message":"Sorry, we are currently experiencing high demand in North Europe region, and cannot fulfill your request at this time"}',
    }),
    hop: 'workspace',
    expected: { code: 'CMK_REGION_CAPACITY', retryable: true, hop: 'managedResources' },
  },
  {
    name: 'a principal of Cosmos DB without access',
    thrown: new Error('The long-running operation has failed'),
    hop: 'workspace',
    recorded: {
      status: 200,
      body: {
        status: 'Failed',
        error: {
          code: 'BadRequest',
          message: 'Default Identity is unauthorized to access the Azure Key Vault key',
        },
      },
    },
    expected: {
      code: 'CMK_CONSUMER_ACCESS_DENIED',
      ruleId: 'CMK-013',
      retryable: false,
      hop: 'access',
    },
  },
  {
    name: 'a malformed key identifier',
    thrown: restError(400, {
      code: 'BadRequest',
      message:
        'Provided KeyVaultKeyUri http://mykeyvault.vault1.azure2.net3/keys4/mykey is Invalid.',
    }),
    hop: 'workspace',
    expected: { code: 'CMK_KEY_IDENTIFIER_INVALID', ruleId: 'CMK-017', retryable: false },
  },
  {
    name: 'a provider that is not registered',
    thrown: restError(
      409,
      arm(
        'MissingSubscriptionRegistration',
        "The subscription is not registered to use namespace 'Microsoft.DocumentDB'. See https://aka.ms/rps-not-found",
      ),
    ),
    hop: 'workspace',
    expected: {
      code: 'CMK_PROVIDER_NOT_REGISTERED',
      ruleId: 'CMK-005',
      retryable: true,
      hop: 'provider',
    },
  },
  {
    name: 'a workspace that is soft-deleted',
    thrown: restError(
      400,
      arm(
        'BadRequest',
        'Soft-deleted workspace exists. Please purge or recover it. https://aka.ms/wsoftdelete',
      ),
    ),
    hop: 'workspace',
    expected: { code: 'CMK_WORKSPACE_SOFT_DELETED', retryable: false },
  },
  {
    name: 'a quota, top-level as AKS sends it',
    thrown: restError(409, {
      code: 'QuotaExceeded',
      message: 'Provisioning of resource(s) failed.',
    }),
    hop: 'managedCluster',
    expected: { code: 'CMK_QUOTA_EXCEEDED', ruleId: 'CMK-007', retryable: false },
  },
  {
    name: 'a policy that meets the hidden resources; its JSON list is not an error',
    thrown: restError(
      403,
      arm(
        'RequestDisallowedByPolicy',
        `Resource 'coa-1' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"cmk"}}]'`,
      ),
    ),
    hop: 'workspace',
    expected: { code: 'CMK_POLICY_DENIED', retryable: false },
  },
  {
    name: 'a key that a store cannot reach any more',
    thrown: restError(403, {
      Errors: ['Request is blocked due to Customer Managed Key not being accessible.'],
    }),
    hop: 'managedResources',
    expected: { code: 'CMK_KEY_REVOKED', ruleId: 'CMK-021', retryable: true },
  },
  {
    name: 'a disk encryption set without access, inside a VM scale set failure',
    thrown: new Error('The long-running operation has failed'),
    hop: 'managedCluster',
    recorded: {
      status: 200,
      body: {
        status: 'Failed',
        error: {
          code: 'CreateVMSSAgentPoolFailed',
          message:
            "Unable to access key vault resource 'https://kv.vault.azure.net/keys/k/1' to enable encryption at rest. Please grant get, wrap and unwrap key permissions to disk encryption set 'des'.",
        },
      },
    },
    expected: {
      code: 'CMK_DISK_KEY_ACCESS_DENIED',
      ruleId: 'CMK-013',
      retryable: false,
      hop: 'diskEncryptionSet',
    },
  },
  {
    name: 'a disk encryption set in front of a vault without purge protection',
    thrown: restError(
      400,
      arm('CreateVMSSAgentPoolFailed', 'Failed.', {
        details: [{ code: 'KeyVaultNotPurgeProtectionEnabled', message: 'no' }],
      }),
    ),
    hop: 'managedCluster',
    expected: { code: 'CMK_PURGE_PROTECTION_MISSING', ruleId: 'CMK-002', retryable: false },
  },
  {
    name: 'vault and disks in two regions',
    thrown: restError(
      400,
      arm('CreateVMSSAgentPoolFailed', 'Failed.', {
        details: [{ code: 'KeyVaultAndDiskInDifferentRegions', message: 'no' }],
      }),
    ),
    hop: 'managedCluster',
    expected: { code: 'CMK_DISK_REGION_MISMATCH', ruleId: 'CMK-004', retryable: false },
  },
  {
    name: 'a cluster that may not read its disk encryption set',
    thrown: restError(
      403,
      arm(
        'LinkedAuthorizationFailed',
        "The client 'c' has permission to perform action 'Microsoft.Compute/disks/write'; however, it does not have permission to perform action(s) 'Microsoft.Compute/diskEncryptionSets/read' on the linked scope(s) 'x'",
      ),
    ),
    hop: 'managedCluster',
    expected: { code: 'CMK_DISK_SET_NOT_READABLE', retryable: false },
  },
  {
    name: 'an OS disk key on a cluster that exists',
    thrown: restError(
      400,
      arm(
        'PropertyChangeNotAllowed',
        "Changing property 'properties.diskEncryptionSetID' is not allowed.",
      ),
    ),
    hop: 'managedCluster',
    expected: { code: 'CMK_OS_DISK_KEY_IMMUTABLE', ruleId: 'CMK-063', retryable: false },
  },
  {
    name: 'a resource that only Microsoft may delete',
    thrown: restError(
      403,
      arm(
        'DenyAssignmentAuthorizationFailed',
        "The client 'c' has permission; however, the access is denied because of the deny assignment with name 'n'",
      ),
    ),
    hop: 'managedResources',
    expected: { code: 'CMK_DENY_ASSIGNMENT', ruleId: 'CMK-038', retryable: false },
  },
  {
    name: 'Graph that does not let the caller look',
    thrown: restError(
      403,
      arm('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
    ),
    hop: 'principal',
    expected: { code: 'CMK_GRAPH_FORBIDDEN', retryable: false },
  },
  {
    name: 'throttling',
    thrown: restError(
      429,
      arm('SubscriptionRequestsThrottled', 'Please try again after 6 seconds.'),
    ),
    hop: 'vault',
    expected: { code: 'CMK_THROTTLED', retryable: true },
  },
  {
    name: 'no credential',
    thrown: Object.assign(new Error('ChainedTokenCredential authentication failed.'), {
      name: 'AggregateAuthenticationError',
    }),
    expected: { code: 'CMK_CREDENTIAL_UNAVAILABLE', retryable: false, hop: 'authentication' },
  },
  {
    name: 'a wrong client secret',
    thrown: Object.assign(new Error('AADSTS7000215'), {
      name: 'AuthenticationError',
      statusCode: 401,
      errorResponse: {
        error: 'invalid_client',
        errorDescription: 'AADSTS7000215: Invalid client secret provided.',
      },
    }),
    expected: { code: 'CMK_SIGN_IN_FAILED', retryable: false, hop: 'authentication' },
  },
  {
    name: 'no network',
    thrown: Object.assign(new Error('getaddrinfo ENOTFOUND management.azure.com'), {
      name: 'RestError',
      code: 'ENOTFOUND',
    }),
    expected: { code: 'CMK_NETWORK', retryable: true },
  },
  {
    name: 'a wrong token',
    thrown: restError(401, arm('Unauthorized', 'AKV10032: Invalid issuer.')),
    hop: 'key',
    expected: { code: 'CMK_UNAUTHENTICATED', retryable: false },
  },
  {
    name: 'what nobody knows',
    thrown: restError(400, arm('SomethingNew', 'Never seen.')),
    hop: 'vault',
    expected: { code: 'CMK_AZURE_REFUSED', retryable: false, hop: 'vault' },
  },
  {
    name: 'what is no answer of Azure',
    thrown: new TypeError('x is not a function'),
    expected: { code: 'CMK_UNEXPECTED', retryable: false },
  },
];

describe('translate', () => {
  it.each(cases)('knows $name', ({ thrown, hop, recorded, expected }) => {
    const error = translate(thrown, {
      stepId: 'step',
      ...(hop === undefined ? {} : { hop }),
      ...(recorded === undefined ? {} : { recorded }),
    });
    expect(isCmkError(error)).toBe(true);
    expect(error.toJSON()).toMatchObject({ ...expected, stepId: 'step' });
    expect(error.ruleId).toBe(expected.ruleId);
    expect(error.message).not.toBe('');
  });

  it('gives the innermost words of Azure, the way to them, and the request id', () => {
    const error = translate(
      restError(403, arm('Forbidden', kvDenied, { innererror: { code: 'AccessDenied' } }), {
        'x-ms-request-id': 'request-1',
      }),
      { hop: 'key' },
    );
    expect(error.cause).toEqual({
      code: 'AccessDenied',
      message: kvDenied,
      status: 403,
      chain: ['Forbidden', 'AccessDenied'],
    });
    expect(error.requestId).toBe('request-1');
    expect(error.message).toMatch(/^AccessDenied: The user, group or application/);
  });

  it('leaves its own errors as they are, and names the step', () => {
    const first = translate(restError(429, {}), { hop: 'key' });
    expect(translate(first, { hop: 'vault', stepId: 's' }).toJSON()).toEqual({
      ...first.toJSON(),
      stepId: 's',
    });
  });

  it.each([undefined, null, 7, 'text', {}, [], { error: null }])('survives %j', (thrown) => {
    expect(translate(thrown)).toMatchObject({ code: 'CMK_UNEXPECTED', hop: 'transport' });
  });

  it('survives an error that contains itself', () => {
    const body: { error?: unknown } = {};
    body.error = body;
    const thrown = Object.assign(new Error('loop'), {
      name: 'RestError',
      statusCode: 400,
      details: body,
    });
    expect(translate(thrown)).toMatchObject({ code: 'CMK_AZURE_REFUSED' });
  });
});

it('knows texts of the simulator by what the rules put behind them', () => {
  expect(simulatorWording).toBe(ofRules);
});
