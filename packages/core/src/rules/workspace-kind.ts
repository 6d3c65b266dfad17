import type { WorkspaceFacts } from './facts.ts';

/** `Lean` is what early previews called a project. */
const AI_KINDS = ['hub', 'project', 'lean'];

/** Whether a workspace is an Azure AI hub or project, for which the Azure AI article speaks in every edition. */
export function isHubOrProject({ kind }: Pick<WorkspaceFacts, 'kind'>): boolean {
  return isHubOrProjectKind(kind);
}

/** The same of a kind alone. */
export function isHubOrProjectKind(kind: string): boolean {
  return AI_KINDS.includes(kind.toLowerCase());
}
