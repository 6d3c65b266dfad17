import type { Json, JsonObject } from '../../kernel/json.ts';
import type {
  PolicyDefinition,
  PolicyMode,
  PolicyVersion,
} from '../../kernel/policy/definition.ts';

const WORKSPACES = 'Microsoft.MachineLearningServices/workspaces';
const VAULTS = 'Microsoft.KeyVault/vaults';
const KEYS = 'Microsoft.KeyVault.Data/vaults/keys';
const GROUPS = 'Microsoft.ContainerInstance/containerGroups';
const CLUSTERS = 'Microsoft.ContainerService/managedClusters';
const ACCOUNTS = 'Microsoft.DocumentDB/databaseAccounts';
const STORAGE = 'Microsoft.Storage/storageAccounts';

/** From this api-version on a vault has soft delete unless it says no. */
const SOFT_DELETE_BY_DEFAULT = '2019-09-01';

const field = (name: string, condition: JsonObject): JsonObject => ({ field: name, ...condition });
const isType = (type: string): JsonObject => field('type', { equals: type });
const not = (condition: JsonObject): JsonObject => ({ not: condition });
const allOf = (...conditions: JsonObject[]): JsonObject => ({ allOf: conditions });
const anyOf = (...conditions: JsonObject[]): JsonObject => ({ anyOf: conditions });

const noProject = not(field('kind', { equals: 'project' }));
const isEncrypted = field(`${WORKSPACES}/encryption.status`, { equals: 'Enabled' });
const softDelete = `${VAULTS}/enableSoftDelete`;
const purgeProtection = `${VAULTS}/enablePurgeProtection`;

function rule(condition: JsonObject, details?: JsonObject): JsonObject {
  return {
    if: condition,
    then: { effect: "[parameters('effect')]", ...(details === undefined ? {} : { details }) },
  };
}

const withoutSoftDelete = rule(
  allOf(
    isType(VAULTS),
    not(field(`${VAULTS}/createMode`, { equals: 'recover' })),
    anyOf(field(softDelete, { equals: 'false' }), field(softDelete, { exists: 'false' })),
  ),
);

const AUDIT_DENY = ['Audit', 'Deny', 'Disabled'];

function policy(
  name: string,
  displayName: string,
  description: string,
  category: string,
  versions: readonly [PolicyVersion, ...PolicyVersion[]],
  effects: readonly Json[] = AUDIT_DENY,
  mode: PolicyMode = 'Indexed',
  parameters: PolicyDefinition['parameters'] = {},
): PolicyDefinition {
  return Object.freeze({
    id: `/providers/Microsoft.Authorization/policyDefinitions/${name}`,
    name,
    displayName,
    description,
    policyType: 'BuiltIn',
    mode,
    metadata: { version: versions[0].version, category },
    parameters: {
      effect: { type: 'String', allowedValues: effects, defaultValue: effects[0] ?? 'Audit' },
      ...parameters,
    },
    versions,
  });
}

/** The built-in definitions that a customer-managed-key chain meets. Descriptions are ours. */
export const builtInPolicies: readonly PolicyDefinition[] = Object.freeze([
  policy(
    'ba769a63-b8cc-4b2d-abf6-ac33c7204be8',
    'Azure Machine Learning workspaces should be encrypted with a customer-managed key',
    'A workspace is encrypted under a key of the customer. From 1.1.0 on projects are left alone.',
    'Machine Learning',
    [
      { version: '1.1.0', rule: rule(allOf(isType(WORKSPACES), noProject, not(isEncrypted))) },
      { version: '1.0.3', rule: rule(allOf(isType(WORKSPACES), not(isEncrypted))) },
    ],
  ),
  policy(
    '7f40cee6-e933-4d0f-a782-b96615e0f4a6',
    'Azure Machine Learning workspaces should be encrypted with the use of a customer-managed key',
    'Tells of workspaces without a key of the customer; it denies nothing.',
    'Machine Learning',
    [
      {
        version: '1.0.0',
        rule: rule(allOf(isType(WORKSPACES), noProject), {
          type: WORKSPACES,
          name: "[field('name')]",
          existenceCondition: allOf(isEncrypted),
        }),
      },
    ],
    ['AuditIfNotExists', 'Disabled'],
  ),
  policy(
    '5f0c7d88-c7de-45b8-ac49-db49e72eaa78',
    'Azure Machine Learning workspaces should use user-assigned managed identity',
    'A workspace has a primary user-assigned identity.',
    'Machine Learning',
    [
      {
        version: '1.0.0',
        rule: rule(
          allOf(
            isType(WORKSPACES),
            anyOf(
              field(`${WORKSPACES}/primaryUserAssignedIdentity`, { exists: false }),
              field(`${WORKSPACES}/primaryUserAssignedIdentity`, { equals: '' }),
            ),
          ),
        ),
      },
    ],
  ),
  policy(
    '0b60c0b2-2dc2-4e1c-b5c9-abbed971de53',
    'Key vaults should have deletion protection enabled',
    'A vault has soft delete and purge protection, and the request says so.',
    'Key Vault',
    [
      {
        version: '2.1.0',
        rule: rule(
          allOf(
            isType(VAULTS),
            field(`${VAULTS}/createMode`, { notEquals: 'recover' }),
            anyOf(
              allOf(
                { value: '[requestContext().apiVersion]', less: SOFT_DELETE_BY_DEFAULT },
                anyOf(
                  field(softDelete, { equals: 'false' }),
                  field(softDelete, { exists: 'false' }),
                ),
              ),
              allOf(
                { value: '[requestContext().apiVersion]', greaterOrEquals: SOFT_DELETE_BY_DEFAULT },
                field(softDelete, { equals: 'false' }),
              ),
              field(purgeProtection, { exists: 'false' }),
              field(purgeProtection, { equals: 'false' }),
            ),
          ),
        ),
      },
    ],
  ),
  policy(
    '1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d',
    'Key vaults should have soft delete enabled',
    'A vault has soft delete, and the request says so.',
    'Key Vault',
    [
      { version: '3.1.0', rule: withoutSoftDelete },
      { version: '3.0.0', rule: withoutSoftDelete },
    ],
  ),
  policy(
    '0aa61e00-0a01-4a3c-9945-e93cffedf0e6',
    'Azure Container Instance container group should use customer-managed key for encryption',
    'A container group names a vault and a key for its encryption.',
    'Container Instance',
    [
      {
        version: '1.0.0',
        rule: rule(
          allOf(
            isType(GROUPS),
            anyOf(
              field(`${GROUPS}/encryptionProperties.vaultBaseUrl`, { exists: false }),
              field(`${GROUPS}/encryptionProperties.keyName`, { exists: false }),
            ),
          ),
        ),
      },
    ],
  ),
  policy(
    '7d7be79c-23ba-4033-84dd-45e2a5ccdd67',
    'Both operating systems and data disks in Azure Kubernetes Service clusters should be encrypted by customer-managed keys',
    'A cluster names a disk encryption set.',
    'Kubernetes',
    [
      {
        version: '1.0.0',
        rule: rule(
          allOf(
            isType(CLUSTERS),
            anyOf(
              field(`${CLUSTERS}/diskEncryptionSetID`, { exists: 'False' }),
              field(`${CLUSTERS}/diskEncryptionSetID`, { equals: '' }),
            ),
          ),
        ),
      },
    ],
  ),
  policy(
    '1f905d99-2ab7-462c-a6b0-f709acca6c8f',
    'Azure Cosmos DB accounts should use customer-managed keys to encrypt data at rest',
    'An account names the key that it is encrypted under.',
    'Cosmos DB',
    [
      {
        version: '1.0.2',
        rule: rule(allOf(field(`${ACCOUNTS}/keyVaultKeyUri`, { exists: false }), isType(ACCOUNTS))),
      },
    ],
    ['audit', 'deny', 'disabled'],
  ),
  policy(
    '152b15f7-8e1f-4c1f-ab71-8c010ba5dbc0',
    'Key Vault keys should have an expiration date',
    'A key of a vault ends at some time.',
    'Key Vault',
    [
      {
        version: '1.0.2',
        rule: rule(allOf(isType(KEYS), field(`${KEYS}/attributes.expiresOn`, { exists: false }))),
      },
    ],
    AUDIT_DENY,
    'Microsoft.KeyVault.Data',
  ),
  policy(
    '6fac406b-40ca-413b-bf8e-0bf964659c25',
    'Storage accounts should use customer-managed key for encryption',
    'Tells of storage accounts whose key is not in a vault of the customer; it denies nothing.',
    'Storage',
    [
      {
        version: '1.0.3',
        rule: rule(
          allOf(
            isType(STORAGE),
            not(field(`${STORAGE}/encryption.keySource`, { equals: 'Microsoft.Keyvault' })),
          ),
        ),
      },
    ],
    ['Audit', 'Disabled'],
  ),
  policy(
    '7433c107-6db4-4ad1-b57a-a76dce0154a1',
    'Storage accounts should be limited by allowed SKUs',
    'A storage account has one of the SKUs that the assignment lists.',
    'Storage',
    [
      {
        version: '1.1.0',
        rule: rule(
          allOf(
            isType(STORAGE),
            not(field(`${STORAGE}/sku.name`, { in: "[parameters('listOfAllowedSKUs')]" })),
          ),
        ),
      },
    ],
    AUDIT_DENY,
    'Indexed',
    {
      effect: { type: 'String', allowedValues: AUDIT_DENY, defaultValue: 'Deny' },
      listOfAllowedSKUs: { type: 'Array' },
    },
  ),
]);
