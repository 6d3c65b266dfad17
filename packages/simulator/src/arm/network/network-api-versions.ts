/** Known api-versions of Microsoft.Network, oldest first. */
export const NETWORK_API_VERSIONS: readonly string[] = Object.freeze([
  '2020-11-01',
  '2022-07-01',
  '2023-09-01',
  '2024-05-01',
  '2024-10-01',
  '2025-05-01',
  '2026-01-01',
]);
