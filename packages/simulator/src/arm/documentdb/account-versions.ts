export const ACCOUNT_TYPE = 'Microsoft.DocumentDB/databaseAccounts';

export const ACCOUNT_API_VERSIONS: readonly string[] = Object.freeze([
  '2019-12-12',
  '2020-04-01',
  '2021-04-15',
  '2021-10-15',
  '2022-05-15',
  '2022-11-15',
  '2023-04-15',
  '2023-09-15',
  '2023-11-15',
  '2024-05-15',
  '2024-08-15',
  '2024-11-15',
  '2025-04-15',
  '2025-10-15',
  '2026-03-15',
]);
