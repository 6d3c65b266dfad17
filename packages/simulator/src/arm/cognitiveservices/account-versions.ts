/** Known stable api-versions of Microsoft.CognitiveServices, oldest first. */
export const ACCOUNT_API_VERSIONS: readonly string[] = Object.freeze([
  '2021-04-30',
  '2021-10-01',
  '2022-03-01',
  '2022-10-01',
  '2022-12-01',
  '2023-05-01',
  '2024-10-01',
  '2025-06-01',
  '2025-09-01',
]);
