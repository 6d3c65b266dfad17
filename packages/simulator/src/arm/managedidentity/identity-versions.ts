export const IDENTITY_TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities';

export const IDENTITY_API_VERSIONS: readonly string[] = Object.freeze([
  '2015-08-31-preview',
  '2018-11-30',
  '2022-01-31-preview',
  '2023-01-31',
  '2023-07-31-preview',
  '2024-11-30',
  '2025-01-31-preview',
]);
