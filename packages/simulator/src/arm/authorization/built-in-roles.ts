import type { Role } from '../../kernel/access.ts';

const VAULT = 'Microsoft.KeyVault/vaults';

function role(
  id: string,
  name: string,
  description: string,
  permissions: Partial<Role['permissions']>,
  instants: Pick<Role, 'createdOn' | 'updatedOn'> = {},
): Role {
  return Object.freeze({
    id,
    name,
    description,
    ...instants,
    permissions: Object.freeze({
      actions: permissions.actions ?? [],
      notActions: permissions.notActions ?? [],
      dataActions: permissions.dataActions ?? [],
      notDataActions: permissions.notDataActions ?? [],
    }),
  });
}

const CONTAINERS = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const DELEGATION =
  'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

const NO_ACCESS_CHANGES = [
  'Microsoft.Authorization/*/Delete',
  'Microsoft.Authorization/*/Write',
  'Microsoft.Authorization/elevateAccess/Action',
];

const APPROVAL = 'privateEndpointConnectionsApproval/action';
/** What an approver of private endpoints may do at each type that is served, beside reading and writing connections. */
const ENDPOINT_APPROVER = [
  ['Microsoft.ContainerRegistry/registries', [APPROVAL]],
  ['Microsoft.CognitiveServices/accounts', ['read', 'privateLinkResources/read']],
  ['Microsoft.DocumentDB/databaseAccounts', [APPROVAL, 'read', 'privateLinkResources/read']],
  [VAULT, [APPROVAL, 'read', 'privateLinkResources/read']],
  ['Microsoft.MachineLearningServices/workspaces', [APPROVAL, 'read', 'privateLinkResources/read']],
  ['Microsoft.Storage/storageAccounts', ['read', 'privateLinkResources/read']],
] as const;

/** The built-in roles that a customer-managed-key chain meets. Descriptions are ours. */
export const builtInRoles: readonly Role[] = Object.freeze([
  role('8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner', 'Everything on the management plane.', {
    actions: ['*'],
  }),
  role(
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'Contributor',
    'Everything on the management plane except giving access.',
    { actions: ['*'], notActions: NO_ACCESS_CHANGES },
  ),
  role(
    'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    'Reader',
    'Reads the management plane.',
    { actions: ['*/read'] },
    { createdOn: '2015-02-02T21:55:09.8806423Z', updatedOn: '2021-11-11T20:13:47.8628684Z' },
  ),
  role(
    '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    'User Access Administrator',
    'Gives access and reads.',
    { actions: ['*/read', 'Microsoft.Authorization/*'] },
  ),
  role('7f951dda-4ed3-4680-a7ca-43fe172d538d', 'AcrPull', 'Pulls images of a registry.', {
    actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
  }),
  role(
    'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    'Storage Blob Data Owner',
    'Everything with containers and blobs.',
    { actions: [`${CONTAINERS}/*`, DELEGATION], dataActions: [`${CONTAINERS}/blobs/*`] },
  ),
  role(
    '2a2b9908-6ea1-4ae2-8e63-a410df84e7d1',
    'Storage Blob Data Reader',
    'Reads containers and blobs.',
    { actions: [`${CONTAINERS}/read`, DELEGATION], dataActions: [`${CONTAINERS}/blobs/read`] },
  ),
  role(
    'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    'Storage Blob Data Contributor',
    'Reads, writes and deletes containers and blobs.',
    {
      actions: [`${CONTAINERS}/delete`, `${CONTAINERS}/read`, `${CONTAINERS}/write`, DELEGATION],
      dataActions: ['delete', 'read', 'write', 'move/action', 'add/action'].map(
        (action) => `${CONTAINERS}/blobs/${action}`,
      ),
    },
  ),
  role(
    '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    'Key Vault Administrator',
    'All data of a vault; reads its management plane.',
    { actions: [`${VAULT}/*/read`, `${VAULT}/read`], dataActions: [`${VAULT}/*`] },
  ),
  role('14b46e9e-c2b7-41b4-b07b-48a6ebf60603', 'Key Vault Crypto Officer', 'Everything on keys.', {
    dataActions: [`${VAULT}/keys/*`, `${VAULT}/keyrotationpolicies/*`],
  }),
  role(
    '12338af0-0e69-4776-bea7-57ae8d297424',
    'Key Vault Crypto User',
    'Cryptographic operations with keys.',
    {
      dataActions: [
        'read',
        'update/action',
        'backup/action',
        'encrypt/action',
        'decrypt/action',
        'wrap/action',
        'unwrap/action',
        'sign/action',
        'verify/action',
      ].map((operation) => `${VAULT}/keys/${operation}`),
    },
  ),
  role(
    'e147488a-f6f5-4113-8e2d-b22465e65bf6',
    'Key Vault Crypto Service Encryption User',
    'Reads keys, wraps and unwraps with them.',
    {
      dataActions: ['read', 'wrap/action', 'unwrap/action'].map(
        (operation) => `${VAULT}/keys/${operation}`,
      ),
    },
  ),
  role(
    '08bbd89e-9f13-488c-ac41-acfcb10c90ab',
    'Key Vault Crypto Service Release User',
    'Releases keys.',
    { dataActions: [`${VAULT}/keys/release/action`] },
  ),
  role(
    'a4417e6f-fecd-4de8-b567-7b0420556985',
    'Key Vault Certificates Officer',
    'Everything on certificates.',
    {
      dataActions: [
        `${VAULT}/certificatecas/*`,
        `${VAULT}/certificates/*`,
        `${VAULT}/certificatecontacts/write`,
      ],
    },
  ),
  role(
    'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba',
    'Key Vault Certificate User',
    'Reads certificates with their keys and secrets.',
    {
      dataActions: [
        `${VAULT}/certificates/read`,
        `${VAULT}/secrets/getSecret/action`,
        `${VAULT}/secrets/readMetadata/action`,
        `${VAULT}/keys/read`,
      ],
    },
  ),
  role(
    'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    'Key Vault Secrets Officer',
    'Everything on secrets.',
    { dataActions: [`${VAULT}/secrets/*`] },
  ),
  role('4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User', 'Reads secrets.', {
    dataActions: [`${VAULT}/secrets/getSecret/action`, `${VAULT}/secrets/readMetadata/action`],
  }),
  role(
    '21090545-7ca7-4776-b22c-e363652d74d2',
    'Key Vault Reader',
    'Reads metadata of a vault and its objects.',
    {
      actions: [`${VAULT}/*/read`, `${VAULT}/read`],
      dataActions: [`${VAULT}/*/read`, `${VAULT}/secrets/readMetadata/action`],
    },
  ),
  role(
    'f25e0fa2-a7c8-4377-a976-54943a77a395',
    'Key Vault Contributor',
    'Manages vaults; no access to what is in them.',
    {
      actions: ['Microsoft.KeyVault/*', 'Microsoft.Resources/subscriptions/resourceGroups/read'],
      notActions: ['Microsoft.KeyVault/locations/deletedVaults/purge/action'],
    },
  ),
  role(
    'a68e7c17-0ab2-4c09-9a58-125dae29748c',
    'Key Vault Purge Operator',
    'Purges deleted vaults.',
    {
      actions: [
        'Microsoft.KeyVault/deletedVaults/read',
        'Microsoft.KeyVault/locations/deletedVaults/read',
        'Microsoft.KeyVault/locations/deletedVaults/purge/action',
        'Microsoft.KeyVault/locations/operationResults/read',
      ],
    },
  ),
  role(
    'f1a07417-d97a-45cb-824c-7a7467783830',
    'Managed Identity Operator',
    'Reads and assigns user-assigned identities.',
    {
      actions: [
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
      ],
    },
  ),
  role(
    'b556d68e-0be0-4f35-a333-ad7ee1ce17ea',
    'Azure AI Enterprise Network Connection Approver',
    'Approves private endpoints to what Azure AI commonly depends on.',
    {
      actions: ENDPOINT_APPROVER.flatMap(([type, more]) => [
        `${type}/privateEndpointConnections/read`,
        `${type}/privateEndpointConnections/write`,
        ...more.map((action) => `${type}/${action}`),
      ]),
    },
  ),
]);
