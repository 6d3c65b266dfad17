/** What the parts of a workspace share. */
import type { UnitContext } from '../../kernel/resource-type.ts';

export const WORKSPACE_TYPE = 'Microsoft.Databricks/workspaces';
/** Known api-versions of workspaces, oldest first. */
export const DATABRICKS_API_VERSIONS: readonly string[] = Object.freeze([
  '2018-04-01',
  '2021-04-01-preview',
  '2022-04-01-preview',
  '2023-02-01',
  '2024-05-01',
  '2025-08-01-preview',
  '2026-01-01',
]);
/** Suffixes of the hosts of workspaces, by cloud. */
export const WORKSPACE_HOSTS: Readonly<Record<UnitContext['cloud'], string>> = Object.freeze({
  public: 'azuredatabricks.net',
  usGovernment: 'databricks.azure.us',
  china: 'databricks.azure.cn',
});
