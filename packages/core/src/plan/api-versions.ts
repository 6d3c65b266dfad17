/**
 * The api-versions of what is read or made through Resource Manager's generic API. Stable ones, in which the
 * attributes that a plan sends have the meaning given here.
 */
export const apiVersions: {
  readonly applicationInsights: string;
  readonly containerRegistry: string;
  readonly storage: string;
  readonly diskEncryptionSet: string;
  readonly managedCluster: string;
  readonly searchService: string;
  readonly aiServicesAccount: string;
  readonly databricksWorkspace: string;
} = Object.freeze({
  applicationInsights: '2020-02-02',
  containerRegistry: '2023-07-01',
  storage: '2025-08-01',
  diskEncryptionSet: '2025-01-02',
  managedCluster: '2026-04-01',
  // The first in which a service as a whole has a key.
  searchService: '2026-03-01-preview',
  aiServicesAccount: '2025-06-01',
  databricksWorkspace: '2024-05-01',
});
