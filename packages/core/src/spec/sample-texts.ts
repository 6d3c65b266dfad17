/** Two good texts of each kind, which differ in all that a rule could look at. */
import { rules, type TextRule, type TextRuleName } from './grammar.ts';

const firstSubscription = '55555555-5555-4555-8555-555555555555';
const secondSubscription = 'cccccccc-cccc-4ccc-8ccc-cccccccccccc';
const version = '0123456789abcdef0123456789abcdef';

function ids(type: string, child = ''): readonly [string, string] {
  const id = (subscription: string, name: string): string =>
    `/subscriptions/${subscription}/resourceGroups/rg-${name}/providers/${type}/unread-${name}${child && `/${child}/${name}`}`;
  return [id(firstSubscription, 'one'), id(secondSubscription, 'two')];
}

const samples: Readonly<Record<TextRuleName, readonly [string, string]>> = {
  vaultName: ['unread-one', 'unread-two'],
  keyName: ['unread-one', 'unread-two'],
  workspaceName: ['unread-one', 'unread-two'],
  resourceGroup: ['unread-one', 'unread-two'],
  storageName: ['unreadone', 'unreadtwo'],
  registryName: ['unreadone', 'unreadtwo'],
  applicationInsightsName: ['unread-one', 'unread-two'],
  identityName: ['unread-one', 'unread-two'],
  privateEndpointName: ['unread-one', 'unread-two'],
  containerGroupName: ['unread-one', 'unread-two'],
  clusterName: ['unread-one', 'unread-two'],
  diskEncryptionSetName: ['unread-one', 'unread-two'],
  searchServiceName: ['unread-one', 'unread-two'],
  aiServicesAccountName: ['unread-one', 'unread-two'],
  databricksWorkspaceName: ['unread-one', 'unread-two'],
  storageClassName: ['unread-one', 'unread-two'],
  nodeSize: ['Standard_D4s_v5', 'Standard_B2ms'],
  friendlyText: ['one', 'two'],
  guid: [firstSubscription, secondSubscription],
  objectId: [firstSubscription, secondSubscription],
  location: ['westeurope', 'chinaeast2'],
  kubernetesVersion: ['1.0', '9999.0'],
  keyVersion: [version, version.replace('0', 'f')],
  image: ['one', 'registry.example/two:latest'],
  instant: ['1970-01-01T00:00:00Z', '9999-12-31T00:00:00Z'],
  rotateInterval: ['P7D', 'P9Y'],
  notifyInterval: ['P7D', 'P9Y'],
  expiryInterval: ['P28D', 'P9Y'],
  ipRule: ['203.0.113.7', '198.51.100.0/24'],
  tagName: ['one', 'two'],
  tagValue: ['one', 'two'],
  keyTagName: ['one', 'two'],
  vaultId: ids('Microsoft.KeyVault/vaults'),
  storageId: ids('Microsoft.Storage/storageAccounts'),
  applicationInsightsId: ids('Microsoft.Insights/components'),
  containerRegistryId: ids('Microsoft.ContainerRegistry/registries'),
  identityId: ids('Microsoft.ManagedIdentity/userAssignedIdentities'),
  subnetId: ids('Microsoft.Network/virtualNetworks', 'subnets'),
  diskEncryptionSetId: ids('Microsoft.Compute/diskEncryptionSets'),
  clusterId: ids('Microsoft.ContainerService/managedClusters'),
  keyIdentifier: [
    'https://unread-one.vault.azure.net/keys/one',
    `https://unread-two.vault.usgovcloudapi.net/keys/two/${version}`,
  ],
  versionedKeyIdentifier: [
    `https://unread-one.vault.azure.net/keys/one/${version}`,
    `https://unread-two.vault.usgovcloudapi.net/keys/two/${version.replace('0', 'f')}`,
  ],
  vaultBaseUrl: [
    'https://unread-one.vault.azure.net',
    'https://unread-two.vault.usgovcloudapi.net',
  ],
};

const byRule: ReadonlyMap<TextRule, readonly [string, string]> = new Map(
  Object.entries(samples).map(([name, texts]) => [rules[name as TextRuleName], texts]),
);

/** Two texts that the rule accepts. */
export function sampleTexts(rule: TextRule): readonly string[] {
  return byRule.get(rule) ?? [];
}
