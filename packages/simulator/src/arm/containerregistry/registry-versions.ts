export const REGISTRY_TYPE = 'Microsoft.ContainerRegistry/registries';

/** Known api-versions of registries, oldest first. */
export const REGISTRY_API_VERSIONS: readonly string[] = Object.freeze([
  '2019-05-01',
  '2021-09-01',
  '2022-12-01',
  '2023-07-01',
  '2023-11-01-preview',
  '2025-04-01',
  '2025-11-01',
]);
