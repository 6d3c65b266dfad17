/** The api-versions of workspaces, and what each of them knows. */

/** Oldest first. */
export const workspaceApiVersions: readonly string[] = Object.freeze([
  '2020-08-01',
  '2021-01-01',
  '2021-04-01',
  '2021-07-01',
  '2022-05-01',
  '2022-10-01-preview',
  '2022-10-01',
  '2022-12-01-preview',
  '2023-02-01-preview',
  '2023-04-01-preview',
  '2023-04-01',
  '2023-06-01-preview',
  '2023-08-01-preview',
  '2023-10-01',
  '2024-01-01-preview',
  '2024-04-01-preview',
  '2024-04-01',
  '2024-07-01-preview',
  '2024-10-01-preview',
  '2024-10-01',
  '2025-01-01-preview',
  '2025-04-01-preview',
  '2025-04-01',
  '2025-06-01',
  '2025-07-01-preview',
  '2025-09-01',
  '2025-10-01-preview',
  '2025-12-01',
  '2026-03-01',
  '2026-05-01',
  '2026-05-15-preview',
]);

/** From which stable and which preview version on something is known. */
interface Since {
  readonly stable: string;
  readonly preview: string;
}

const FEATURES: Readonly<Record<WorkspaceFeature, Since>> = Object.freeze({
  /** `kind` in answers. */
  kind: { stable: '2023-04-01', preview: '2023-02-01-preview' },
  /** Recorded: an answer of 2022-01-01-preview is without it. */
  v1LegacyMode: { stable: '2022-05-01', preview: '2022-05-01-preview' },
  /** Recorded: 2022-05-01 tells of it, which no document of its time does. */
  softDelete: { stable: '2022-05-01', preview: '2022-05-01-preview' },
  /** Managed network, creation time, data isolation. */
  managedNetwork: { stable: '2023-10-01', preview: '2023-04-01-preview' },
  /** The network comes with the workspace. */
  provisionNetworkNow: { stable: '2025-06-01', preview: '2025-07-01-preview' },
  /** Feature stores and their settings. */
  featureStore: { stable: '2023-10-01', preview: '2023-02-01-preview' },
  /** Hubs and projects. */
  hub: { stable: '2024-04-01', preview: '2023-04-01-preview' },
  /** `DELETE …?forceToPurge=true`. */
  forceToPurge: { stable: '2023-10-01', preview: '2023-04-01-preview' },
  /** `encryption` in a PATCH. */
  keyUpdate: { stable: '2024-04-01', preview: '2022-10-01-preview' },
  /** `serverlessComputeSettings`. */
  serverless: { stable: '2023-10-01', preview: '2023-08-01-preview' },
  /** `enableServiceSideCMKEncryption`. */
  serviceSide: { stable: '2025-06-01', preview: '2025-07-01-preview' },
});

/** What an api-version may know or not. */
export type WorkspaceFeature =
  | 'kind'
  | 'v1LegacyMode'
  | 'softDelete'
  | 'managedNetwork'
  | 'provisionNetworkNow'
  | 'featureStore'
  | 'hub'
  | 'forceToPurge'
  | 'keyUpdate'
  | 'serverless'
  | 'serviceSide';

/** Whether an api-version knows a feature; versions that do not leave its properties out, in both directions. */
export function knows(apiVersion: string, feature: WorkspaceFeature): boolean {
  const since: Since = FEATURES[feature];
  return apiVersion.length > 10 ? apiVersion >= since.preview : apiVersion >= since.stable;
}
