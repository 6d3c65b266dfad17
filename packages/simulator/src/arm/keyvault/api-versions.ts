/** Versions of the management plane of Key Vault, oldest first. */
export const VAULT_API_VERSIONS: readonly string[] = Object.freeze([
  '2015-06-01',
  '2016-10-01',
  '2018-02-14-preview',
  '2018-02-14',
  '2019-09-01',
  '2020-04-01-preview',
  '2021-04-01-preview',
  '2021-06-01-preview',
  '2021-10-01',
  '2021-11-01-preview',
  '2022-02-01-preview',
  '2022-07-01',
  '2022-11-01',
  '2023-02-01',
  '2023-07-01',
  '2024-11-01',
  '2024-12-01-preview',
  '2025-05-01',
  '2026-02-01',
]);

/** What the provider of vaults adds to its answers; the version was recorded in 2023. */
export const VAULT_SERVICE_HEADERS: { readonly 'x-ms-keyvault-service-version': string } =
  Object.freeze({
    'x-ms-keyvault-service-version': '1.5.1018.0',
  });
