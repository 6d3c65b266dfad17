import type { WorkspaceFacts } from './facts.ts';

/** `Lean` is what early previews called a project. */
const AI_KINDS = ['hub', 'project', 'lean'];

/** Whether a workspace is an Azure AI hub or project, for which the Azure AI article speaks in every edition. */
export function isHubOrProject(workspace: WorkspaceFacts): boolean {
  return AI_KINDS.includes(workspace.kind.toLowerCase());
}
