import { specIssue } from '../issue.ts';
import type { CoherenceCheck } from './loose.ts';

/** Only a hub has projects. */
export const projectsHaveHub: CoherenceCheck = ({ workspace, projects }) => {
  if (!projects || projects.length === 0 || !workspace || workspace.kind === 'Hub') return [];
  return [
    specIssue('SPEC-CONFLICT', ['projects'], {
      message: 'Projects belong to a hub, and the workspace is none.',
      received: workspace.kind ?? 'Default',
      expected: 'a workspace of the kind "Hub"',
      fix: 'Set workspace.kind to "Hub", or remove the projects.',
    }),
  ];
};
